package io.cairn.testing;

import io.cairn.engine.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test steps it. */
public final class ManualClock implements Clock {
    /** Where it begins: a moment in 2023, no round number in any unit. */
    public static final long START_MICROS = 1_700_000_123_456_789L;

    private final AtomicLong micros = new AtomicLong(START_MICROS);
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long micros() {
        return micros.get();
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Lets time pass. */
    public void advanceMillis(long elapsedMs) {
        advanceNanos(elapsedMs * 1_000_000);
    }

    /** Lets time pass; the wall clock shows whole microseconds of it. */
    public void advanceNanos(long elapsedNanos) {
        if (elapsedNanos < 0) {
            throw new IllegalArgumentException("time passes forward only; see setMillis: elapsedNanos=" + elapsedNanos);
        }
        long before = nanos.getAndAdd(elapsedNanos);
        micros.addAndGet((before + elapsedNanos) / 1000 - before / 1000);
    }

    /** Sets the wall clock, as an administrator does, forward or back; the time that never steps back stays. */
    public void setMillis(long epochMs) {
        micros.set(epochMs * 1000);
    }
}
