package io.cairn.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who forces: those who wait, on a disk that has been quick for a while; on others, and for all else, the sync thread. */
@Timeout(60)
class QuickDiskTest {
    private static final byte[] SET = Resp.command("SET", "a", "1");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int QUICK_FORCES = 8;

    private final SimulatedStorage storage = new SimulatedStorage();
    private final TestClock clock = new TestClock();
    private long forceMs;

    private CommandLog open(LogPorts ports, DurabilityPolicy policy) throws IOException {
        CommandLog log = CommandLog.create(ports, policy, "log", 9, 0);
        storage.observe((operation, name) -> {
            if (operation == Operation.FORCE) {
                clock.advanceMs(forceMs);
            }
        });
        return log;
    }

    private CommandLog openQuick(DurabilityPolicy policy) throws IOException {
        CommandLog log = open(clock.portsOfHoldersThatForce(storage), policy);
        for (int i = 0; i < QUICK_FORCES; i++) {
            append(log);
            assertThat(log.forceHere()).as("after %d quick forces", i).isFalse();
            log.sync().force();
        }
        return log;
    }

    private long append(CommandLog log) {
        return log.append(SET, 0, SET.length, 0, clock.ms());
    }

    @Test
    void thoseWhoWaitForceAfterEightQuickForces() throws IOException {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        long position = append(log);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isEqualTo(SECOND);
        assertThat(log.forceHere()).isTrue();
        assertThat(log.durablePosition()).isEqualTo(position);
        assertThat(log.forceHere()).as("nothing is left to force").isFalse();
    }

    @Test
    void whatNobodyWaitsForIsForcedWithinASecond() throws IOException {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        append(log);
        clock.advanceMs(1000);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isNotPositive();
    }

    @Test
    void oneSlowForceGivesThemBackToTheSyncThread() throws IOException {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        append(log);
        forceMs = 1;
        assertThat(log.forceHere()).isTrue();
        append(log);
        assertThat(log.forceHere()).isFalse();
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isZero();
    }

    @Test
    void theSyncThreadForcesWhereNobodyElseWould() throws IOException {
        CommandLog log = open(clock.ports(storage), DurabilityPolicy.ALWAYS);
        for (int i = 0; i <= QUICK_FORCES; i++) {
            append(log);
            assertThat(log.forceHere()).isFalse();
            assertThat(log.sync().nanosToNextForce(clock.nanos())).isZero();
            log.sync().force();
        }
    }

    @Test
    void aFileThatWasRolledAwayIsLeftToTheSyncThread() throws IOException {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        long rolledAt = log.roll(log.prepareNext("log.2", 10));
        long position = append(log);
        assertThat(log.forceHere()).isFalse();
        assertThat(log.durablePosition()).isLessThan(rolledAt);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isZero();
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(position);
    }

    @Test
    void aRequestIsForTheSyncThread() throws IOException {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        append(log);
        log.requestForce();
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isZero();
    }

    @Test
    void aRequestIsServedByWhoeverForces() throws IOException {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        append(log);
        log.requestForce();
        assertThat(log.forceHere()).isTrue();
        append(log);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isEqualTo(SECOND);
    }

    @Test
    void anInterruptOfWhoForcesDoesNotReachTheFile(@TempDir Path directory) throws IOException {
        try (MappedStorage disk = MappedStorage.open(directory)) {
            CommandLog log =
                    CommandLog.create(clock.portsOfHoldersThatForce(disk), DurabilityPolicy.ALWAYS, "log", 9, 0);
            for (int i = 0; i < QUICK_FORCES; i++) {
                append(log);
                log.sync().force();
            }
            long position = append(log);
            Thread.currentThread().interrupt();
            assertThat(log.forceHere()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(log.durablePosition()).isEqualTo(position);
            log.close();
        }
    }

    @Test
    void everythingBecomesDurableWhileManyWaitAndTheDiskChanges() throws Exception {
        CommandLog log = openQuick(DurabilityPolicy.ALWAYS);
        log.start();
        Thread[] writers = new Thread[4];
        boolean[] failed = new boolean[writers.length];
        Object engineLock = new Object();
        for (int i = 0; i < writers.length; i++) {
            int self = i;
            writers[i] = new Thread(() -> failed[self] = !writeAndWait(log, engineLock));
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(failed).containsOnly(false);
        assertThat(log.durablePosition()).isEqualTo(log.position());
        log.close();
    }

    private boolean writeAndWait(CommandLog log, Object engineLock) {
        try {
            for (int i = 0; i < 2000; i++) {
                long position;
                synchronized (engineLock) {
                    forceMs = i % 100 == 50 ? 1 : 0;
                    position = append(log);
                }
                log.forceHere();
                if (!log.waitDurable(position, 30 * SECOND)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
