package io.cairn.server;

import io.cairn.testing.RespClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a free port, which can be traced and killed. */
final class CairnProcess implements AutoCloseable {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Process process;
    private final RespClient client;

    private CairnProcess(Process process, RespClient client) {
        this.process = process;
        this.client = client;
    }

    /** Starts a server on the files in {@code directory}. */
    static CairnProcess start(Path directory, String... options) throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        // What Chronicle needs of the JVM, as this one has it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), ServerMain.class.getName()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of("--dir", directory.toString(), "--appendonly", "yes"));
        command.addAll(List.of(EventLoops.options()));
        command.addAll(List.of(options));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (true) {
            try {
                RespClient client = RespClient.connect(port);
                if (!client.line("PING").startsWith("-LOADING")) {
                    return new CairnProcess(process, client);
                }
                client.close();
            } catch (IOException e) {
                // It does not listen yet, or has ended.
                if (!process.isAlive()) {
                    throw new IOException("the server did not start: " + Files.readString(output), e);
                }
            }
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the server did not start: " + Files.readString(output));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    long pid() {
        return process.pid();
    }

    RespClient client() {
        return client;
    }

    String line(String line) throws IOException {
        return client.line(line);
    }

    /** SIGKILL: no farewell, its files stay as they are. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        kill();
    }
}
