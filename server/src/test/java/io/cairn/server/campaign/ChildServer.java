package io.cairn.server.campaign;

import io.cairn.server.EventLoops;
import io.cairn.server.ServerMain;
import io.cairn.testing.FreePorts;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server in a process of its own on a directory that outlives it. What it says goes to a file outside that directory. It is gone
 * when this virtual machine ends, however that happens.
 */
final class ChildServer implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;
    private static final int HEAP_MEGABYTES = 192;

    private final Process process;
    private final int port;
    private final Path output;
    private final Thread reaper;

    private ChildServer(Process process, int port, Path output) {
        this.process = process;
        this.port = port;
        this.output = output;
        this.reaper = new Thread(this::destroy, "reaper of a server");
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /**
     * Launches a server and does not wait for it.
     *
     * @param directory of its data
     * @param prefix what comes before the command: a tracer, or nothing
     * @param output where what it prints is appended
     */
    static ChildServer launch(Path directory, List<String> prefix, Path output, String... options) throws IOException {
        return launch(HEAP_MEGABYTES, directory, prefix, output, options);
    }

    /** The same with a heap of {@code megabytes}. */
    static ChildServer launch(int megabytes, Path directory, List<String> prefix, Path output, String... options)
            throws IOException {
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(prefix);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        // What Chronicle needs of the JVM, as this one has it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        // As the launcher has it.
        command.addAll(List.of("-Xmx" + megabytes + "m", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerMain.class.getName()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", directory.toString(), "--save", "", "--appendonly", "yes"));
        command.addAll(List.of(EventLoops.options()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return new ChildServer(process, port, output);
    }

    /** Waits until it serves; false if it has ended instead. */
    boolean awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (process.isAlive()) {
            try (RespClient client = RespClient.connect(port)) {
                // While writes are refused, so is PING.
                if (!client.line("PING").startsWith("-LOADING")) {
                    return true;
                }
            } catch (IOException e) {
                // It does not listen yet, or has just died.
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the server neither serves nor ends: " + output());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return false;
    }

    RespClient connect() throws IOException {
        return RespClient.connect(port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has a file open in whose path {@code part} occurs. */
    boolean hasOpen(String part) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).toString().contains(part);
                } catch (IOException e) {
                    return false; // Closed meanwhile.
                }
            });
        } catch (NoSuchFileException e) {
            return false; // It has ended.
        }
    }

    /** Waits for its end and returns its exit code. */
    int awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end: " + output());
        }
        return process.exitValue();
    }

    /** Kills it, as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        destroy();
        process.onExit().join();
    }

    /** A tracer ends with the server; killed first it would let the server live. */
    private void destroy() {
        List<ProcessHandle> traced = process.descendants().toList();
        if (traced.isEmpty()) {
            process.destroyForcibly();
        } else {
            traced.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** What it has printed. */
    String output() throws IOException {
        return read(output);
    }

    static String read(Path output) throws IOException {
        return Files.exists(output) ? Files.readString(output, StandardCharsets.ISO_8859_1) : "";
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException e) {
            // The machine is shutting down, and the hook has done its work.
        }
    }
}
