package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Servers, each in a directory of its own; servers and directories are gone when this is closed, or when this process is asked
 * to end.
 */
final class Servers implements AutoCloseable {
    private final Workspace space;
    private final List<ServerProcess> all = new ArrayList<>();
    private final Thread closer = new Thread(this::closeQuietly, "closer");

    private Servers(Workspace space) {
        this.space = space;
        Runtime.getRuntime().addShutdownHook(closer);
    }

    static Servers create() throws IOException {
        return new Servers(Workspace.create());
    }

    /** Starts one more Cairn. */
    ServerProcess cairn(List<String> options) throws IOException {
        return cairn(List.of(), options);
    }

    /** Starts one more Cairn under a program that is given with its arguments. */
    ServerProcess cairn(List<String> under, List<String> options) throws IOException {
        return add(ServerProcess.cairn(under, space.resolve(all.size() + "-cairn"), options));
    }

    /** Starts one more of what takes redis-server's arguments. */
    ServerProcess redis(String program, List<String> options) throws IOException {
        return redis(List.of(), program, options);
    }

    /** Starts one more of them under another program that is given with its arguments. */
    ServerProcess redis(List<String> under, String program, List<String> options) throws IOException {
        return add(ServerProcess.redis(under, program, space.resolve(all.size() + "-redis"), options));
    }

    private synchronized ServerProcess add(ServerProcess server) {
        all.add(server);
        return server;
    }

    private void closeQuietly() {
        try {
            closeAll();
        } catch (IOException e) {
            System.err.println("cairn: " + space.path() + " is left: " + e);
        }
    }

    private synchronized void closeAll() throws IOException {
        all.forEach(ServerProcess::close);
        space.close();
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(closer);
        } catch (IllegalStateException e) {
            // The process is ending, and the closer at work.
            return;
        }
        closeAll();
    }
}
