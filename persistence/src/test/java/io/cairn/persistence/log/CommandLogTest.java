package io.cairn.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.storage.NoSpaceException;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log promises while it runs: durable positions, policies, failures, full disks, rolling. */
@Timeout(60)
class CommandLogTest {
    private static final byte[] SET = Resp.command("SET", "a", "1");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SimulatedStorage storage = new SimulatedStorage();
    private final TestClock clock = new TestClock();
    private final List<String> fatal = new ArrayList<>();
    private final List<Long> advances = new ArrayList<>();
    private final List<CommandLog> opened = new ArrayList<>();

    private CommandLog open(DurabilityPolicy policy) throws IOException {
        LogPorts ports = clock.ports(
                storage, () -> advances.add(opened.get(0).durablePosition()), (reason, cause) -> fatal.add(reason));
        CommandLog log = CommandLog.create(ports, policy, "log." + opened.size(), 9, 0);
        opened.add(log);
        return log;
    }

    @AfterEach
    void stopThreads() {
        for (CommandLog log : opened) {
            log.preparer().stop();
            log.sync().stop();
        }
    }

    private long append(CommandLog log) {
        return log.append(SET, 0, SET.length, 0, clock.ms());
    }

    @Test
    void positionsGrowAndBecomeDurableWithAForce() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        long first = append(log);
        long second = append(log);
        assertThat(second).isGreaterThan(first).isEqualTo(log.position());
        assertThat(log.durablePosition()).isLessThan(first);
        assertThat(log.figures().unforcedBytes()).isEqualTo(second - log.durablePosition());
        assertThat(log.figures().oldestUnforcedMs()).isEqualTo(clock.ms());
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(second);
        assertThat(log.figures().unforcedBytes()).isZero();
        assertThat(log.figures().oldestUnforcedMs()).isZero();
        assertThat(advances).containsExactly(second);
    }

    @Test
    void writesNothingForAnEmptyBatch() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        long before = log.position();
        assertThat(log.append(SET, 3, 0, 0, 0)).isEqualTo(before);
        assertThatThrownBy(() -> log.append(SET, 3, SET.length, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void alwaysForcesByItself() throws Exception {
        CommandLog log = open(DurabilityPolicy.ALWAYS);
        log.start();
        for (int i = 0; i < 200; i++) {
            assertThat(log.waitDurable(append(log), 30 * SECOND)).isTrue();
        }
        assertThat(log.figures().forces()).isBetween(1L, 200L);
        log.close();
        assertThat(Collector.read(storage, "log.0").pieces).hasSize(200);
    }

    @Test
    void forcesWithoutBeingAskedUnderAlways() throws Exception {
        CommandLog log = open(DurabilityPolicy.ALWAYS);
        log.start();
        long position = append(log);
        while (log.durablePosition() < position) {
            Thread.onSpinWait();
        }
        assertThat(log.figures().forces()).isPositive();
    }

    @Test
    void isDueOncePerSecondUnderEverysec() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isEqualTo(SECOND);
        clock.advanceMs(400);
        append(log);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isEqualTo(SECOND * 6 / 10);
        clock.advanceMs(600);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isNotPositive();
        log.sync().force();
        append(log);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isEqualTo(SECOND);
    }

    @Test
    void isNeverDueUnderNoUnlessAsked() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        append(log);
        clock.advanceMs(3_600_000);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isPositive();
        log.requestForce();
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isZero();
    }

    @Test
    void obeysAPolicyChangedWhileItRuns() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        append(log);
        log.policy(DurabilityPolicy.ALWAYS);
        assertThat(log.sync().nanosToNextForce(clock.nanos())).isZero();
        assertThat(log.policy()).isEqualTo(DurabilityPolicy.ALWAYS);
    }

    @Test
    void waitingForDurabilityWorksUnderEveryPolicyAndEndsInTime() throws Exception {
        for (DurabilityPolicy policy : DurabilityPolicy.values()) {
            CommandLog log = open(policy);
            log.start();
            assertThat(log.waitDurable(append(log), 30 * SECOND)).isTrue();
            assertThat(log.waitDurable(log.position() + 1, 0)).isFalse();
        }
    }

    @Test
    void aFailedForceIsNeverForgottenAndEndsTheProcessUnderAlways() throws IOException {
        CommandLog log = open(DurabilityPolicy.ALWAYS);
        append(log);
        log.sync().force();
        long durable = log.durablePosition();
        append(log);
        storage.fail(Operation.FORCE, 1);
        log.sync().force();
        assertThat(fatal).singleElement().asString().contains("log.0");
        // The kernel has called those pages clean: this force would succeed, and must not count.
        log.sync().force();
        append(log);
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(durable);
        assertThat(log.refusal()).contains("log.0").contains("BGREWRITEAOF");
        assertThat(fatal).hasSize(1);
        assertThatThrownBy(log::close).isInstanceOf(IOException.class);
    }

    @Test
    void aFailedForceRefusesWritesUntilARewriteHasReplacedTheFile() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        append(log);
        storage.fail(Operation.FORCE, 1);
        log.sync().force();
        assertThat(fatal).isEmpty();
        assertThat(log.refusal()).isNotNull();
        long durable = log.durablePosition();
        long rolled = log.roll(log.prepareNext("next", 4));
        long after = append(log);
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(durable);
        assertThat(log.refusal()).isNotNull();
        log.superseded(rolled);
        assertThat(log.refusal()).isNull();
        assertThat(log.durablePosition()).isEqualTo(rolled);
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(after);
    }

    @Test
    void nobodyWaitsForAForceThatHasFailed() throws Exception {
        CommandLog log = open(DurabilityPolicy.ALWAYS);
        storage.fail(Operation.FORCE, 1);
        log.start();
        // Time stands still here, so that only the failure can end this.
        assertThat(log.waitDurable(append(log), SECOND)).isFalse();
        assertThat(log.refusal()).isNotNull();
    }

    @Test
    void aFailureWhilePreparingIsTheFilesFailureToo() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        storage.fail(Operation.WRITE, 1);
        assertThat(log.preparer().step()).isFalse();
        assertThat(log.refusal()).contains("log.0");
        append(log);
        log.sync().force();
        assertThat(log.durablePosition()).isLessThan(log.position());
    }

    @Test
    void aFullDiskRefusesWritesWhileThereIsRoomAndResumesWhenThereIsSpace() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        storage.capacity(20_000);
        assertThat(log.refusal()).isNull();
        while (log.preparer().step()) {
            assertThat(log.refusal()).isNull();
        }
        assertThat(log.refusal()).contains("no space left");
        // Those commands that are being executed still find their room.
        for (int i = 0; i < 100; i++) {
            append(log);
        }
        assertThat(log.figures().writerWaits()).isZero();
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(log.position());
        assertThat(log.preparer().step()).isFalse();
        storage.capacity(1_000_000);
        while (log.preparer().step()) {
            assertThat(log.refusal()).as("until all is prepared that should be").isNotNull();
        }
        assertThat(log.refusal()).isNull();
        append(log);
        log.close();
        assertThat(Collector.read(storage, "log.0").pieces).hasSize(101);
    }

    @Test
    void whatFindsNoRoomOnAFullDiskIsStoredWhenThereIsSpaceAndNotReleasedBefore() throws Exception {
        for (DurabilityPolicy policy : DurabilityPolicy.values()) {
            storage.capacity(Long.MAX_VALUE);
            CommandLog log = open(policy);
            append(log);
            log.sync().force();
            long before = log.position();
            storage.capacity(0);
            byte[] large = Resp.command("SET", "a", "x".repeat(20_000));
            long first = log.append(large, 0, large.length, 0, 1);
            long second = append(log);
            assertThat(first).isGreaterThan(before);
            assertThat(second).isGreaterThan(first);
            log.sync().force();
            assertThat(log.releasedPosition()).isEqualTo(before);
            assertThat(log.figures().backlogBytes()).isEqualTo(large.length + SET.length);
            assertThat(log.refusal()).contains("no space left");

            storage.capacity(Long.MAX_VALUE);
            while (log.preparer().step()) {
                assertThat(log.durablePosition()).isEqualTo(before);
            }
            assertThat(log.figures().backlogBytes()).isZero();
            assertThat(log.position()).isGreaterThanOrEqualTo(second);
            log.sync().force();
            assertThat(log.releasedPosition()).isEqualTo(log.position());
            assertThat(log.refusal()).isNull();
            log.close();
            Collector read = Collector.read(storage, log.fileName());
            assertThat(read.pieces).hasSize(2);
            assertThat(read.text()).hasSize(large.length + 2 * SET.length);
        }
    }

    @Test
    void beyondWhatMayWaitForSpaceNobodyWaitsAndARewriteIsTheRemedy() throws IOException {
        for (DurabilityPolicy policy : DurabilityPolicy.values()) {
            storage.capacity(Long.MAX_VALUE);
            CommandLog log = open(policy);
            log.limitBacklog(30_000);
            append(log);
            log.sync().force();
            long stored = log.position();
            storage.capacity(0);
            byte[] large = Resp.command("SET", "a", "x".repeat(40_000));
            log.append(large, 0, large.length, 0, 1);
            assertThat(log.isOverflowed()).isFalse();
            long position = append(log);
            assertThat(log.isOverflowed()).isTrue();
            assertThat(append(log)).isGreaterThan(position);
            assertThat(log.refusal()).contains("no room").contains("BGREWRITEAOF");
            assertThat(fatal).isEmpty();

            storage.capacity(Long.MAX_VALUE);
            assertThat(log.preparer().step()).isFalse();
            log.sync().force();
            assertThat(log.releasedPosition()).isEqualTo(stored);
            assertThat(log.rollRefusal()).isNull();
            long rolled = log.roll(log.prepareNext("next." + policy, 4));
            log.superseded(rolled);
            assertThat(log.releasedPosition()).isGreaterThanOrEqualTo(rolled);
            while (log.preparer().step()) {
                // Room for what is to come.
            }
            assertThat(log.refusal()).isNull();
            assertThat(log.isOverflowed()).isFalse();
            append(log);
            log.close();
        }
    }

    @Test
    void aRewriteIsTheRemedyForAFailedFileBehindOneThatIsNotForcedYet() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        append(log);
        log.roll(log.prepareNext("second", 4));
        storage.fail(Operation.WRITE, 1);
        assertThat(log.preparer().prepare(log.current(), 0)).isFalse();
        append(log);
        long rolled = log.roll(log.prepareNext("third", 5));
        log.superseded(rolled);
        assertThat(log.refusal()).isNull();
        long after = append(log);
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(after);
    }

    @Test
    void goesOnInAnotherFileOnlyWhenNothingWaitsForSpaceInThisOne() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        NextLogFile next = log.prepareNext("next", 4);
        storage.capacity(0);
        byte[] large = Resp.command("SET", "a", "x".repeat(20_000));
        log.append(large, 0, large.length, 0, 1);
        assertThatThrownBy(() -> log.roll(next))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no space left");
        storage.capacity(Long.MAX_VALUE);
        while (log.preparer().step()) {
            // Room for all of it.
        }
        log.roll(next);
        append(log);
        log.close();
        assertThat(Collector.read(storage, "log.0").text()).hasSize(large.length);
        assertThat(Collector.read(storage, "next").pieces).hasSize(1);
    }

    @Test
    void aFullDiskIsKnownBeforeABatchThatWouldFindNoRoom() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        storage.capacity(0);
        byte[] batch = Resp.command("SET", "a", "x".repeat(log.current().chunkBytes() / 4));
        log.awaitRoom();
        for (int i = 0; log.refusal() == null; i++) {
            assertThat(i).as("batches").isLessThan(100);
            log.append(batch, 0, batch.length, 0, clock.ms());
            log.awaitRoom();
        }
        assertThat(log.figures().backlogBytes()).isZero();
        assertThat(log.position()).isEqualTo(log.storedPosition());
    }

    @Test
    void aFileThatBeginsHasRoomForABatch() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        log.roll(log.prepareNext("next", 4));
        log.awaitRoom();
        assertThat(log.figures().writerWaits()).isZero();
    }

    @Test
    void aLogThatWasClosedMakesNobodyWaitForRoom() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        log.start();
        log.close();
        log.awaitRoom();
    }

    @Test
    void aLogThatIsClosedOnAFullDiskSaysWhatFoundNoRoomAndIsWholeUpToThere() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        append(log);
        storage.capacity(0);
        byte[] large = Resp.command("SET", "a", "x".repeat(20_000));
        log.append(large, 0, large.length, 0, 1);
        assertThatThrownBy(log::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(large.length + " bytes")
                .hasMessageContaining("no room");
        Collector read = Collector.read(storage, "log.0");
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(read.pieces).hasSize(1);
    }

    @Test
    void whatFindsNoRoomInAFileThatHasFailedIsReleasedByARewriteAndNeverFollowedByAnything() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        append(log);
        long stored = log.position();
        storage.fail(Operation.WRITE, 1);
        byte[] large = Resp.command("SET", "a", "x".repeat(20_000));
        log.append(large, 0, large.length, 0, 1);
        long lost = append(log);
        assertThat(fatal).isEmpty();
        assertThat(log.refusal()).contains("made longer").contains("BGREWRITEAOF");
        assertThat(log.releasedPosition()).isEqualTo(stored);
        long rolled = log.roll(log.prepareNext("next", 4));
        assertThat(rolled).isEqualTo(lost);
        long after = append(log);
        log.sync().force();
        // A start before the rewrite is complete must not read the next file behind the hole in this one.
        assertThat(Collector.read(storage, "log.0").end().kind()).isNotEqualTo(Kind.CLOSED);
        assertThat(log.durablePosition()).isLessThan(rolled);
        assertThat(log.releasedPosition()).isEqualTo(stored);
        log.superseded(rolled);
        assertThat(log.releasedPosition()).isEqualTo(after);
        log.sync().force();
        assertThat(log.refusal()).isNull();
        assertThat(log.durablePosition()).isEqualTo(after);
    }

    @Test
    void anAppendDoesNotWaitForAPreparerThatHasDied() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        storage.observe((kind, name) -> {
            if (Thread.currentThread().getName().equals("cairn-log-preparer")) {
                throw new UnsupportedOperationException("observer");
            }
        });
        LogPorts ports = clock.ports(storage, () -> {}, (reason, cause) -> told.complete(reason));
        CommandLog log = CommandLog.create(ports, DurabilityPolicy.EVERYSEC, "log", 9, 0);
        opened.add(log);
        log.start();
        byte[] large = Resp.command("SET", "a", "x".repeat(200_000));
        long position = log.append(large, 0, large.length, 0, 1);
        assertThat(told.get(30, TimeUnit.SECONDS))
                .contains("cairn-log-preparer")
                .contains("observer");
        assertThat(log.releasedPosition()).isLessThan(position);
        assertThat(log.refusal()).isEqualTo(told.get());
        log.superseded(position);
        assertThat(log.refusal()).as("no rewrite brings a thread back").isEqualTo(told.get());
    }

    @Test
    void saysHowOldTheOldestUnforcedWriteIsWhileAForceIsGoingOnToo() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        append(log);
        long firstMs = clock.ms();
        clock.advanceMs(300);
        List<LogFigures> during = new ArrayList<>();
        storage.observe((kind, name) -> during.add(log.figures()));
        log.sync().force();
        assertThat(during).isNotEmpty().allSatisfy(figures -> {
            assertThat(figures.forcing()).isTrue();
            assertThat(figures.oldestUnforcedMs()).isEqualTo(firstMs);
        });
        assertThat(log.figures().forcing()).isFalse();
        append(log);
        assertThat(log.figures().oldestUnforcedMs()).isEqualTo(clock.ms());
    }

    @Test
    void preparesFurtherAheadForAFastWriter() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        while (log.preparer().step()) {
            // To the least that it keeps ahead.
        }
        long slow = log.current().prepared() - log.current().end();
        byte[] large = Resp.command("SET", "a", "x".repeat(20_000));
        for (int i = 0; i < 10; i++) {
            log.append(large, 0, large.length, 0, 1);
            clock.advanceMs(100);
            while (log.preparer().step()) {
                // As a thread of its own would.
            }
        }
        long fast = log.current().prepared() - log.current().end();
        assertThat(slow).isBetween(32_000L, 48_000L);
        assertThat(fast).isBetween(190_000L, 260_000L);
    }

    @Test
    void aRolledFileIsSealedBeforeTheNextOneCounts() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        append(log);
        long rolled = log.roll(log.prepareNext("next", 77));
        long after = append(log);
        assertThat(log.fileName()).isEqualTo("next");
        assertThat(log.durablePosition()).isLessThan(rolled);
        assertThat(Collector.read(storage, "log.0").end().kind()).isEqualTo(Kind.CLOSED);
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(after);
        LogEnd old = Collector.read(storage, "log.0").end();
        assertThat(old.offset()).isEqualTo(storage.contents("log.0").length);
        LogEnd next = Collector.read(storage, "next").end();
        assertThat(next.follows()).isEqualTo(old.salt());
        assertThat(next.kind()).isEqualTo(Kind.OPEN);
    }

    @Test
    void aFileIsRolledToOnce() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        NextLogFile next = log.prepareNext("next", 77);
        log.roll(next);
        assertThatThrownBy(() -> log.roll(next)).isInstanceOf(IllegalStateException.class);
        next.close();
        append(log);
    }

    @Test
    void goesOnInAFileThatWasClosed() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        append(log);
        log.close();
        for (int life = 0; life < 5; life++) {
            LogEnd end = Collector.read(storage, "log.0").end();
            CommandLog again = CommandLog.resume(clock.ports(storage), DurabilityPolicy.NO, end);
            append(again);
            again.close();
        }
        Collector read = Collector.read(storage, "log.0");
        assertThat(read.pieces).hasSize(6);
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
    }

    @Test
    void aLogThatGoesOnShortBeforeTheEndOfItsRoomCanBeRolledAtOnce() throws IOException {
        for (int left = 0; left < 2 * LogFormat.BATCH_HEADER_MAX_BYTES; left += 2) {
            storage.kill();
            CommandLog log = open(DurabilityPolicy.NO);
            int size = 2 * SimulatedStorage.PAGE_BYTES - left - (int) log.fileBytes();
            byte[] batch = new byte[size - 45];
            log.append(batch, 0, batch.length, 0, clock.ms());
            storage.kill();
            LogEnd end = Collector.read(storage, log.fileName()).end();
            CommandLog again = CommandLog.resume(clock.ports(storage), DurabilityPolicy.NO, end);
            again.roll(again.prepareNext("next." + left, 4));
            assertThat(Collector.read(storage, log.fileName()).end().kind()).isEqualTo(Kind.CLOSED);
        }
    }

    @Test
    void aFileThatCannotBeMadeKeepsNoHandles() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        int handles = storage.openFiles();
        for (Operation kind : List.of(Operation.OPEN, Operation.WRITE, Operation.FORCE, Operation.SYNC_DIRECTORY)) {
            storage.fail(kind, 1);
            assertThatThrownBy(() -> log.prepareNext("next." + kind, 4)).isInstanceOf(IOException.class);
        }
        storage.capacity(9_000);
        assertThatThrownBy(() -> log.prepareNext("next", 4)).isInstanceOf(NoSpaceException.class);
        assertThat(storage.openFiles()).isEqualTo(handles);
    }

    @Test
    void nothingIsAppendedBehindAStoreThatFailedUntilARewriteHasReplacedTheFile() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        append(log);
        long before = log.position();
        storage.fail(Operation.STORE, 1);
        assertThatThrownBy(() -> append(log)).isInstanceOf(IllegalStateException.class);
        assertThat(fatal).singleElement().asString().contains("log.0");
        assertThatThrownBy(() -> append(log)).isInstanceOf(IllegalStateException.class);
        log.sync().force();
        assertThat(log.durablePosition()).isLessThan(before);
        assertThat(log.refusal()).contains("log.0");
        assertThat(Collector.read(storage, "log.0").pieces).hasSize(1);
        long rolled = log.roll(log.prepareNext("next", 4));
        log.superseded(rolled);
        assertThat(log.refusal()).isNull();
        long after = append(log);
        log.sync().force();
        assertThat(log.durablePosition()).isEqualTo(after);
        log.close();
    }

    @Test
    void theDeathOfAThreadIsNotSilent() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        LogPorts ports = clock.ports(
                storage,
                () -> {
                    throw new UnsupportedOperationException("listener");
                },
                (reason, cause) -> told.complete(reason));
        CommandLog log = CommandLog.create(ports, DurabilityPolicy.ALWAYS, "log", 9, 0);
        log.start();
        append(log);
        String reason = told.get(30, TimeUnit.SECONDS);
        assertThat(reason).contains("cairn-log-sync").contains("listener");
        assertThat(log.refusal()).isEqualTo(reason);
        log.preparer().stop();
        log.sync().stop();
    }

    @Test
    void doesNotGoOnBehindWhatRedisAppended() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        log.close();
        storage.place("log.0", Resp.join(storage.contents("log.0"), Resp.command("SELECT", "0")));
        LogEnd end = Collector.read(storage, "log.0").end();
        assertThat(end.kind()).isEqualTo(Kind.CLOSED);
        assertThatThrownBy(() -> CommandLog.resume(clock.ports(storage), DurabilityPolicy.NO, end))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("log.0");
    }
}
