package io.cairn.persistence.recovery;

import io.cairn.engine.Engine;
import io.cairn.persistence.handover.Progress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the loading of a data set has come.
 *
 * <p>Whoever loads tells it again and again; it then lets others have the engine's lock who wait for it, says something in
 * the log every few seconds, and stops the loading if somebody has asked for that.
 *
 * <p>Threads: the figures and {@link #stop}, any; the rest, the one that loads, with the engine's lock.
 */
public final class Loading implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MB = 1 << 20;

    private final Engine engine;
    private final boolean alone;
    private volatile long startedAtMs;
    private volatile long totalBytes;
    private volatile long loadedBytes;
    private volatile long usedMemory;
    private volatile boolean stopping;
    private long startNanos;
    private long reportNanos;
    private long fileStart;

    /** One of a data set that is being opened. */
    public Loading(Engine engine) {
        this(engine, false);
    }

    private Loading(Engine engine, boolean alone) {
        this.engine = engine;
        this.alone = alone;
    }

    /** One inside a command, between which and the next nobody else may have the lock. */
    static Loading alone(Engine engine) {
        return new Loading(engine, true);
    }

    void begin(long bytes) {
        totalBytes = bytes;
        startedAtMs = engine.clock().millis();
        startNanos = engine.clock().nanos();
        reportNanos = startNanos + REPORT_NANOS;
    }

    /** The next file begins. */
    void nextFile() {
        fileStart = loadedBytes;
    }

    @Override
    public void reached(long offset) throws LoadingStoppedException {
        loadedBytes = fileStart + offset;
        if (alone) {
            return;
        }
        if (stopping) {
            throw new LoadingStoppedException();
        }
        long now = engine.clock().nanos();
        if (now - reportNanos >= 0) {
            reportNanos = now + REPORT_NANOS;
            LOG.info(
                    "Loading: {} of {} MB, {} keys, {} seconds left",
                    loadedBytes / MB,
                    totalBytes / MB,
                    engine.databases().size(),
                    secondsLeft(now - startNanos));
        }
        engine.letOthersIn();
    }

    /** What the server that wrote a dump had in use, as the dump says it. */
    void usedMemory(String bytes) {
        try {
            usedMemory = Long.parseLong(bytes);
        } catch (NumberFormatException e) {
            LOG.debug("A dump says that used-mem is '{}'", bytes);
        }
    }

    /** Ends the loading soon: it throws a {@link LoadingStoppedException}. */
    public void stop() {
        stopping = true;
    }

    /** Whether somebody has asked for that. */
    public boolean isStopping() {
        return stopping;
    }

    /** When it began, in milliseconds of the wall clock; 0 if it has not. */
    public long startedAtMs() {
        return startedAtMs;
    }

    /** Length of all files to be read. */
    public long totalBytes() {
        return totalBytes;
    }

    /** How much of them is taken in. */
    public long loadedBytes() {
        return loadedBytes;
    }

    /** What the server that wrote the dump had in use, as the dump says it; 0 if it does not. */
    public long usedMemory() {
        return usedMemory;
    }

    private long secondsLeft(long elapsedNanos) {
        long left = Math.max(0, totalBytes - loadedBytes);
        return TimeUnit.NANOSECONDS.toSeconds((long) (elapsedNanos * ((double) left / (loadedBytes + 1))));
    }
}
