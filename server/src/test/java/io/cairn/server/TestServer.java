package io.cairn.server;

import io.cairn.server.config.ConfigException;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.ShutdownFlag;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A whole server in the test's process, on a free port. */
final class TestServer implements AutoCloseable {
    private final Server server;
    private final int port;

    private TestServer(Server server, int port) {
        this.server = server;
        this.port = port;
    }

    static TestServer start(Path directory, String... options)
            throws IOException, ConfigException, InterruptedException {
        TestServer server = prepare(directory, options);
        server.server.start();
        return server;
    }

    /** One that does not listen yet. */
    static TestServer prepare(Path directory, String... options) throws IOException, ConfigException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        List<String> arguments =
                new ArrayList<>(List.of("--port", Integer.toString(port), "--dir", directory.toString()));
        arguments.addAll(List.of("--save", "", "--enable-debug-command", "yes"));
        arguments.addAll(List.of(EventLoops.options()));
        arguments.addAll(List.of(options));
        return new TestServer(new Server(ServerConfig.load(arguments.toArray(String[]::new), "0.0.0"), "0.0.0"), port);
    }

    int port() {
        return port;
    }

    Server server() {
        return server;
    }

    RespClient connect() throws IOException {
        return RespClient.connect(port);
    }

    @Override
    public void close() {
        server.datastore().engine().exclusively(() -> server.shutDown(Set.of(ShutdownFlag.NOSAVE)));
        try {
            server.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
