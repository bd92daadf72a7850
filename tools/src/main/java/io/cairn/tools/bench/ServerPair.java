package io.cairn.tools.bench;

import java.io.IOException;
import java.util.List;

/** Cairn and redis-server with the same options, each in a directory of its own that is gone when the pair is closed. */
record ServerPair(Servers servers, ServerProcess cairn, ServerProcess redis) implements AutoCloseable {
    static ServerPair start(List<String> options) throws IOException {
        return start(List.of(), options);
    }

    /** Starts both under a program, such as env, that is given with its arguments. */
    static ServerPair start(List<String> program, List<String> options) throws IOException {
        ServerProcess.requireProgram("redis-server");
        Servers servers = Servers.create();
        try {
            ServerProcess redis = servers.onOneCore(new Program("redis-server").under(program), options);
            return new ServerPair(servers, servers.onOneCore(Program.CAIRN.under(program), options), redis);
        } catch (IOException e) {
            servers.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        servers.close();
    }
}
