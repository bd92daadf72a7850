package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.util.List;

/** Cairn and redis-server with the same options, each in a directory of its own that is gone when the pair is closed. */
record ServerPair(Workspace space, ServerProcess cairn, ServerProcess redis) implements AutoCloseable {
    static ServerPair start(List<String> options) throws IOException {
        ServerProcess.requireProgram("redis-server");
        Workspace space = Workspace.create();
        try {
            ServerProcess redis = ServerProcess.redis(space.resolve("redis"), options);
            try {
                return new ServerPair(space, ServerProcess.cairn(space.resolve("cairn"), options), redis);
            } catch (IOException e) {
                redis.close();
                throw e;
            }
        } catch (IOException e) {
            space.close();
            throw e;
        }
    }

    /** Both, Cairn first. */
    List<ServerProcess> both() {
        return List.of(cairn, redis);
    }

    @Override
    public void close() throws IOException {
        cairn.close();
        redis.close();
        space.close();
    }
}
