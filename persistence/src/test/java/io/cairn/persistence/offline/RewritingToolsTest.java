package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.offline.SampleDirectory.Batch;
import io.cairn.persistence.offline.SampleDirectory.Request;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Truncating to every batch of a directory, rewriting it, and refusing what cannot be done. */
class RewritingToolsTest {
    private final SimulatedStorage storage = new SimulatedStorage();
    private final SimulatedStorage target = new SimulatedStorage();
    private SampleDirectory sample = make();

    private SampleDirectory make() {
        try {
            return new SampleDirectory(storage, 5, List.of(new Request(1, "RPUSH", "list", "0")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void fill() throws Exception {
        for (int file = 0; file < 3; file++) {
            if (file > 0) {
                sample.roll();
            }
            for (int i = 0; i < 4; i++) {
                sample.write(
                        new Request(i % 2, "APPEND", "key", file + "." + i), new Request(1, "RPUSH", "list", "" + i));
            }
        }
        sample.close();
    }

    private static OfflineDirectory directory(SimulatedStorage storage) {
        return SampleDirectory.directory(storage, new ManualClock(), new Random(9));
    }

    private Set<Batch> after(int kept) {
        return new HashSet<>(sample.batches.subList(kept, sample.batches.size()));
    }

    private void checkTruncated(RepairReport report, SimulatedStorage written, int kept) throws IOException {
        assertThat(report.after().isSound()).as("%s", report.after().lines()).isTrue();
        Dataset found = SampleDirectory.load(written);
        assertThat(found).isEqualTo(sample.expected(after(kept)));
        assertThat(report.total().batches()).isEqualTo(sample.batches.size() - kept);
        assertThat(report.after().batches()).isEqualTo(kept);
    }

    @Test
    void aTruncatedDirectoryHoldsWhatWasWrittenUpToTheTime() throws IOException {
        for (int kept = 0; kept <= sample.batches.size(); kept++) {
            SimulatedStorage written = new SimulatedStorage();
            long ms = kept == 0
                    ? ManualClock.START_MICROS / 1000
                    : sample.batches.get(kept - 1).ms();
            RepairReport report = Truncate.toTime(directory(storage), directory(written), ms + 1);
            checkTruncated(report, written, kept);
        }
    }

    @Test
    void aTruncatedDirectoryHoldsWholeBatchesBeforeThePosition() throws IOException {
        for (int i = 0; i < sample.batches.size(); i++) {
            Batch batch = sample.batches.get(i);
            String name = batch.path().substring(batch.path().indexOf('/') + 1);
            for (long offset : new long[] {batch.from(), batch.from() + 1, batch.to() - 1}) {
                SimulatedStorage written = new SimulatedStorage();
                RepairReport report = Truncate.toPosition(directory(storage), directory(written), name, offset);
                checkTruncated(report, written, i);
            }
        }
    }

    @Test
    void aTimeBeforeTheBaseIsRefused() {
        assertThatThrownBy(() -> Truncate.toTime(directory(storage), directory(target), 1_699_999_999_999L))
                .isInstanceOf(OfflineException.class)
                .hasMessageContaining("the base was made at 1700000123456 ms");
    }

    @Test
    void damageBeforeTheCutIsRefusedAndBehindItIsNot() throws IOException {
        Batch victim = sample.batches.get(5);
        byte[] bytes = storage.contents(victim.path());
        bytes[(int) victim.to() - 4] ^= 1;
        storage.place(victim.path(), bytes);
        RepairReport report = Truncate.toTime(
                directory(storage), directory(target), sample.batches.get(4).ms());
        assertThat(report.after().isSound()).isTrue();
        assertThat(SampleDirectory.load(target)).isEqualTo(sample.expected(after(5)));
        assertThatThrownBy(() -> Truncate.toTime(
                        directory(storage),
                        directory(new SimulatedStorage()),
                        sample.batches.get(7).ms()))
                .isInstanceOf(OfflineException.class)
                .hasMessageContaining("repair the directory first");
    }

    @Test
    void aTornEndIsNoDamageBeforeTheCut() throws IOException {
        Batch last = sample.batches.get(sample.batches.size() - 1);
        byte[] bytes = storage.contents(last.path());
        for (long end : new long[] {last.to() - 4, last.from() + 10}) {
            storage.place(last.path(), Arrays.copyOf(bytes, (int) end));
            for (long ms : new long[] {last.ms() - 1, last.ms(), Long.MAX_VALUE}) {
                SimulatedStorage written = new SimulatedStorage();
                RepairReport report = Truncate.toTime(directory(storage), directory(written), ms);
                assertThat(report.after().isSound()).isTrue();
                assertThat(SampleDirectory.load(written)).isEqualTo(sample.expected(Set.of(last)));
            }
        }
    }

    @Test
    void nothingIsWrittenOver() throws IOException {
        target.place("something", new byte[1]);
        assertThatThrownBy(() -> Truncate.toTime(directory(storage), directory(target), Long.MAX_VALUE))
                .hasMessageContaining("something");
        assertThatThrownBy(() -> Rewrite.directory(directory(storage), directory(target)))
                .hasMessageContaining("something");
        assertThatThrownBy(() -> Repair.directory(directory(storage), directory(target), RepairMode.CUT))
                .hasMessageContaining("something");
    }

    @Test
    void aRewrittenDirectoryHoldsTheSameInABase() throws IOException {
        var before = SampleDirectory.contents(storage);
        RewriteReport report = Rewrite.directory(directory(storage), directory(target));
        assertThat(SampleDirectory.contents(storage)).isEqualTo(before);
        assertThat(report.after().isSound()).isTrue();
        assertThat(report.after().commands()).isZero();
        assertThat(report.after().keys()).isEqualTo(3);
        assertThat(SampleDirectory.load(target)).isEqualTo(sample.expected(Set.of()));
    }

    @Test
    void aCommandWithoutAChecksumThatFailsIsLeftOutOrCutAt() throws IOException {
        String last = sample.batches.get(sample.batches.size() - 1).path();
        String good = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n";
        String bad = "*4\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n2\r\n$2\r\nXY\r\n";
        storage.place(last, (good + bad + good.replace("a", "b")).getBytes(ISO_8859_1));
        assertThat(Check.directory(directory(storage)).isSound()).isTrue();
        assertThatThrownBy(() -> SampleDirectory.load(storage.copy())).hasMessageContaining("fails");
        Repair.directory(directory(storage), directory(target), RepairMode.SKIP);
        assertThat(target.contents(last)).isEqualTo((good + good.replace("a", "b")).getBytes(ISO_8859_1));
        SimulatedStorage cut = new SimulatedStorage();
        RepairReport report = Repair.directory(directory(storage), directory(cut), RepairMode.CUT);
        assertThat(cut.contents(last)).isEqualTo(good.getBytes(ISO_8859_1));
        assertThat(report.total().commands()).isEqualTo(2);
        assertThat(report.total().keys()).containsExactly("'a'", "'b'");
        assertThat(SampleDirectory.load(cut).size())
                .isEqualTo(SampleDirectory.load(target).size() - 1);
    }

    @Test
    void oneFileIsRepairedBesideTheOldOne() throws IOException {
        Batch victim = sample.batches.get(5);
        byte[] bytes = storage.contents(victim.path());
        bytes[(int) victim.to() - 3] ^= 1;
        storage.place(victim.path(), bytes);
        OfflineDirectory directory = directory(storage);
        RepairReport skipped = FileRepair.repair(directory, victim.path(), directory, "skipped.aof", RepairMode.SKIP);
        assertThat(skipped.after().batches()).isEqualTo(3);
        assertThat(skipped.after().isSound()).isTrue();
        assertThat(skipped.total().batches()).isEqualTo(1);
        assertThat(skipped.total().keys()).containsExactly("'key'", "'list'");
        RepairReport cut = FileRepair.repair(directory, victim.path(), directory, "cut.aof", RepairMode.CUT);
        assertThat(cut.after().batches()).isEqualTo(1);
        assertThat(cut.total().batches()).isEqualTo(3);
        assertThat(cut.total().firstMs()).isEqualTo(victim.ms());
        assertThat(cut.total().lastMs()).isEqualTo(sample.batches.get(7).ms());
        RepairReport nothing = FileRepair.repair(directory, "cut.aof", directory, "same.aof", RepairMode.SKIP);
        assertThat(nothing.isComplete()).isTrue();
        assertThat(storage.contents("same.aof")).isEqualTo(storage.contents("cut.aof"));
        assertThat(storage.contents(victim.path())).isEqualTo(bytes);
        assertThatThrownBy(() -> FileRepair.repair(directory, victim.path(), directory, "cut.aof", RepairMode.CUT))
                .hasMessageContaining("there already");
    }

    @Test
    void aSingleFileGetsItsNameWhenItIsWhole() throws IOException {
        String path = sample.batches.get(0).path();
        long operations = 0;
        for (long stop = 1; operations == 0; stop++) {
            SimulatedStorage disk = storage.copy();
            OfflineDirectory directory = directory(disk);
            disk.stopAt(stop);
            try {
                FileRepair.repair(directory, path, directory, "new.aof", RepairMode.CUT);
                Conversion.logToSnapshot(directory, path, directory, "new.rdb");
                operations = stop;
                disk.stopAt(Long.MAX_VALUE);
            } catch (SimulatedStorage.Stopped e) {
                disk.powerFailure(stop);
            }
            for (String name : List.of("new.aof", "new.rdb")) {
                if (disk.exists(name)) {
                    assertThat(Check.file(directory(disk), name).isSound())
                            .as("%s at %s", name, stop)
                            .isTrue();
                    assertThat(Check.file(directory(disk), name).bytes()).isPositive();
                }
            }
        }
        assertThat(operations).isGreaterThan(15);
    }

    @Test
    void aCrashOfARepairLeavesNothingThatAStartWouldTake() throws IOException {
        Repair.directory(directory(storage), directory(target.copy()), RepairMode.SKIP);
        long operations = countOperations();
        int refused = 0;
        for (long stop = 1; stop <= operations; stop++) {
            for (int power = 0; power < 2; power++) {
                SimulatedStorage disk = new SimulatedStorage();
                disk.stopAt(stop);
                try {
                    Repair.directory(directory(storage), directory(disk), RepairMode.SKIP);
                } catch (SimulatedStorage.Stopped e) {
                    // The world ends here.
                }
                if (power == 0) {
                    disk.kill();
                } else {
                    disk.powerFailure(stop);
                }
                refused += isWholeOrRefused(disk) ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(10);
    }

    private long countOperations() throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        Repair.directory(directory(storage), directory(disk), RepairMode.SKIP);
        return disk.operations();
    }

    /** True if it holds all; false if a start refuses it. An empty one is neither. */
    private boolean isWholeOrRefused(SimulatedStorage disk) throws IOException {
        Dataset found;
        try {
            found = SampleDirectory.load(disk);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("no manifest");
            return false;
        }
        if (found.size() > 0) {
            assertThat(found).isEqualTo(sample.expected(Set.of()));
        } else {
            assertThat(disk.exists(SampleDirectory.DIRECTORY) ? disk.list(SampleDirectory.DIRECTORY) : List.of())
                    .noneMatch(name -> name.startsWith("appendonly"));
        }
        return true;
    }

    private static final String SINGLE = "appendonly.aof";
    private static final String COMMANDS =
            "*2\r\n$6\r\nSELECT\r\n$1\r\n1\r\n*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$1\r\na\r\n";

    /** The log of a Redis before 7.0: a snapshot with commands behind it. */
    private SimulatedStorage single(String commands) throws IOException {
        SimulatedStorage outside = new SimulatedStorage();
        byte[] base = storage.contents(SampleDirectory.DIRECTORY + "/appendonly.aof.1.base.rdb");
        byte[] log = Arrays.copyOf(base, base.length + commands.length());
        System.arraycopy(commands.getBytes(ISO_8859_1), 0, log, base.length, commands.length());
        outside.place(SINGLE, log);
        return outside;
    }

    @Test
    void theLogOfAnOlderRedisIsRewrittenTruncatedAndConverted() throws IOException {
        SimulatedStorage outside = single(COMMANDS + COMMANDS.replace("list", "more"));
        Dataset all = SampleDirectory.load(outside.copy());
        assertThat(all.toString()).contains("1 list = list 0 a", "1 more = list a");
        CheckReport report = Check.directory(directory(outside));
        assertThat(report.isSound()).as("%s", report.lines()).isTrue();
        assertThat(report.keys()).isEqualTo(1);
        assertThat(report.commands()).isEqualTo(2);

        assertThat(Rewrite.directory(directory(outside), directory(target))
                        .after()
                        .isSound())
                .isTrue();
        assertThat(SampleDirectory.load(target)).isEqualTo(all);

        long start = storage.contents(SampleDirectory.DIRECTORY + "/appendonly.aof.1.base.rdb").length;
        SimulatedStorage cut = new SimulatedStorage();
        RepairReport truncated =
                Truncate.toPosition(directory(outside), directory(cut), SINGLE, start + COMMANDS.length() + 3);
        assertThat(truncated.after().isSound()).isTrue();
        assertThat(truncated.total().keys()).containsExactly("'more'");
        assertThat(SampleDirectory.load(cut)).isEqualTo(SampleDirectory.load(single(COMMANDS)));
        assertThatThrownBy(() ->
                        Truncate.toPosition(directory(outside), directory(new SimulatedStorage()), SINGLE, start - 1))
                .hasMessageContaining("begins with a snapshot, which ends at offset " + start);

        OfflineDirectory directory = directory(outside);
        assertThatThrownBy(() -> Conversion.snapshot(directory, SINGLE, directory, "new.rdb", 12))
                .hasMessageContaining("something follows the snapshot's end");
        assertThat(Conversion.logToSnapshot(directory, SINGLE, directory, "log.rdb")
                        .keys())
                .isEqualTo(2);
        assertThat(Conversion.directoryToSnapshot(directory, directory, "all.rdb")
                        .keys())
                .isEqualTo(2);
        assertThat(outside.list("")).noneMatch(name -> name.contains("new") || name.startsWith("temp-"));
    }

    @Test
    void oneLogOfAnOlderRedisIsRepairedBesideTheOldOne() throws IOException {
        SimulatedStorage outside = single(COMMANDS + "*1\r\nrubble" + COMMANDS.replace("list", "more"));
        OfflineDirectory directory = directory(outside);
        RepairReport skipped = FileRepair.repair(directory, SINGLE, directory, "skipped.aof", RepairMode.SKIP);
        assertThat(skipped.after().isSound()).as("%s", skipped.after().lines()).isTrue();
        assertThat(outside.contents("skipped.aof"))
                .isEqualTo(single(COMMANDS + COMMANDS.replace("list", "more")).contents(SINGLE));
        RepairReport cut = FileRepair.repair(directory, SINGLE, directory, "cut.aof", RepairMode.CUT);
        assertThat(outside.contents("cut.aof")).isEqualTo(single(COMMANDS).contents(SINGLE));
        assertThat(cut.total().commands()).isEqualTo(1);

        byte[] damaged = outside.contents(SINGLE);
        damaged[30] ^= 1;
        outside.place(SINGLE, damaged);
        assertThatThrownBy(() -> FileRepair.repair(directory, SINGLE, directory, "again.aof", RepairMode.CUT))
                .isInstanceOf(OfflineException.class)
                .hasMessageContaining("begins with a damaged snapshot");
        RepairReport kept = FileRepair.repair(directory, SINGLE, directory, "again.aof", RepairMode.SKIP);
        assertThat(kept.after().isSound()).as("%s", kept.after().lines()).isTrue();
        assertThat(kept.after().commands()).isEqualTo(2);
    }

    /** What lies under the name that the new file would have for a while may be the source itself. */
    @Test
    void noFileThatIsThereIsTakenForSomethingLeftOver() throws IOException {
        OfflineDirectory directory = directory(storage);
        byte[] log = storage.contents(sample.currentPath());
        for (String name : List.of("temp-x.aof", "temp-1-x.aof", "temp-2-x.aof")) {
            storage.place(name, log);
        }
        FileRepair.repair(directory, "temp-1-x.aof", directory, "x.aof", RepairMode.CUT);
        assertThat(storage.contents("x.aof")).isEqualTo(log);
        for (String name : List.of("temp-x.aof", "temp-1-x.aof", "temp-2-x.aof")) {
            assertThat(storage.contents(name)).isEqualTo(log);
        }
    }

    @Test
    void aReportHoldsSoManyNamesAtMost() {
        Losses losses = new Losses();
        for (int part = 0; part < 500; part++) {
            LossCount count = new LossCount();
            count.bytes(1);
            for (int key = 0; key < Loss.KEYS_MAX; key++) {
                byte[] name = (part + "." + key).getBytes(ISO_8859_1);
                count.key(name, 0, name.length);
            }
            losses.add("log", part, part + 1, "lost", count);
        }
        CheckReport nothing = new CheckReport(List.of(), List.of(), 0, null);
        RepairReport report = losses.report(nothing, List.of(), nothing);
        assertThat(report.lost()).hasSize(500);
        assertThat(report.lost().stream()
                        .mapToInt(part -> part.loss().keys().size())
                        .sum())
                .isEqualTo(Losses.KEYS_LISTED_MAX);
        assertThat(report.lost().get(499).toString()).contains("and more");
    }
}
