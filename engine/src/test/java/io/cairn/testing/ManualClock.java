package io.cairn.testing;

import io.cairn.engine.Clock;

/** A clock that stands still until a test steps it. */
public final class ManualClock implements Clock {
    /** Where it begins: a moment in 2023, no round number in any unit. */
    public static final long START_MICROS = 1_700_000_123_456_789L;

    private volatile long micros = START_MICROS;
    private volatile long nanos;

    @Override
    public long micros() {
        return micros;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Lets time pass. */
    public void advanceMillis(long elapsedMs) {
        if (elapsedMs < 0) {
            throw new IllegalArgumentException("time passes forward only; see setMillis: elapsedMs=" + elapsedMs);
        }
        micros += elapsedMs * 1000;
        nanos += elapsedMs * 1_000_000;
    }

    /** Sets the wall clock, as an administrator does, forward or back; the time that never steps back stays. */
    public void setMillis(long epochMs) {
        micros = epochMs * 1000;
    }
}
