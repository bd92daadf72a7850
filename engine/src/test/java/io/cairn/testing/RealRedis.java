package io.cairn.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real {@code redis-server}, the oracle: a process of its own in a directory of its own, on a free port of this
 * machine. Without options it keeps nothing on disk and lets DEBUG through.
 */
public final class RealRedis implements AutoCloseable {
    private static final int START_ATTEMPTS = 5;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private final Process process;
    private final int port;
    private final Path directory;
    private final boolean ownsDirectory;
    private final Thread reaper;
    private final RespClient client;

    private RealRedis(Process process, int port, Path directory, boolean ownsDirectory) throws IOException {
        this.process = process;
        this.port = port;
        this.directory = directory;
        this.ownsDirectory = ownsDirectory;
        this.reaper = new Thread(process::destroyForcibly, "reaper of redis-server");
        Runtime.getRuntime().addShutdownHook(reaper);
        this.client = connectWhenReady();
    }

    /** Starts a server in a new directory, which goes when it is closed. Options as on its command line. */
    public static RealRedis start(String... options) throws IOException {
        return start(Files.createTempDirectory("cairn-redis-"), true, options);
    }

    /** Starts a server on the files in {@code directory}, which stays when it is closed. */
    public static RealRedis startIn(Path directory, String... options) throws IOException {
        return start(directory, false, options);
    }

    private static RealRedis start(Path directory, boolean ownsDirectory, String... options) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = FreePorts.next();
            Process process = launch(port, directory, options);
            try {
                return new RealRedis(process, port, directory, ownsDirectory);
            } catch (IOException e) {
                process.destroyForcibly();
                // Somebody else may have taken the port in between.
                String log = log(directory);
                if (attempt == START_ATTEMPTS || !log.contains("Address already in use")) {
                    IOException refusal = new IOException("redis-server did not start: " + log, e);
                    if (ownsDirectory) {
                        process.onExit().join();
                        delete(directory);
                    }
                    throw refusal;
                }
            }
        }
    }

    private static Process launch(int port, Path directory, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString(), "--daemonize", "no"));
        command.addAll(List.of("--save", "", "--enable-debug-command", "local"));
        command.addAll(List.of(options));
        File log = directory.resolve("redis-server.log").toFile();
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    /** The port it listens at. */
    public int port() {
        return port;
    }

    /** Where its files are. */
    public Path directory() {
        return directory;
    }

    /** The process' number. */
    public long pid() {
        return process.pid();
    }

    /** What it has logged. */
    public String log() {
        return log(directory);
    }

    /** The connection that comes with the server. */
    public RespClient client() {
        return client;
    }

    /** Opens one more connection. */
    public RespClient connect() throws IOException {
        return RespClient.connect(port);
    }

    /** {@link RespClient#execute(String...)} on {@link #client}. */
    public byte[] execute(String... words) throws IOException {
        return client.execute(words);
    }

    /** {@link RespClient#line} on {@link #client}. */
    public String line(String line) throws IOException {
        return client.line(line);
    }

    /** {@link RespClient#pipeline} on {@link #client}. */
    public List<byte[]> pipeline(List<byte[][]> requests) throws IOException {
        return client.pipeline(requests);
    }

    /** SIGKILL: no farewell, its files stay as they are. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    /** SHUTDOWN: it writes what it would write. */
    public void shutDown() throws IOException {
        client.send(Requests.encode(Requests.of("SHUTDOWN")));
        awaitExit();
    }

    @Override
    public void close() throws IOException {
        client.close();
        kill();
        if (ownsDirectory) {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("redis-server does not end: pid=" + process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private RespClient connectWhenReady() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                RespClient connection = RespClient.connect(port);
                if (RespReplies.text(connection.execute("PING")).equals("+PONG\\r\\n")) {
                    return connection;
                }
                connection.close();
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String log(Path directory) {
        try {
            return Files.readString(directory.resolve("redis-server.log"));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }
}
