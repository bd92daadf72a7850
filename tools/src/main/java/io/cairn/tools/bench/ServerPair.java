package io.cairn.tools.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cairn and redis-server with the same options, each in a directory of its own that is gone when the pair is closed. */
record ServerPair(Servers servers, ServerProcess cairn, ServerProcess redis) implements AutoCloseable {
    private static final int LEAST_SETTLE_SECONDS = 8;
    private static final int MOST_SETTLE_SECONDS = 60;
    private static final int QUIET_SECONDS = 4;

    /** Becoming smaller by less than this in a second is quiet. */
    private static final long QUIET_BYTES = 500_000;

    static ServerPair start(List<String> options) throws IOException {
        return start(List.of(), options);
    }

    /** Starts both under a program, such as a tracer, that is given with its arguments. */
    static ServerPair start(List<String> program, List<String> options) throws IOException {
        ServerProcess.requireProgram("redis-server");
        Servers servers = Servers.create();
        try {
            ServerProcess redis = servers.redis(program, "redis-server", options);
            return new ServerPair(servers, servers.cairn(program, options), redis);
        } catch (IOException e) {
            servers.close();
            throw e;
        }
    }

    /** Both, Cairn first. */
    List<ServerProcess> both() {
        return List.of(cairn, redis);
    }

    /**
     * Waits until both have given back what they do not need: Cairn's collector and compiler do that some seconds after the
     * last request, and some seconds after the start.
     */
    void settle() throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(LEAST_SETTLE_SECONDS);
        long before = Long.MAX_VALUE;
        int quietSeconds = 0;
        for (int second = 0; second < MOST_SETTLE_SECONDS && quietSeconds < QUIET_SECONDS; second++) {
            long resident = cairn.residentBytes() + redis.residentBytes();
            quietSeconds = before - resident < QUIET_BYTES ? quietSeconds + 1 : 0;
            before = resident;
            TimeUnit.SECONDS.sleep(1);
        }
    }

    @Override
    public void close() throws IOException {
        servers.close();
    }
}
