package io.cairn.persistence.snapshot;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rewrites that fail again and again from being tried without pause: after three failures in a row the next one waits
 * a minute, then two, four, and so on up to an hour, as in Redis. One that a client asks for waits for nothing.
 *
 * <p>Threads: the holder of the engine's lock.
 */
final class RetryLimit {
    private static final Logger LOG = LoggerFactory.getLogger(RetryLimit.class);

    private static final int FREE_FAILURES = 3;
    private static final long LONGEST_MINUTES = 60;

    private int failures;
    private long delayMinutes;
    private long nextAtMs;

    /** How many have failed since the last success. */
    int failures() {
        return failures;
    }

    /** Forgets the failures: one has succeeded, or somebody has asked for one. */
    void clear() {
        failures = 0;
    }

    void failed() {
        failures++;
    }

    /** Whether one that nobody asked for must wait. */
    boolean holdsBack(long nowMs) {
        if (failures < FREE_FAILURES) {
            delayMinutes = 0;
            nextAtMs = 0;
            return false;
        }
        if (nextAtMs != 0) {
            // A clock that was set back must not make this one wait for years.
            boolean setBack = nextAtMs - nowMs > TimeUnit.MINUTES.toMillis(delayMinutes);
            if (nowMs < nextAtMs && !setBack) {
                return true;
            }
            nextAtMs = 0;
            return false;
        }
        delayMinutes = Math.min(LONGEST_MINUTES, Math.max(1, 2 * delayMinutes));
        nextAtMs = nowMs + TimeUnit.MINUTES.toMillis(delayMinutes);
        LOG.warn(
                "Rewriting the log has failed {} times in a row; the next attempt is in {} minutes",
                failures,
                delayMinutes);
        return true;
    }
}
