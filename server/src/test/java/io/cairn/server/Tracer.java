package io.cairn.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * strace on a running process: lists some of its system calls, with the files behind their descriptors, and has some of them
 * fail or take long. The process is as before when this is closed.
 */
final class Tracer implements AutoCloseable {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Process strace;
    private final Path output;

    private Tracer(Process strace, Path output) {
        this.strace = strace;
        this.output = output;
    }

    /**
     * Attaches to all threads of {@code pid}.
     *
     * @param directory for the tracer's own files
     * @param calls to be listed, with commas between
     * @param options of strace: {@code -P path} for the files that matter, {@code -e inject=…} for what goes wrong
     */
    static Tracer attach(long pid, Path directory, String calls, String... options) throws IOException {
        Path output = Files.createTempFile(directory, "strace", ".calls");
        Path messages = Files.createTempFile(directory, "strace", ".messages");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-p", Long.toString(pid)));
        command.addAll(List.of("-o", output.toString(), "-e", "trace=" + calls));
        command.addAll(List.of(options));
        Process strace = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        Tracer tracer = new Tracer(strace, output);
        tracer.await(messages, "attached");
        return tracer;
    }

    private void await(Path file, String text) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (!read(file).contains(text)) {
            if (!strace.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("strace waits in vain for \"" + text + "\": " + read(file));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Waits until a call that contains {@code text} is listed. */
    void await(String text) throws IOException {
        await(output, text);
    }

    /** The calls so far, one a line. */
    List<String> calls() throws IOException {
        return read(output).lines().toList();
    }

    /** How many calls so far contain {@code text}; one that has returned is among them before its caller goes on. */
    long count(String text) throws IOException {
        return calls().stream().filter(call -> call.contains(text)).count();
    }

    @Override
    public void close() {
        strace.destroyForcibly();
        try {
            strace.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
