package io.cairn.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, with a fresh directory and a free port. One thread. */
public final class ServerProcess implements AutoCloseable {
    /** A kernel tick, in which {@code /proc} counts processor time: 10 ms everywhere that matters. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** Between two looks whether it listens: starts are measured with no more than this too much. */
    private static final int LOOK_MS = 2;

    /** How long one PING may take of that: a server that loads answers at once that it does. */
    private static final int PING_TIMEOUT_MS = 5000;

    /**
     * Below the ports that the kernel gives to clients and to those who ask for any: nobody is given a server's port between
     * the look and the start, nor while it is down between a kill and a restart.
     */
    private static final int FIRST_PORT = 20_001;

    private static final int LAST_PORT = 32_000;
    private static final int USER_TICKS_FIELD = 11;

    /** The launcher's variable for options of the JVM. */
    private static final String JAVA_OPTIONS = "CAIRN_JAVA_OPTS";

    private static final int LOG_LINES_SHOWN = 20;

    /** Asked before this process is pinned, for then it would see one core only. */
    private static final boolean HAS_CORES = Runtime.getRuntime().availableProcessors() > 1;

    private final String name;
    private final int port;
    private final Path directory;
    private final List<String> command;
    private final String javaOptions;
    private Process process;

    private ServerProcess(String name, int port, Path directory, List<String> command, String javaOptions)
            throws IOException {
        this.name = name;
        this.port = port;
        this.directory = directory;
        this.command = command;
        this.javaOptions = javaOptions;
        this.process = launch();
    }

    /** Starts Cairn as its users do, with the launcher that has started this tool, but on one core. */
    public static ServerProcess cairn(Path directory, List<String> options) throws IOException {
        return cairn(List.of(), directory, options);
    }

    /** Starts Cairn on one core under a program that is given with its arguments and must not change the process. */
    static ServerProcess cairn(List<String> under, Path directory, List<String> options) throws IOException {
        return cairn(directory, onOneCore(under), options, "");
    }

    private static List<String> onOneCore(List<String> under) {
        List<String> command = new ArrayList<>(under);
        command.addAll(pinned(0));
        return command;
    }

    /** Starts Cairn as its users do, with further options for its JVM. */
    public static ServerProcess cairnOnAllCores(Path directory, List<String> options, String javaOptions)
            throws IOException {
        return cairn(directory, List.of(), options, javaOptions);
    }

    private static ServerProcess cairn(Path directory, List<String> pin, List<String> options, String javaOptions)
            throws IOException {
        String launcher = System.getProperty("cairn.launcher");
        if (launcher == null) {
            throw new IOException("this tool is started with the script cairn, which it needs to start servers");
        }
        List<String> command = new ArrayList<>(pin);
        command.addAll(List.of(launcher, "server"));
        return start("cairn", directory, command, options, javaOptions);
    }

    /** Starts the real one, on one core. */
    static ServerProcess redis(Path directory, List<String> options) throws IOException {
        return redis(List.of(), "redis-server", directory, options);
    }

    /** Starts the program, which takes redis-server's arguments, on one core under another as {@link #cairn} does. */
    static ServerProcess redis(List<String> under, String program, Path directory, List<String> options)
            throws IOException {
        List<String> command = onOneCore(under);
        command.add(program);
        return start(Path.of(program).getFileName().toString(), directory, command, options, "");
    }

    /** Starts the program, which takes redis-server's arguments, as its users do. */
    public static ServerProcess redisOnAllCores(String program, Path directory, List<String> options)
            throws IOException {
        return start(
                Path.of(program).getFileName().toString(), directory, new ArrayList<>(List.of(program)), options, "");
    }

    private static ServerProcess start(
            String name, Path directory, List<String> command, List<String> options, String javaOptions)
            throws IOException {
        int port = freePort();
        Files.createDirectories(directory);
        command.addAll(List.of("--port", Integer.toString(port), "--dir", directory.toString(), "--bind", "127.0.0.1"));
        command.addAll(options);
        return new ServerProcess(name, port, directory, command, javaOptions);
    }

    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // Somebody has it: another one.
            }
        }
    }

    /** Whether servers and load have a core each. */
    public static boolean hasCores() {
        return HAS_CORES;
    }

    /** What to put before a command so that it runs on one core; nothing where there is one core only. */
    static List<String> pinned(int core) {
        return HAS_CORES ? List.of("taskset", "-c", Integer.toString(core)) : List.of();
    }

    /** Keeps this process, and all that it starts without another word, away from the core of the servers. */
    public static void pinThisProcess() throws IOException, InterruptedException {
        if (HAS_CORES) {
            String self = Long.toString(ProcessHandle.current().pid());
            Process pin = new ProcessBuilder("taskset", "-a", "-c", "-p", "1", self)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (pin.waitFor() != 0) {
                throw new IOException("taskset cannot pin process " + self + " to core 1");
            }
        }
    }

    /** Says by an exception what to install if a program is not there. */
    public static void requireProgram(String program) throws IOException {
        if (!isProgram(program)) {
            throw new IOException(program + " is missing: apt-get install " + program);
        }
    }

    /** Whether this is a program, by its path or, if it has no directories, on the search path. */
    public static boolean isProgram(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program)) && !Files.isDirectory(Path.of(program));
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().merge(JAVA_OPTIONS, javaOptions, (given, more) -> given + " " + more);
        Process started = builder.start();
        long deadline = System.nanoTime() + START_TIMEOUT_NANOS;
        while (System.nanoTime() < deadline && started.isAlive()) {
            try (RespConnection connection = new RespConnection(port)) {
                connection.timeoutMs(PING_TIMEOUT_MS);
                if (connection.call("PING").equals("PONG")) {
                    return started;
                }
            } catch (IOException e) {
                // It does not listen yet.
                pause();
            }
        }
        String what = started.isAlive() ? " does not answer" : " ended with code " + started.exitValue();
        started.destroyForcibly();
        throw new IOException(name + what + endOfLog());
    }

    private String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
        List<String> end = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return "; the end of its log:\n" + String.join("\n", end);
    }

    /** What is done over a connection. */
    public interface Talk<T> {
        T over(RespConnection connection) throws IOException, InterruptedException;
    }

    /** What is done with a server. */
    public interface Deed<T> {
        T done() throws IOException, InterruptedException;
    }

    /** What went wrong in a talk, with the server's name. */
    private static final class TalkException extends IOException {
        private static final long serialVersionUID = 1;

        TalkException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** Does something over a connection of its own; what goes wrong names the server, and says so if it has died. */
    public <T> T talk(Talk<T> talk) throws IOException, InterruptedException {
        return named(() -> {
            try (RespConnection connection = new RespConnection(port)) {
                return talk.over(connection);
            }
        });
    }

    /** Does something with the server; what goes wrong names it, and says so if it has died. */
    public <T> T named(Deed<T> deed) throws IOException, InterruptedException {
        try {
            return deed.done();
        } catch (TalkException e) {
            // What was done inside of something else; it is named already.
            throw e;
        } catch (IOException e) {
            String what = process.waitFor(1, TimeUnit.SECONDS)
                    ? " ended with code " + process.exitValue() + endOfLog()
                    : ": " + e.getMessage();
            throw new TalkException(name + what, e);
        }
    }

    /** Sends one request over a connection of its own and returns the reply. */
    public String ask(String... request) throws IOException, InterruptedException {
        return talk(connection -> connection.call(request));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private Path log() {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    /** Kills it, as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it in order, without a save. */
    void shutDown() throws IOException, InterruptedException {
        try (RespConnection connection = new RespConnection(port)) {
            connection.send("SHUTDOWN", "NOSAVE");
            connection.flush();
            if (!process.waitFor(START_TIMEOUT_NANOS, TimeUnit.NANOSECONDS)) {
                throw new IOException(name + " does not end");
            }
        }
    }

    /** Starts it again in the same directory. */
    public void restart() throws IOException {
        process = launch();
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** The number of its process. */
    public long pid() {
        return process.pid();
    }

    public Path directory() {
        return directory;
    }

    /** Processor time that it has used, user's and kernel's, in microseconds. */
    public long cpuMicros() throws IOException {
        return cpuMicros(process.pid());
    }

    /** Processor time that a process has used, user's and kernel's, in microseconds. */
    public static long cpuMicros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.UTF_8);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS_FIELD]) + Long.parseLong(fields[USER_TICKS_FIELD + 1]))
                * MICROS_PER_TICK;
    }

    /** Memory that it occupies, in bytes. */
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS in " + status);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A directory for servers' data, gone when closed. */
    public record Workspace(Path path) implements AutoCloseable {
        static Workspace create() throws IOException {
            return new Workspace(Files.createTempDirectory("cairn-measure-"));
        }

        Path resolve(String child) {
            return path.resolve(child);
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }
}
