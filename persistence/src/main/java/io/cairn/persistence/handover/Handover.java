package io.cairn.persistence.handover;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of pages between two threads, one that fills them and the caller's, which empties them; and the turn to
 * work with what is the caller's own, which the filling thread may have while the caller waits.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. There is a fixed number of pages: who fills waits for who empties.
 *   <li>I2. How filling ended is told behind all pages that were filled before: what goes wrong first is what is thrown,
 *       whichever thread it goes wrong in.
 *   <li>I3. When {@link #run} returns or throws, the filling thread has ended.
 * </ul>
 *
 * @param <P> the pages, which are used again
 */
public final class Handover<P> {
    /** How long who empties waits before it does something else. */
    private static final long LOOK_MS = 2;

    /** Fills pages. */
    @FunctionalInterface
    public interface Filling {
        /** Fills pages until there is nothing left, or fails. */
        void run() throws IOException;
    }

    /** Empties pages. */
    @FunctionalInterface
    public interface Emptying<P> {
        /** Empties one. */
        void run(P page) throws IOException;
    }

    /** What is done while there is nothing to empty. */
    @FunctionalInterface
    public interface Waiting {
        /** Does some of it. */
        void run() throws IOException;
    }

    /** Ends the filling thread when nobody empties pages any more. */
    private static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Deque<P> empty = new ArrayDeque<>();
    private final Deque<P> full = new ArrayDeque<>();
    private boolean ended;
    private boolean abandoned;
    private boolean lent;
    private boolean interrupted;
    private @Nullable Throwable failure;

    /** Creates one with so many pages. */
    public Handover(int pages, Supplier<P> newPage) {
        for (int i = 0; i < pages; i++) {
            empty.add(newPage.get());
        }
    }

    /**
     * Runs both sides to their end, one in a thread of its own.
     *
     * @param meanwhile is done by the caller's thread every few milliseconds while there is no page to empty
     */
    public void run(String threadName, Filling filling, Emptying<P> emptying, Waiting meanwhile) throws IOException {
        Thread thread = new Thread(() -> fillAll(filling), threadName);
        thread.setDaemon(true);
        thread.start();
        try {
            for (P page = next(meanwhile); page != null; page = next(meanwhile)) {
                emptying.run(page);
                recycle(page);
            }
        } finally {
            abandon();
            join(thread);
        }
        rethrow();
    }

    // ---- the filling thread

    private void fillAll(Filling filling) {
        Throwable why = null;
        try {
            filling.run();
        } catch (IOException | RuntimeException | Error e) {
            why = e;
        }
        end(why);
    }

    private synchronized void end(@Nullable Throwable why) {
        failure = why;
        ended = true;
        lent = false;
        notifyAll();
    }

    /** Returns an empty page, as soon as there is one. */
    public synchronized P empty() {
        while (empty.isEmpty() && !abandoned) {
            await(0);
        }
        requireReader();
        return empty.remove();
    }

    /** Hands a page over. */
    public synchronized void fill(P page) {
        full.add(page);
        notifyAll();
    }

    /** Waits until the caller's thread has begun with the last page that was handed over. */
    public synchronized void awaitEmptied() {
        while (!full.isEmpty() && !abandoned) {
            await(0);
        }
        requireReader();
    }

    /** Waits until the caller's thread {@linkplain #lend lends} what is its own. */
    public synchronized void borrow() {
        while (!lent && !abandoned) {
            await(0);
        }
        requireReader();
    }

    /** Gives back what was {@linkplain #borrow borrowed}. */
    public synchronized void giveBack() {
        lent = false;
        notifyAll();
    }

    private void requireReader() {
        if (abandoned) {
            throw new AbandonedException();
        }
    }

    // ---- the caller's thread

    private @Nullable P next(Waiting meanwhile) throws IOException {
        while (true) {
            synchronized (this) {
                if (full.isEmpty() && !ended) {
                    await(LOOK_MS);
                }
                if (!full.isEmpty()) {
                    notifyAll();
                    return full.remove();
                }
                if (ended) {
                    return null;
                }
            }
            meanwhile.run();
        }
    }

    private synchronized void recycle(P page) {
        empty.add(page);
        notifyAll();
    }

    /** Lets the filling thread work with what is this one's, until it gives it back or has failed. */
    public synchronized void lend() {
        lent = !ended;
        notifyAll();
        while (lent) {
            await(0);
        }
    }

    private synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    private synchronized void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Interruption is nobody's way to stop this; whoever is interrupted finds out at the end. */
    @SuppressWarnings("WaitNotInLoop") // It is: that of whoever calls.
    private void await(long ms) {
        try {
            wait(ms);
        } catch (InterruptedException e) {
            interrupted = true;
        }
    }

    private void join(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
