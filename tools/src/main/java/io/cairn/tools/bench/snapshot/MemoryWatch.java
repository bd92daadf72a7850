package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again how much memory a server takes: its resident memory, and that which its children do not share with it. A
 * forked child shares all of it at first; of each page that the parent writes to, the child keeps the old one, and then it is the
 * child's alone.
 */
final class MemoryWatch extends Thread {
    /** Looking at a child takes the kernel some milliseconds for each gigabyte. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ServerProcess server;
    private final Path proc;
    private volatile boolean stopped;
    private volatile @Nullable IOException failure;
    private long most;

    /** @param proc where the kernel tells about processes */
    MemoryWatch(ServerProcess server, Path proc) {
        super("memory watch");
        this.server = server;
        this.proc = proc;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                look();
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private synchronized void look() throws IOException {
        List<Long> children = ProcessHandle.of(server.pid())
                .map(handle -> handle.children().map(ProcessHandle::pid).toList())
                .orElse(List.of());
        long bytes = server.residentBytes();
        for (long child : children) {
            bytes += privateBytes(proc, child);
        }
        most = Math.max(most, bytes);
    }

    /** The memory that a process shares with no other; none if it has ended. */
    static long privateBytes(Path proc, long pid) {
        Path rollup = proc.resolve(Long.toString(pid)).resolve("smaps_rollup");
        long kilobytes = 0;
        try {
            for (String line : Files.readAllLines(rollup, StandardCharsets.UTF_8)) {
                if (line.startsWith("Private_Clean:") || line.startsWith("Private_Dirty:")) {
                    kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            // It has ended, or is about to: the kernel has an error for those whose memory is gone already.
            return 0;
        }
        return kilobytes * 1024;
    }

    /** The most since this was asked last, and what it is at this moment. */
    synchronized long takeMost() throws IOException {
        IOException seen = failure;
        if (seen != null) {
            throw seen;
        }
        look();
        long seenMost = most;
        most = 0;
        return seenMost;
    }

    /** Ends the thread. */
    void end() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(this);
        join();
    }
}
