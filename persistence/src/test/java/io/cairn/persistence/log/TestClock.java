package io.cairn.persistence.log;

import io.cairn.persistence.storage.Storage;

/** Time that stands still until a test moves it. */
final class TestClock {
    private volatile long nanos;

    long nanos() {
        return nanos;
    }

    long ms() {
        return 1_700_000_000_000L + nanos / 1_000_000;
    }

    void advanceMs(long ms) {
        nanos += ms * 1_000_000;
    }

    /** Ports for a log that no failure may end. */
    LogPorts ports(Storage storage) {
        return ports(storage, () -> {}, (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    LogPorts ports(Storage storage, Runnable onDurable, FatalHandler fatal) {
        return new LogPorts(storage, this::ms, this::nanos, onDurable, fatal);
    }
}
