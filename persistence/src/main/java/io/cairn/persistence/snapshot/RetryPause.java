package io.cairn.persistence.snapshot;

import java.util.concurrent.TimeUnit;

/**
 * The pause between attempts at what fails as long as a disk is full or broken: a second, and then twice as long each time, up
 * to about a minute.
 *
 * <p>Threads: one at a time.
 */
final class RetryPause {
    private static final long LEAST_MS = TimeUnit.SECONDS.toMillis(1);
    private static final long MOST_MS = 64 * LEAST_MS;

    private long pauseMs;
    private long overAtMs;

    /** Whether an attempt is due. A clock that was set back does not prolong the pause. */
    boolean isOver(long nowMs) {
        return nowMs >= overAtMs || nowMs + pauseMs < overAtMs;
    }

    /** The first attempt is made. */
    void first(long nowMs) {
        pauseMs = LEAST_MS;
        overAtMs = nowMs + pauseMs;
    }

    /** Another attempt is made at the same. */
    void again(long nowMs) {
        pauseMs = Math.min(2 * pauseMs, MOST_MS);
        overAtMs = nowMs + pauseMs;
    }
}
