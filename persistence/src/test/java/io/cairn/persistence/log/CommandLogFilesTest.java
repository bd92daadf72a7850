package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on the real file system: chunks, kills, closes, garbage. */
class CommandLogFilesTest {
    private static final int CHUNK_BYTES = 1 << 20;

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private Storage storage;

    @BeforeEach
    void openStorage() throws IOException {
        storage = MappedStorage.open(directory);
    }

    private CommandLog create() throws IOException {
        return CommandLog.create(clock.ports(storage), DurabilityPolicy.EVERYSEC, "log", 3, 0);
    }

    @Test
    void whatWasAppendedIsReadBackAfterAKill() throws IOException {
        CommandLog log = create();
        List<String> expected = new ArrayList<>();
        // Many chunks, borders crossed at every odd place, and batches larger than the reader's window and than a
        // chunk.
        for (int i = 0; i < 60; i++) {
            byte[] command = Resp.command("SET", "k", "v".repeat(i * i * 613 % 150_001));
            log.append(command, 0, command.length, 0, i);
            expected.add(new String(command, ISO_8859_1));
        }
        byte[] large = Resp.command("SET", "k", "v".repeat(3_000_000));
        log.append(large, 0, large.length, 0, 99);
        expected.add(new String(large, ISO_8859_1));

        Collector read = Collector.read(storage, "log");
        assertThat(read.end().kind()).isEqualTo(Kind.OPEN);
        assertThat(read.end().cutBytes()).isZero();
        assertThat(read.pieces.stream().map(Collector.Piece::commands)).containsExactlyElementsOf(expected);
        assertThat(log.figures().writerWaits()).isPositive();
        assertThat(Files.size(directory.resolve("log")) % CHUNK_BYTES).isZero();
    }

    @Test
    void closingCutsTheFileToItsLength() throws IOException {
        CommandLog log = create();
        byte[] command = Resp.command("SET", "a", "1");
        log.append(command, 0, command.length, 0, 1);
        long end = log.fileBytes();
        log.close();
        Collector read = Collector.read(storage, "log");
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(Files.size(directory.resolve("log")))
                .isEqualTo(read.end().offset())
                .isGreaterThan(end);
    }

    @Test
    void goesOnAfterAKillInTheMiddleOfAChunk() throws IOException {
        byte[] command = Resp.command("SET", "a", "1");
        create().append(command, 0, command.length, 0, 1);
        for (int life = 1; life < 4; life++) {
            LogEnd end = Collector.read(storage, "log").end();
            CommandLog log = CommandLog.resume(clock.ports(storage), DurabilityPolicy.EVERYSEC, end);
            log.append(command, 0, command.length, 0, 1);
            assertThat(Collector.read(storage, "log").pieces).hasSize(life + 1);
        }
    }

    @Test
    void threadsKeepUpWithAWriter() throws IOException {
        CommandLog log = CommandLog.create(
                new LogPorts(storage, () -> 0, System::nanoTime, () -> {}, false, (reason, cause) -> {
                    throw new AssertionError(reason, cause);
                }),
                DurabilityPolicy.ALWAYS,
                "log",
                3,
                0);
        log.start();
        byte[] command = Resp.command("SET", "key", "v".repeat(1000));
        for (int i = 0; i < 20_000; i++) {
            log.append(command, 0, command.length, 0, i);
            if (i == 10_000) {
                log.roll(log.prepareNext("next", 4));
            }
        }
        long position = log.position();
        log.close();
        assertThat(log.durablePosition()).isEqualTo(position);
        assertThat(Collector.read(storage, "log").pieces).hasSize(10_001);
        assertThat(Collector.read(storage, "next").pieces).hasSize(9_999);
    }

    @Test
    void anInterruptedCallerHarmsNeitherTheLogNorLosesItsInterrupt() throws IOException {
        CommandLog log = create();
        log.start();
        byte[] large = Resp.command("SET", "k", "v".repeat(12 * CHUNK_BYTES));
        Thread.currentThread().interrupt();
        log.append(large, 0, large.length, 0, 1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        log.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(log.figures().writerWaits()).isPositive();
        assertThat(log.refusal()).isNull();
        Collector read = Collector.read(storage, "log");
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(read.text()).hasSize(large.length);
    }

    @Test
    void appendingMakesNoGarbage() throws IOException {
        CommandLog log = create();
        while (log.preparer().step()) {
            // All that the loop below needs.
        }
        byte[] command = Resp.command("SET", "key", "value");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 10 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                log.append(command, 0, command.length, 0, i);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
        assertThat(log.figures().writerWaits()).isZero();
    }
}
