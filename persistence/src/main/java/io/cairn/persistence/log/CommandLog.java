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
 *   <li>I1: an append is in the page cache when it returns, so that a killed process loses nothing; or it lies behind
 *       {@link #releasedPosition}, because the disk is full or the file has failed, and is acknowledged to nobody.
 *   <li>I2: everything before {@link #durablePosition} survives a power failure. No file's bytes count before those of all
 *       files before it do.
 *   <li>I3: after a failed force {@link #durablePosition} stays below the failed bytes until {@link #superseded} says that
 *       they are on the disk in another form.
 * </ul>
 *
 * <p>Cost: an append is a checksum and a copy into mapped memory, no allocation and no system call, as long as the
 * preparer keeps ahead.
 *
 * <p>Threads: {@link #append} and {@link #roll} by the holder of the engine's lock, {@link #close} by any once nobody appends
 * any more; the rest by any. Threads of its own force and prepare; who waits may force too.
 */
public final class CommandLog implements Journal, Closeable {
    private static final long PREPARING_PAUSE_NANOS = 50_000;

    /**
     * What waits for space beside one batch of any size. Writes are refused meanwhile: only keys that expire add to it, each
     * of which has given back more memory than this takes. An array holds that and more.
     */
    private static final long MOST_BACKLOG_BYTES = 1 << 30;

    /** An event loop's batch, and what else its last client may add. */
    private static final int USUAL_BATCH_BYTES = 512 << 10;

    private final LogPorts ports;
    private final LogSync sync;
    private final LogPreparer preparer;

    /** Rolled files, oldest first; guarded by this. At most a few: a roll is followed by a seal. */
    private final Deque<LogFile> sealing = new ArrayDeque<>();

    /** What found no room in the current file; guarded by this. */
    private final LogBacklog backlog = new LogBacklog();

    private volatile LogFile current;
    private volatile long durable;

    /** Where the first batch is missing that will never be in a file, until a rewrite has saved what it changed. */
    private volatile long lostFrom = Long.MAX_VALUE;

    private long mostBacklogBytes = MOST_BACKLOG_BYTES;
    private volatile boolean overflowed;
    private volatile @Nullable String failure;
    private volatile @Nullable String death;

    /** Whether the fatal handler has been told of a failure. */
    private volatile boolean ended;

    private final AtomicLong writerWaits = new AtomicLong();

    /** Clock at the first append since the last force began, 0 if none. */
    private volatile long oldestUnforcedMs;

    /** The same for what that force is to cover, 0 if none is going on or it has failed. */
    private volatile long oldestBeingForcedMs;

    private CommandLog(LogPorts ports, DurabilityPolicy policy, LogFile first) {
        this.ports = ports;
        current = first;
        durable = first.endPosition();
        sync = new LogSync(this, ports, policy);
        preparer = new LogPreparer(this, ports);
    }

    /**
     * Makes the file {@code name}, which must not exist; {@code follows} is the salt of the file before it, {@code salt} if that
     * is a base alone, or 0 if there is none.
     */
    public static CommandLog create(LogPorts ports, DurabilityPolicy policy, String name, long salt, long follows)
            throws IOException {
        return new CommandLog(ports, policy, LogFile.create(ports.storage(), name, salt, follows));
    }

    /** Makes the first file behind a base; it comes after another of this run, whose last position was {@code position}. */
    public static CommandLog createBehind(
            LogPorts ports, DurabilityPolicy policy, String name, long salt, long position) throws IOException {
        LogFile first = LogFile.create(ports.storage(), name, salt, salt);
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
        if (length > 0) {
            if (file.isBroken()) {
                throw new IllegalStateException(String.valueOf(failure));
            }
            if (backlog.isEmpty() && file.hasRoom(length)) {
                store(file, bytes, offset, length, database, nowMs);
            } else {
                appendSlowly(file, bytes, offset, length, database, nowMs);
            }
        }
        return position();
    }

    private void store(LogFile file, byte[] bytes, int offset, int length, int database, long nowMs) {
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
    }

    /**
     * The change is in memory already, so there is no way back. What finds no room because the disk is full is stored when
     * there is space, and until then nobody is told of it; everything else goes on.
     */
    private void appendSlowly(LogFile file, byte[] bytes, int offset, int length, int database, long nowMs) {
        writerWaits.incrementAndGet();
        if (backlog.isEmpty()) {
            awaitRoom(file, length);
        }
        synchronized (this) {
            boolean room = backlog.isEmpty() && file.hasRoom(length);
            if (room) {
                store(file, bytes, offset, length, database, nowMs);
                return;
            }
            if (!backlog.isEmpty() && backlog.bytes() + length > mostBacklogBytes) {
                overflowed(file);
            }
            loseBacklogIfHopeless(file);
            backlog.add(bytes, offset, length, database, nowMs);
        }
        if (isHopeful(file)) {
            boolean ignored = preparer.help(file, backlog.bytes());
        }
    }

    /**
     * Waits, before a batch is executed, while less room is prepared than a batch of a usual size needs, and more is being made:
     * what a full disk has no room for is to be refused before it is in memory. The caller has no locks.
     */
    public void awaitRoom() {
        LogFile file = current;
        // Less than a file has that begins.
        int length = Math.min(USUAL_BATCH_BYTES, file.chunkBytes() / 2);
        if (!file.hasRoom(length) && refusal() == null) {
            writerWaits.incrementAndGet();
            awaitRoom(file, length);
        }
    }

    /**
     * Waits while the preparer is about to make room. Its thread does the work if there is one: an interrupt would close the
     * file under a caller of ours that did it himself.
     */
    private void awaitRoom(LogFile file, int length) {
        boolean interrupted = false;
        while (file == current && !file.hasRoom(length) && isHopeful(file) && preparer.help(file, length)) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(this, PREPARING_PAUSE_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waiting would stop readers, and dropping this alone would leave a hole. */
    private void overflowed(LogFile file) {
        if (!overflowed && isHopeful(file)) {
            overflowed = true;
            failure = file.name() + ": changes of " + backlog.bytes()
                    + " bytes found no room on the disk, which is the most"
                    + " that is kept in memory; free some, then the log is rewritten by itself, or at once by BGREWRITEAOF";
            file.giveUp();
        }
    }

    /** Whether changes that found no room on the disk are in no file, and no longer in memory as what should be stored. */
    public boolean isOverflowed() {
        return overflowed;
    }

    /** For tests: less than what takes memory. */
    void limitBacklog(long bytes) {
        mostBacklogBytes = bytes;
    }

    /** Whether anything that finds no room in the file may find some later. */
    private boolean isHopeful(LogFile file) {
        return file.failure() == null && death == null;
    }

    /** A hole must not be followed by anything: the file counts as failed, and nothing but a rewrite helps. */
    private void loseBacklogIfHopeless(LogFile file) {
        if (!isHopeful(file) && !backlog.isLost()) {
            file.giveUp();
            backlog.lose();
            lostFrom = Math.min(lostFrom, file.endPosition());
        }
    }

    /** Stores what found no room before, if there is enough by now. */
    void storeBacklog() {
        if (backlog.isEmpty()) {
            return;
        }
        synchronized (this) {
            int length = (int) Math.min(backlog.bytes(), Integer.MAX_VALUE);
            if (length == 0 || backlog.isLost() || !current.hasRoom(length)) {
                return;
            }
            store(current, backlog.commands(), 0, length, backlog.database(), backlog.ms());
            backlog.clear();
        }
        ports.onReleased().run();
    }

    private IllegalStateException broken(String what, Throwable cause) {
        String reason = current.name() + ": " + what + ": " + cause.getMessage();
        failure = reason;
        endProcess(reason, cause);
        return new IllegalStateException(reason, cause);
    }

    @Override
    public long position() {
        if (backlog.isEmpty()) {
            return current.endPosition();
        }
        synchronized (this) {
            return current.endPosition() + backlog.bytes();
        }
    }

    /** Position behind the last batch that a file has. */
    public long storedPosition() {
        return current.endPosition();
    }

    @Override
    public boolean holdsReplies() {
        return sync.policy() == DurabilityPolicy.ALWAYS;
    }

    @Override
    public long releasedPosition() {
        return holdsReplies() ? durable : Math.min(storedPosition(), lostFrom);
    }

    @Override
    public long durablePosition() {
        return durable;
    }

    @Override
    public @Nullable String refusal() {
        String dead = death;
        String failed = dead != null ? dead : failure;
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

    /** Why {@link #roll} cannot be: the disk is full and what waits for space belongs in the present file. Null if it can. */
    public synchronized @Nullable String rollRefusal() {
        LogFile file = current;
        return backlog.isEmpty() || backlog.isLost() || !isHopeful(file)
                ? null
                : file.name() + ": cannot go on in another file: " + refusal();
    }

    /**
     * Appends go to {@code next} from here on. Fast: the sync thread forces the old file, marks its end and cuts it to its
     * length; when {@link #durablePosition} has reached the position returned, that is done.
     *
     * @throws IllegalStateException if the disk is full and what waits for space belongs in the old file
     */
    public synchronized long roll(NextLogFile next) {
        LogFile old = current;
        if (!backlog.isEmpty()) {
            storeBacklog();
            loseBacklogIfHopeless(old);
        }
        String refusal = rollRefusal();
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        if (!old.isBroken() && !backlog.isLost()) {
            try {
                old.endHere(ports.clockMs().getAsLong());
            } catch (InternalError e) {
                throw broken("a store into the log failed", e);
            }
        }
        long position = position();
        current = next.take(position);
        backlog.clear();
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

    /**
     * Forces at once, on a disk that is quick, for a caller that holds replies and has nothing else to do. On others the sync
     * thread has begun to.
     *
     * @return whether more is durable than before; if not, {@link LogPorts#onReleased} tells when it is
     */
    public boolean forceHere() {
        return sync.forceHere();
    }

    /** When appends are forced. */
    public DurabilityPolicy policy() {
        return sync.policy();
    }

    /**
     * Changes when appends are forced, from the next one on, and so which replies wait.
     *
     * @return why that cannot be: a log that has failed can make nothing durable; null if it is done
     */
    public @Nullable String policy(DurabilityPolicy policy) {
        synchronized (this) {
            String failed = death != null ? death : failure;
            if (failed != null && policy == DurabilityPolicy.ALWAYS) {
                return failed;
            }
            sync.policy(policy);
        }
        ports.onReleased().run();
        return null;
    }

    /**
     * Sets when appends of a log that comes into use are forced, whatever has become of it: replies are to wait as the setting
     * says. One that has failed meanwhile ends the process under {@link DurabilityPolicy#ALWAYS}, as it would have done then.
     */
    public void adopt(DurabilityPolicy policy) {
        String failed;
        synchronized (this) {
            sync.policy(policy);
            failed = death != null ? death : failure;
        }
        if (failed != null && !ended && policy == DurabilityPolicy.ALWAYS) {
            endProcess(failed, new IOException(failed));
        }
        ports.onReleased().run();
    }

    /**
     * Everything before {@code position} is on the disk in other files (a rewrite was forced and listed): a failure of
     * the files before it no longer matters, and writes are accepted again.
     */
    public void superseded(long position) throws IOException {
        List<LogFile> failed = new ArrayList<>();
        synchronized (this) {
            for (LogFile file : sealing) {
                if (file.failure() != null && file.endPosition() <= position) {
                    failed.add(file);
                }
            }
            sealing.removeAll(failed);
            if (!failed.isEmpty() && current.failure() == null) {
                failure = null;
                overflowed = false;
            }
            lostFrom = firstLoss();
        }
        for (LogFile file : failed) {
            file.close();
        }
        advance(position);
        // Also where that was durable before.
        ports.onReleased().run();
        sync.request();
    }

    private long firstLoss() {
        for (LogFile file : sealing) {
            if (file.isGivenUp()) {
                return file.endPosition();
            }
        }
        return backlog.isLost() ? current.endPosition() : Long.MAX_VALUE;
    }

    /** What INFO says about the log. */
    public LogFigures figures() {
        long unforced = Math.max(0, position() - durable);
        long oldestMs = oldestBeingForcedMs == 0 ? oldestUnforcedMs : oldestBeingForcedMs;
        return sync.figures(unforced, unforced == 0 ? 0 : oldestMs, backlog.bytes(), writerWaits.get());
    }

    /** Forces everything, marks the end and stops. */
    @Override
    public void close() throws IOException {
        // A caller's interrupt would close the file under the last force.
        boolean interrupted = Thread.interrupted();
        try {
            preparer.stop();
            sync.stop();
            while (!backlog.isEmpty() && !backlog.isLost() && preparer.prepare(current, backlog.bytes())) {
                storeBacklog();
            }
            synchronized (this) {
                sealing.add(current);
            }
            sync.force();
            closeFailed();
            if (!backlog.isEmpty()) {
                throw new IOException(current.name() + ": " + backlog.bytes()
                        + " bytes of changes that were acknowledged to nobody found no room on the disk");
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What could not be sealed is left as it is, for the next start to judge. */
    private void closeFailed() throws IOException {
        IOException failed = null;
        for (LogFile file = nextToForce(); isRolled(file); file = nextToForce()) {
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

    /** The file of which bytes become durable next: no other counts before the oldest that was rolled away. */
    synchronized LogFile nextToForce() {
        LogFile rolled = sealing.peek();
        return rolled == null ? current : rolled;
    }

    /** Whether nothing is appended to a file any more, and it is to be sealed. */
    synchronized boolean isRolled(LogFile file) {
        return sealing.contains(file);
    }

    synchronized boolean isSealing() {
        return !sealing.isEmpty();
    }

    /** True if the next bytes to become durable are in a file that failed, or nobody is there to force them. */
    synchronized boolean isStuck() {
        return death != null || nextToForce().failure() != null;
    }

    synchronized void sealed(LogFile file) {
        sealing.remove(file);
    }

    /** A force begins, which covers all that was appended until now. */
    void forceBegins() {
        long oldest = oldestUnforcedMs;
        // A batch that is appended between the two is covered as well.
        oldestUnforcedMs = 0;
        if (oldestBeingForcedMs == 0) {
            oldestBeingForcedMs = oldest;
        }
    }

    /** It has covered all that. */
    void forceSucceeded() {
        oldestBeingForcedMs = 0;
    }

    void advance(long position) {
        synchronized (this) {
            if (position <= durable) {
                return;
            }
            durable = position;
        }
        sync.wakeWaiters();
        ports.onReleased().run();
    }

    private void endProcess(String reason, Throwable cause) {
        ended = true;
        ports.fatal().fatal(reason, cause);
    }

    /** Latches the end of a thread without which nothing becomes durable any more. */
    void threadDied(Throwable cause) {
        String reason =
                current.name() + ": the thread " + Thread.currentThread().getName() + " has died of " + cause;
        death = reason;
        sync.wakeWaiters();
        endProcess(reason, cause);
    }

    /** Latches a failed force or extension of {@code file}: {@code what} could not be done. */
    void failed(LogFile file, String what, Throwable cause) {
        String reason = file.name() + " could not be " + what + " (" + cause.getMessage()
                + "); check the disk, then rewrite the log (BGREWRITEAOF) or restart";
        boolean ends;
        synchronized (this) {
            ends = failure == null && sync.policy() == DurabilityPolicy.ALWAYS;
            failure = failure == null ? reason : failure;
        }
        sync.wakeWaiters();
        if (ends) {
            endProcess(reason, cause);
        }
    }
}
