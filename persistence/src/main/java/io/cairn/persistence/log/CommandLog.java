package io.cairn.persistence.log;

import io.cairn.engine.Journal;
import io.cairn.persistence.DurabilityPolicy;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The log of executed commands: one file that is appended to, and those rolled away from it that are not forced yet.
 *
 * <p>A position counts bytes across all files of this run, so that it only grows.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>I1: an append is in the page cache when it returns: a killed process loses nothing.
 *   <li>I2: everything before {@link #durablePosition} survives a power failure. No file's bytes count before those of all
 *       files before it do.
 *   <li>I3: after a failed force {@link #durablePosition} stays below the failed bytes until {@link #superseded} says that
 *       they are on the disk in another form.
 * </ul>
 *
 * <p>Cost: an append is a checksum and a copy into mapped memory, no allocation and no system call, as long as the
 * preparer keeps ahead.
 *
 * <p>Threads: {@link #append}, {@link #position}, {@link #roll} and {@link #close} by the holder of the engine's lock; the
 * rest by any. Two threads of its own force and prepare.
 */
public final class CommandLog implements Journal, Closeable {
    private static final long FULL_DISK_PAUSE_NANOS = 10_000_000;
    private static final long PREPARING_PAUSE_NANOS = 50_000;

    private final LogPorts ports;
    private final LogSync sync;
    private final LogPreparer preparer;

    /** Rolled files, oldest first; guarded by this. At most a few: a roll is followed by a seal. */
    private final Deque<LogFile> sealing = new ArrayDeque<>();

    private volatile LogFile current;
    private volatile long durable;
    private volatile @Nullable String failure;
    private final AtomicLong writerWaits = new AtomicLong();

    /** Clock at the first append since the sync thread last looked, 0 if none. */
    private volatile long oldestUnforcedMs;

    private CommandLog(LogPorts ports, DurabilityPolicy policy, LogFile first) {
        this.ports = ports;
        current = first;
        durable = first.endPosition();
        sync = new LogSync(this, ports, policy);
        preparer = new LogPreparer(this, ports);
    }

    /** Makes the file {@code name}, which must not exist; {@code follows} is the salt of the file before it, or 0. */
    public static CommandLog create(LogPorts ports, DurabilityPolicy policy, String name, long salt, long follows)
            throws IOException {
        return new CommandLog(ports, policy, LogFile.create(ports.storage(), name, salt, follows));
    }

    /** Makes the first file of a log that comes after another of this run, whose last position was {@code position}. */
    public static CommandLog createBehind(
            LogPorts ports, DurabilityPolicy policy, String name, long salt, long position) throws IOException {
        LogFile first = LogFile.create(ports.storage(), name, salt, 0);
        first.startAt(position);
        return new CommandLog(ports, policy, first);
    }

    /** Goes on in a file that {@link LogReader} has read; what lies behind its last batch is cut off. */
    public static CommandLog resume(LogPorts ports, DurabilityPolicy policy, LogEnd read) throws IOException {
        return new CommandLog(ports, policy, LogFile.resume(ports.storage(), read));
    }

    /** Starts the threads that force and prepare. */
    public void start() {
        sync.start();
        preparer.start();
    }

    @Override
    public long append(byte[] bytes, int offset, int length, int database, long nowMs) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        LogFile file = current;
        if (length == 0) {
            return file.endPosition();
        }
        if (file.isBroken()) {
            throw new IllegalStateException(String.valueOf(failure));
        }
        if (!file.hasRoom(length)) {
            awaitRoom(file, length);
        }
        try {
            file.append(bytes, offset, length, database, nowMs);
        } catch (InternalError e) {
            // Whether earlier stores arrived is unknown too.
            throw broken("a store into the log failed", e);
        }
        if (oldestUnforcedMs == 0) {
            oldestUnforcedMs = nowMs;
        }
        preparer.appended(file);
        sync.appended();
        return file.endPosition();
    }

    /**
     * The change is in memory already, so there is no way back: waits until the batch can be stored. The preparer's thread
     * does the work if there is one: an interrupt would close the file under a caller of ours that did it himself.
     */
    private void awaitRoom(LogFile file, int length) {
        writerWaits.incrementAndGet();
        boolean interrupted = false;
        while (!file.hasRoom(length)) {
            boolean full = !preparer.help(file, length);
            IOException cause = file.failure();
            if (cause != null) {
                throw broken("the log has no room and its file failed", cause);
            }
            interrupted |= Thread.interrupted();
            if (!file.hasRoom(length)) {
                LockSupport.parkNanos(this, full ? FULL_DISK_PAUSE_NANOS : PREPARING_PAUSE_NANOS);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private IllegalStateException broken(String what, Throwable cause) {
        String reason = current.name() + ": " + what + ": " + cause.getMessage();
        failure = reason;
        ports.fatal().fatal(reason, cause);
        return new IllegalStateException(reason, cause);
    }

    @Override
    public long position() {
        return current.endPosition();
    }

    @Override
    public long durablePosition() {
        return durable;
    }

    @Override
    public @Nullable String refusal() {
        String failed = failure;
        return failed != null ? failed : preparer.refusal();
    }

    /** Name of the file appended to. */
    public String fileName() {
        return current.name();
    }

    /** Bytes of the file appended to, without what is prepared behind the last batch. */
    public long fileBytes() {
        return current.end();
    }

    /**
     * Makes the file that {@link #roll} will go on in, which must not exist. Slow: forces it and its directory. The
     * caller must not hold the engine's lock and must not let two of these overlap.
     */
    public NextLogFile prepareNext(String name, long salt) throws IOException {
        return new NextLogFile(LogFile.create(ports.storage(), name, salt, current.salt()));
    }

    /**
     * Appends go to {@code next} from here on. Fast: the sync thread forces the old file, marks its end and cuts it to its
     * length; when {@link #durablePosition} has reached the position returned, that is done.
     */
    public synchronized long roll(NextLogFile next) {
        LogFile old = current;
        if (!old.isBroken()) {
            try {
                old.endHere(ports.clockMs().getAsLong());
            } catch (InternalError e) {
                throw broken("a store into the log failed", e);
            }
        }
        long position = old.endPosition();
        current = next.take(position);
        sealing.add(old);
        sync.request();
        return position;
    }

    /**
     * Waits until everything before {@code position} is durable; false if that has not happened in time, or cannot happen
     * because a force has failed.
     */
    public boolean waitDurable(long position, long timeoutNanos) throws InterruptedException {
        return sync.waitDurable(position, timeoutNanos);
    }

    /** Has the log forced as soon as possible, under every policy. */
    public void requestForce() {
        sync.request();
    }

    /** When appends are forced. */
    public DurabilityPolicy policy() {
        return sync.policy();
    }

    /** Changes when appends are forced, from the next one on. */
    public void policy(DurabilityPolicy policy) {
        sync.policy(policy);
    }

    /**
     * Everything before {@code position} is on the disk in other files (a rewrite was forced and listed): a failure of
     * the files before it no longer matters, and writes are accepted again.
     */
    public void superseded(long position) throws IOException {
        List<LogFile> failed = new ArrayList<>();
        synchronized (this) {
            for (LogFile file = sealing.peek();
                    file != null && file.failure() != null && file.endPosition() <= position;
                    file = sealing.peek()) {
                failed.add(sealing.remove());
            }
            if (!failed.isEmpty() && current.failure() == null) {
                failure = null;
            }
        }
        for (LogFile file : failed) {
            file.close();
        }
        advance(position);
        sync.request();
    }

    /** What INFO says about the log. */
    public LogFigures figures() {
        long unforced = Math.max(0, position() - durable);
        return sync.figures(unforced, unforced == 0 ? 0 : oldestUnforcedMs, writerWaits.get());
    }

    /** Forces everything, marks the end and stops. */
    @Override
    public void close() throws IOException {
        // A caller's interrupt would close the file under the last force.
        boolean interrupted = Thread.interrupted();
        try {
            preparer.stop();
            sync.stop();
            synchronized (this) {
                sealing.add(current);
            }
            sync.force();
            closeFailed();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What could not be sealed is left as it is, for the next start to judge. */
    private void closeFailed() throws IOException {
        IOException failed = null;
        for (LogFile file = oldestSealing(); file != null; file = oldestSealing()) {
            failed = failed == null ? file.failure() : failed;
            sealed(file);
            file.close();
        }
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    // ---- For the sync thread and the preparer.

    LogFile current() {
        return current;
    }

    LogSync sync() {
        return sync;
    }

    LogPreparer preparer() {
        return preparer;
    }

    /** The oldest rolled file that is not sealed yet. */
    synchronized @Nullable LogFile oldestSealing() {
        return sealing.peek();
    }

    /** The file appended to, or null if another must be forced before it. */
    synchronized @Nullable LogFile currentUnlessSealing() {
        return sealing.isEmpty() ? current : null;
    }

    synchronized boolean isSealing() {
        return !sealing.isEmpty();
    }

    /** True if the next bytes to become durable are in a file that failed. */
    synchronized boolean isStuck() {
        LogFile next = sealing.isEmpty() ? current : sealing.element();
        return next.failure() != null;
    }

    synchronized void sealed(LogFile file) {
        sealing.remove(file);
    }

    void forgetOldestUnforced() {
        oldestUnforcedMs = 0;
    }

    void advance(long position) {
        synchronized (this) {
            if (position <= durable) {
                return;
            }
            durable = position;
        }
        sync.wakeWaiters();
        ports.onDurable().run();
    }

    /** Latches the end of a thread without which nothing becomes durable any more. */
    void threadDied(Throwable cause) {
        String reason =
                current.name() + ": the thread " + Thread.currentThread().getName() + " has died of " + cause;
        failure = reason;
        ports.fatal().fatal(reason, cause);
    }

    /** Latches a failed force or extension of {@code file}. */
    void failed(LogFile file, Throwable cause) {
        String reason = file.name() + " could not be forced to the disk (" + cause.getMessage()
                + "); check the disk, then rewrite the log (BGREWRITEAOF) or restart";
        boolean first;
        synchronized (this) {
            first = failure == null;
            failure = reason;
        }
        sync.wakeWaiters();
        if (first && sync.policy() == DurabilityPolicy.ALWAYS) {
            ports.fatal().fatal(reason, cause);
        }
    }
}
