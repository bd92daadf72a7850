package io.cairn.persistence.log;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.storage.NoSpaceException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps forced padding ahead of the writer: a second of the write rate, within bounds.
 *
 * <p>When the disk is full it says so, with all that is prepared still in hand for the commands that are being executed,
 * and tries again until there is space.
 *
 * <p>Threads: one of its own after {@link #start}; without it, a writer that finds no room prepares
 * by itself. A test calls {@link #step} itself.
 */
final class LogPreparer {
    /** Room for what a turn of the event loop may still append when the disk is found full. */
    static final int MIN_AHEAD_CHUNKS = 4;

    /** What is prepared is written twice and lost from the disk's free space: not much more than a burst needs. */
    static final int MAX_AHEAD_CHUNKS = 64;

    /**
     * What is wanted is prepared with so many forces or more: one costs as much as writing some chunks, but until it is over
     * a writer that finds no room waits for all of them.
     */
    private static final int FORCES_AHEAD = 16;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_NANOS = SECOND_NANOS;
    private static final long FULL_DISK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CommandLog log;
    private final LogPorts ports;

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean asked;
    private volatile long wakeBelow;

    /** Room for what found none, however little was written lately; 0 if nothing waits. */
    private volatile long required;

    private volatile @Nullable String refusal;

    private long sampledNanos;
    private long sampledPosition;
    private long bytesPerSecond;

    LogPreparer(CommandLog log, LogPorts ports) {
        this.log = log;
        this.ports = ports;
        sampledNanos = ports.clockNanos().getAsLong();
        sampledPosition = log.position();
    }

    void start() {
        Thread started = new Thread(this::run, "cairn-log-preparer");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    void stop() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            LogSync.joinWithoutInterrupt(running);
            thread = null;
        }
    }

    /** Why no write may be accepted, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Tells that a batch was appended to {@code file}. */
    void appended(LogFile file) {
        if (file.prepared() - file.end() < wakeBelow && !asked) {
            asked = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                if (!step()) {
                    LockSupport.parkNanos(this, refusal == null ? IDLE_NANOS : FULL_DISK_NANOS);
                }
            }
        } catch (RuntimeException | Error e) {
            // Nobody would notice: writes would go on and some day wait for ever.
            log.threadDied(e);
        }
    }

    /** Has room for {@code length} bytes made, by this thread if there is no other; false if the disk is full. */
    boolean help(LogFile file, long length) {
        if (thread == null) {
            return !stopping && prepare(file, length);
        }
        required = length + 2L * file.chunkBytes();
        if (refusal == null) {
            LockSupport.unpark(thread);
        }
        return refusal == null;
    }

    /** Prepares some chunks if the writer is closer than it should be; false if there is nothing to do or it failed. */
    boolean step() {
        asked = false;
        log.storeBacklog();
        LogFile file = log.current();
        long wanted = wantedBytes(file.chunkBytes());
        wakeBelow = wanted;
        if (file.failure() != null) {
            return false;
        }
        if (file.prepared() - file.end() >= Math.max(wanted, required)) {
            required = 0;
            refusal = null;
            return false;
        }
        return prepare(file, Math.max(wanted, required));
    }

    /** Prepares a part of what is wanted of {@code file}, one chunk at least; false if that failed. */
    boolean prepare(LogFile file, long wantedBytes) {
        try {
            // The force of a batch writes what padding it finds, and those who wait for it wait for that too.
            if (log.policy() == DurabilityPolicy.ALWAYS) {
                file.prepare(1, LogFile.FINE_PADDING_BYTES);
            } else {
                long chunks = Math.min(wantedBytes / file.chunkBytes(), MAX_AHEAD_CHUNKS) / FORCES_AHEAD;
                file.prepare((int) Math.max(1, chunks), LogFile.COARSE_PADDING_BYTES);
            }
            return true;
        } catch (NoSpaceException e) {
            refusal = e.getMessage() + "; free some, writes are accepted again by themselves";
        } catch (IOException | InternalError e) {
            log.failed(file, "made longer", e);
        }
        return false;
    }

    private long wantedBytes(int chunkBytes) {
        long now = ports.clockNanos().getAsLong();
        long elapsed = now - sampledNanos;
        if (elapsed >= SECOND_NANOS / 10) {
            long position = log.position();
            long rate = (long) ((position - sampledPosition) * ((double) SECOND_NANOS / elapsed));
            // Up at once, down slowly: a burst that comes back finds its room.
            bytesPerSecond = Math.max(rate, bytesPerSecond - bytesPerSecond / 8);
            sampledNanos = now;
            sampledPosition = position;
        }
        return Math.min(
                Math.max(bytesPerSecond, (long) MIN_AHEAD_CHUNKS * chunkBytes), (long) MAX_AHEAD_CHUNKS * chunkBytes);
    }
}
