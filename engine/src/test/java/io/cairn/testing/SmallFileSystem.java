package io.cairn.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A real file system that is easily filled: a tmpfs, gone when it is closed. To mount it takes root. */
public final class SmallFileSystem implements AutoCloseable {
    private final Path path;

    private SmallFileSystem(Path path) {
        this.path = path;
    }

    /**
     * Mounts one of {@code bytes} at {@code path}, an empty directory. Where that is not possible the test is skipped, and
     * counted as skipped; in CI it fails.
     */
    public static SmallFileSystem mount(Path path, long bytes) throws IOException {
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", path.toString());
        if (refusal == null) {
            return new SmallFileSystem(path);
        }
        String reason = "a small file system is missing: run as root (" + refusal + ")";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        throw new TestAbortedException(reason);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Takes away all room but {@code leftBytes}, until {@link #makeRoom}. */
    public void fill(long leftBytes) throws IOException {
        try (RandomAccessFile ballast = new RandomAccessFile(ballast().toFile(), "rw")) {
            byte[] page = new byte[4096];
            ballast.seek(ballast.length());
            for (long free = freeBytes(); free > leftBytes; free = freeBytes()) {
                ballast.write(page, 0, (int) Math.min(page.length, free - leftBytes));
            }
        }
    }

    /** Gives back what {@link #fill} has taken. */
    public void makeRoom() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private long freeBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    private Path ballast() {
        return path.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        String refusal = run("umount", "-l", path.toString());
        if (refusal != null) {
            throw new IOException(refusal);
        }
    }

    /** Returns what the program says against it; null if it succeeds. */
    private static @Nullable String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            return process.waitFor() == 0 ? null : output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
