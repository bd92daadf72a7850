package io.cairn.persistence.log;

import io.cairn.persistence.storage.Storage;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until a test moves it. */
final class TestClock {
    private final AtomicLong nanos = new AtomicLong();

    long nanos() {
        return nanos.get();
    }

    long ms() {
        return 1_700_000_000_000L + nanos.get() / 1_000_000;
    }

    void advanceMs(long ms) {
        nanos.addAndGet(ms * 1_000_000);
    }

    /** Ports for a log that no failure may end. */
    LogPorts ports(Storage storage) {
        return ports(storage, () -> {}, (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    LogPorts ports(Storage storage, Runnable onDurable, FatalHandler fatal) {
        return new LogPorts(storage, this::ms, this::nanos, onDurable, false, fatal);
    }

    /** Ports for a log of which those who wait for durability force on a quick disk. */
    LogPorts portsOfHoldersThatForce(Storage storage) {
        LogPorts ports = ports(storage);
        return new LogPorts(storage, ports.clockMs(), ports.clockNanos(), ports.onReleased(), true, ports.fatal());
    }
}
