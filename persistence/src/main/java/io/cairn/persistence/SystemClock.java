package io.cairn.persistence;

import io.cairn.engine.Clock;
import java.time.Instant;

/** The machine's clock. */
public final class SystemClock implements Clock {
    @Override
    public long micros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
