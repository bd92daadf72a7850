package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Servers, each in a directory of its own; servers and directories are gone when this is closed, or when this process is asked
 * to end.
 */
public final class Servers implements AutoCloseable {
    private final Workspace space;
    private final List<ServerProcess> all = new ArrayList<>();
    private int started;
    private final Thread closer = new Thread(this::closeQuietly, "closer");

    private Servers(Workspace space) {
        this.space = space;
        Runtime.getRuntime().addShutdownHook(closer);
    }

    public static Servers create() throws IOException {
        return new Servers(Workspace.create());
    }

    /** Where one of them, or its files, can lie; gone when this is closed. */
    public Path directory(String name) {
        return space.resolve(name);
    }

    /** Starts one more on the core that is the servers', in a fresh directory. */
    public ServerProcess onOneCore(Program program, List<String> options) throws IOException {
        return add(program.onOneCore(freshDirectory(program), options));
    }

    /** Starts one more as users do, in a fresh directory. */
    public ServerProcess onAllCores(Program program, List<String> options, String javaOptions) throws IOException {
        return add(program.onAllCores(freshDirectory(program), options, javaOptions));
    }

    /** Starts one more as users do, with the files that a directory has. */
    public ServerProcess onAllCores(Program program, Path directory, List<String> options) throws IOException {
        return add(program.onAllCores(directory, options, ""));
    }

    private Path freshDirectory(Program program) {
        return space.resolve(started++ + "-" + program.name());
    }

    private synchronized ServerProcess add(ServerProcess server) {
        all.add(server);
        return server;
    }

    /** Kills one of them and forgets it; its files stay. */
    public synchronized void end(ServerProcess server) {
        server.close();
        all.remove(server);
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
