package io.cairn.persistence.log;

import io.cairn.persistence.DurabilityPolicy;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Forces the log, seals what was rolled away, and advances the durable position.
 *
 * <p>Commits are grouped without timers: while one force runs, appends gather, and the next force covers them all. On a disk
 * that forces in less time than two threads take to tell each other, those who hold replies force by themselves, once they
 * have nothing else to do ({@link #forceHere}).
 *
 * <p>Threads: one of its own after {@link #start}; without it, whoever waits for durability forces by himself. A test calls
 * {@link #force} itself instead.
 */
final class LogSync {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A force that takes no longer is quick: handing it to another thread, with two changes of threads, is no gain. */
    private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** So many quick forces in a row make a quick disk. */
    private static final int QUICK_FORCES = 8;

    /** Held by whoever forces. */
    private final ReentrantLock forceLock = new ReentrantLock();

    private final CommandLog log;
    private final LogPorts ports;
    private final Object advanced = new Object();

    private volatile DurabilityPolicy policy;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean idle;
    private volatile boolean requested;

    private volatile boolean forcing;
    private final AtomicLong forces = new AtomicLong();
    private volatile long lastForceNanos;
    private final AtomicLong slowForces = new AtomicLong();
    private volatile long lastStartNanos;
    private volatile int quickForces;

    LogSync(CommandLog log, LogPorts ports, DurabilityPolicy policy) {
        this.log = log;
        this.ports = ports;
        this.policy = policy;
        lastStartNanos = ports.clockNanos().getAsLong();
    }

    DurabilityPolicy policy() {
        return policy;
    }

    void policy(DurabilityPolicy next) {
        policy = next;
        wake();
    }

    void start() {
        Thread started = new Thread(this::run, "cairn-log-sync");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Ends the thread after the force it is in. */
    void stop() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            joinWithoutInterrupt(running);
            thread = null;
        }
    }

    /** Waits for a thread of the log; an interrupt of the caller must not leave it running on files to be closed. */
    static void joinWithoutInterrupt(Thread running) {
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells that a batch was appended. */
    void appended() {
        if (policy == DurabilityPolicy.ALWAYS || requested) {
            // Either this sees the sync thread idle, or that thread sees the batch before it parks.
            VarHandle.fullFence();
            if (idle && (requested || !isLeftToHolders())) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Whether those who hold replies are to force, and what nobody waits for has time. */
    private boolean isLeftToHolders() {
        return quickForces >= QUICK_FORCES && ports.holdersForce();
    }

    /** Has everything appended so far forced as soon as possible. */
    void request() {
        requested = true;
        wake();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (!stopping) {
                if (nanosToNextForce(ports.clockNanos().getAsLong()) <= 0) {
                    force();
                } else {
                    parkUntilDue();
                }
            }
        } catch (RuntimeException | Error e) {
            // Nobody would notice: writes would go on and never become durable.
            log.threadDied(e);
        }
    }

    private void parkUntilDue() {
        idle = true;
        long wait = nanosToNextForce(ports.clockNanos().getAsLong());
        if (wait > 0 && !stopping) {
            LockSupport.parkNanos(this, wait);
        }
        idle = false;
    }

    /** How long until something has to be forced; at most a second, so that a missed signal costs no more than that. */
    long nanosToNextForce(long now) {
        if (log.isStuck()) {
            return SECOND_NANOS;
        }
        boolean sealing = log.isSealing();
        boolean unforced = log.storedPosition() > log.durablePosition();
        if (sealing || (requested && unforced)) {
            return 0;
        }
        DurabilityPolicy by = policy;
        if (!unforced || by == DurabilityPolicy.NO) {
            return SECOND_NANOS;
        }
        return by == DurabilityPolicy.ALWAYS && !isLeftToHolders() ? 0 : lastStartNanos + SECOND_NANOS - now;
    }

    /**
     * Forces by the hand of one who holds replies and has nothing else to do, where that is the quickest.
     *
     * @return whether more is durable than before; if not, {@link LogPorts#onReleased} tells when it is
     */
    boolean forceHere() {
        if (!isLeftToHolders()) {
            return false;
        }
        if (log.isSealing() || !forceLock.tryLock()) {
            request();
            return false;
        }
        // A caller's interrupt would close the file under the force.
        boolean interrupted = Thread.interrupted();
        try {
            long before = log.durablePosition();
            forceLocked();
            return log.durablePosition() > before;
        } catch (RuntimeException | Error e) {
            log.threadDied(e);
            throw e;
        } finally {
            forceLock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Seals the rolled files, then forces the current one; stops at the first that fails. */
    void force() {
        forceLock.lock();
        try {
            forceLocked();
        } finally {
            forceLock.unlock();
        }
    }

    private void forceLocked() {
        requested = false;
        log.forceBegins();
        if (forceAll()) {
            log.forceSucceeded();
        }
    }

    private boolean forceAll() {
        while (true) {
            LogFile file = log.nextToForce();
            if (log.isRolled(file)) {
                if (!forceTimed(file, true)) {
                    return false;
                }
                log.sealed(file);
                log.advance(file.endPosition());
                continue;
            }
            if (file.endPosition() > log.durablePosition()) {
                if (!forceTimed(file, false)) {
                    return false;
                }
                log.advance(file.durablePosition());
            }
            return true;
        }
    }

    private boolean forceTimed(LogFile file, boolean seal) {
        if (file.failure() != null) {
            return false;
        }
        long start = ports.clockNanos().getAsLong();
        lastStartNanos = start;
        forcing = true;
        try {
            if (seal) {
                file.seal(ports.clockMs().getAsLong());
            } else {
                file.force();
            }
        } catch (IOException | InternalError e) {
            log.failed(file, "forced to the disk", e);
            return false;
        } finally {
            forcing = false;
        }
        count(ports.clockNanos().getAsLong() - start);
        return true;
    }

    private void count(long tookNanos) {
        lastForceNanos = tookNanos;
        if (tookNanos > SECOND_NANOS) {
            slowForces.incrementAndGet();
        }
        forces.incrementAndGet();
        if (tookNanos <= QUICK_NANOS) {
            quickForces = Math.min(quickForces + 1, QUICK_FORCES);
        } else if (quickForces > 0) {
            quickForces = 0;
            // What was left to others is this thread's now.
            wake();
        }
    }

    /** Tells those who wait that the durable position has advanced. */
    void wakeWaiters() {
        synchronized (advanced) {
            advanced.notifyAll();
        }
    }

    boolean waitDurable(long position, long timeoutNanos) throws InterruptedException {
        long deadline = ports.clockNanos().getAsLong() + timeoutNanos;
        if (log.durablePosition() < position) {
            request();
            if (thread == null && !stopping) {
                force();
            }
        }
        synchronized (advanced) {
            while (log.durablePosition() < position) {
                long left = deadline - ports.clockNanos().getAsLong();
                if (left <= 0 || (log.refusal() != null && log.isStuck())) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(advanced, Math.max(left, 1_000_000));
            }
        }
        return true;
    }

    LogFigures figures(long unforcedBytes, long oldestUnforcedMs, long backlogBytes, long writerWaits) {
        return new LogFigures(
                unforcedBytes,
                oldestUnforcedMs,
                backlogBytes,
                forcing,
                forces.get(),
                lastForceNanos,
                slowForces.get(),
                writerWaits);
    }
}
