package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.archive.Archive;
import io.cairn.persistence.archive.ArchiveReport;
import io.cairn.persistence.archive.Moment;
import io.cairn.persistence.archive.RestoreReport;
import io.cairn.persistence.offline.OfflineDirectories;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Failure;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into an archive, what goes out of it, and who can read it. */
class ArchiverTest {
    private static final String FIRST_LOG = "appendonlydir/appendonly.aof.1.incr.aof";

    @TempDir
    private Path directory = Path.of("");

    private static ArchiveSample twoGenerations() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(5);
        sample.rewrite();
        sample.work();
        sample.write(5);
        sample.rewrite();
        sample.work();
        return sample;
    }

    @Test
    void historyStaysUntilItIsArchived() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        assertThat(sample.manifest()).contains("appendonly.aof.1.incr.aof seq 1 type h");
        assertThat(sample.disk.exists(FIRST_LOG)).isTrue();
        assertThat(sample.figures().waiting()).isEqualTo(1);
        sample.work();
        assertThat(sample.manifest()).doesNotContain("type h");
        assertThat(sample.disk.exists(FIRST_LOG)).isFalse();
        assertThat(sample.archived()).containsExactly("000001-0001.incr.aof.lz4");
        assertThat(sample.figures().waiting()).isZero();
        assertThat(sample.figures().files()).isEqualTo(1);
        assertThat(sample.figures().bytes()).isEqualTo(sample.disk.contents("archive/000001-0001.incr.aof.lz4").length);
        assertThat(sample.figures().oldestMs()).isEqualTo(sample.times.get(1));
    }

    @Test
    void aDiskWithoutRoomStopsNeitherRewritesNorWrites() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.disk.capacity(32 << 20);
        for (int i = 0; i < 3; i++) {
            sample.rewrite();
            sample.work();
            sample.write(2);
        }
        assertThat(sample.store().snapshots().rewriteSucceeded()).isTrue();
        assertThat(sample.archived()).isEmpty();
        assertThat(sample.figures().error()).contains("no space left on device");
        assertThat(sample.figures().waiting()).isEqualTo(5);
        assertThat(sample.manifest()).contains("appendonly.aof.1.incr.aof seq 1 type h");
        sample.disk.capacity(Long.MAX_VALUE);
        sample.clock.advanceMillis(900);
        sample.keepUp();
        assertThat(sample.archived()).isEmpty();
        sample.clock.advanceMillis(700_000);
        sample.keepUp();
        assertThat(sample.archived()).hasSize(5);
        assertThat(sample.figures().error()).isEmpty();
        assertThat(sample.manifest()).doesNotContain("type h");
        assertThat(ArchiveSample.open(sample.disk).check().times()).hasSize(1);
    }

    @Test
    void onAFullDiskWhatIsTooOldGoesAllTheSame() throws IOException {
        ArchiveSample sample = twoGenerations();
        sample.clock.advanceMillis(100_000);
        sample.write(3);
        sample.rewrite();
        sample.disk.capacity(32 << 20);
        sample.work();
        assertThat(sample.archived()).hasSize(3);
        sample.configure(new ArchiveOptions(true, "archive", 50_000, 0));
        assertThat(sample.archived()).isEmpty();
        assertThat(sample.figures().error()).contains("no space left on device");
        assertThat(sample.figures().waiting()).isEqualTo(2);
    }

    @Test
    void deletingGoesOnWhereItFailed() throws IOException {
        ArchiveSample sample = twoGenerations();
        sample.clock.advanceMillis(100_000);
        sample.disk.fail(Operation.DELETE, 2, 1);
        sample.configure(new ArchiveOptions(true, "archive", 50_000, 0));
        assertThat(sample.figures().error()).contains("injected failure of DELETE");
        assertThat(sample.archived()).isNotEmpty();
        sample.clock.advanceMillis(60_000);
        sample.keepUp();
        assertThat(sample.archived()).isEmpty();
        assertThat(sample.figures().files()).isZero();
        assertThat(sample.figures().error()).isEmpty();
    }

    /** How often a file was opened by each of the attempts of so many seconds. */
    private static List<Integer> openings(ArchiveSample sample, String path, int seconds) {
        int[] opened = new int[1];
        sample.disk.observe((kind, name) -> opened[0] += kind == Operation.OPEN && name.equals(path) ? 1 : 0);
        List<Integer> attempts = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            sample.clock.advanceMillis(1000);
            sample.keepUp();
            if (opened[0] > 0) {
                attempts.add(opened[0]);
            }
            opened[0] = 0;
        }
        return attempts;
    }

    @Test
    void pausesBetweenAttemptsGrowToTenMinutes() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.disk.capacity(32 << 20);
        sample.rewrite();
        sample.work();
        // After 1, 2, 4 … 512 seconds, and then every 600.
        assertThat(openings(sample, FIRST_LOG, 1_023)).hasSize(10);
        assertThat(openings(sample, FIRST_LOG, 6_000)).hasSize(10);
    }

    @Test
    void onAFullDiskFilesAreNotReadInVain() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.disk.capacity(32 << 20);
        sample.rewrite();
        sample.work();
        // Once, for its length.
        assertThat(openings(sample, FIRST_LOG, 1_023)).isNotEmpty().containsOnly(1);
    }

    @Test
    void whatIsKeptIsNotKeptAgainWhileTheLogIsOff() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        sample.store().engine().beginBatch();
        try {
            sample.store().switchLogOff();
        } finally {
            sample.store().engine().endBatch();
        }
        sample.work();
        assertThat(sample.archived()).hasSize(1);
        assertThat(sample.figures().waiting()).isZero();
        long operations = sample.disk.operations();
        for (int i = 0; i < 10; i++) {
            sample.clock.advanceMillis(100);
            sample.keepUp();
        }
        assertThat(sample.disk.operations()).isEqualTo(operations);
    }

    @Test
    void filesThatAreBeingReadAreNotDeleted() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        boolean[] met = new boolean[1];
        sample.disk.observe((kind, name) -> {
            if (kind == Operation.FORCE && name.startsWith("archive/temp-000001") && !met[0]) {
                met[0] = true;
                sample.store().archiver().configure(ArchiveOptions.OFF);
                sample.snapshotThread.runAll();
                assertThat(sample.disk.exists(FIRST_LOG)).isTrue();
            }
        });
        sample.work();
        assertThat(met[0]).isTrue();
        assertThat(sample.disk.exists(FIRST_LOG)).isFalse();
        assertThat(sample.manifest()).doesNotContain("type h");
        assertThat(sample.figures().waiting()).isZero();
    }

    @Test
    void aFileThatIsThereAndCannotBeUsedIsLeftAndItsPlaceIsNotFree() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.roll();
        sample.write(3);
        sample.rewrite();
        // All are archived, and the originals stay.
        sample.disk.fail(Operation.DELETE, 0, 1);
        sample.work();
        assertThat(sample.figures().error()).contains("injected failure of DELETE");
        String path = "archive/000001-0002.incr.aof.lz4";
        byte[] cut = Arrays.copyOf(sample.disk.contents(path), 300);
        sample.disk.place(path, cut);
        SimulatedStorage disk = sample.disk.copy();
        SimulatedStore stores = new SimulatedStore(sample.clock, 5);
        Datastore reopened = stores.open(disk, SimulatedStore.OPTIONS.with(ArchiveSample.ON));
        stores.rewrite(reopened);
        assertThat(reopened.archiver().figures().error()).isEmpty();
        assertThat(reopened.archiver().figures().files()).isEqualTo(5);
        assertThat(disk.contents(path)).isEqualTo(cut);
        assertThat(disk.exists("archive/000002-0002.incr.aof.lz4")).isTrue();
        Archive archive = ArchiveSample.open(disk);
        assertThat(archive.report().notices()).singleElement().asString().startsWith(path + " has 300 bytes, but ");
        assertThat(archive.check().times()).as("%s", archive.report().lines()).hasSize(1);
        assertThat(archive.report().has(sample.times.get(1))).isTrue();
    }

    @Test
    void anOriginalStaysUntilWhatWasFoundInTheArchiveIsSound() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        sample.disk.fail(Operation.DELETE, 0, 1);
        sample.work();
        String path = "archive/000001-0001.incr.aof.lz4";
        byte[] flipped = sample.disk.contents(path);
        flipped[flipped.length - 20] ^= 1;
        sample.disk.place(path, flipped);
        sample.clock.advanceMillis(1_000);
        sample.keepUp();
        assertThat(sample.disk.exists(FIRST_LOG)).isFalse();
        assertThat(sample.archived()).containsExactly("000001-0001.incr.aof.lz4", "000002-0001.incr.aof.lz4");
        assertThat(sample.disk.contents(path)).isEqualTo(flipped);
        assertThat(ArchiveSample.open(sample.disk).check().has(sample.times.get(1)))
                .isTrue();
    }

    @Test
    void whatIsReadBackAndDiffersIsNotArchived() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        sample.disk.observe(new SimulatedStorage.Observer() {
            @Override
            public void before(Operation kind, String name) {
                // Only afterwards.
            }

            @Override
            public void after(Operation kind, String name) {
                if (kind == Operation.FORCE && name.startsWith("archive/temp-000001")) {
                    byte[] flipped = sample.disk.contents(name);
                    flipped[flipped.length - 20] ^= 1;
                    sample.disk.place(name, flipped);
                }
            }
        });
        sample.work();
        assertThat(sample.figures().error()).contains("damaged");
        assertThat(sample.archived()).isEmpty();
        assertThat(sample.disk.exists(FIRST_LOG)).isTrue();
    }

    @Test
    void filesThatTheManifestOnTheDiskMayNameAsTheDataAreNotTaken() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        sample.write(3);
        int[] renames = new int[1];
        sample.disk.observe((kind, name) -> {
            // The manifest with the next log, the base, and the manifest with the base: there, but told to have failed.
            if (kind == Operation.RENAME && ++renames[0] == 3) {
                sample.disk.failAt(sample.disk.operations() + 1, Failure.IO_ERROR, true);
            }
        });
        sample.rewrite();
        assertThat(sample.store().snapshots().rewriteSucceeded()).isFalse();
        assertThat(sample.manifest()).contains("appendonly.aof.2.base.rdb seq 2 type b");
        sample.work();
        sample.work();
        assertThat(sample.disk.exists("appendonlydir/appendonly.aof.2.base.rdb"))
                .isTrue();
        assertThat(sample.writesIn(sample.disk.copy())).isEqualTo(6);
    }

    @Test
    void aFileThatTheIndexCouldNotNameIsFoundByTheNextAttempt() throws IOException {
        ArchiveSample sample = twoGenerations();
        sample.write(3);
        sample.rewrite();
        // Renamed are a file and the index.
        sample.disk.fail(Operation.RENAME, 1, 1);
        sample.work();
        assertThat(sample.figures().error()).contains("injected failure of RENAME");
        sample.clock.advanceMillis(1_000);
        sample.keepUp();
        assertThat(sample.figures().error()).isEmpty();
        assertThat(sample.archived()).hasSize(5);
        assertThat(sample.figures().files()).isEqualTo(5);
        assertThat(ArchiveSample.open(sample.disk).check().notices()).isEmpty();
    }

    @Test
    void switchedOffItLetsHistoryGoAndLeavesAHole() throws IOException {
        ArchiveSample sample = twoGenerations();
        sample.write(2);
        sample.rewrite();
        sample.configure(ArchiveOptions.OFF);
        assertThat(sample.manifest()).doesNotContain("type h");
        assertThat(sample.archived()).hasSize(3);
        sample.configure(ArchiveSample.ON);
        sample.write(2);
        ArchiveReport report = ArchiveSample.open(sample.disk).report();
        assertThat(report.times()).hasSize(2);
        assertThat(report.has(sample.times.get(11))).isFalse();
        assertThat(report.has(sample.times.get(13))).isTrue();
    }

    @Test
    void retentionByAgeTakesWholeGenerationsAndTheOldestFirst() throws IOException {
        ArchiveSample sample = twoGenerations();
        sample.clock.advanceMillis(100_000);
        sample.write(3);
        sample.rewrite();
        sample.work();
        sample.configure(new ArchiveOptions(true, "archive", 50_000, 0));
        assertThat(sample.archived()).containsExactly("000003-0000.base.rdb.lz4", "000003-0001.incr.aof.lz4");
        assertThat(sample.figures().files()).isEqualTo(2);
        assertThat(ArchiveSample.open(sample.disk).check().notices()).isEmpty();
        sample.clock.advanceMillis(60_000);
        sample.keepUp();
        assertThat(sample.archived()).isEmpty();
        assertThat(sample.figures().oldestMs()).isZero();
    }

    @Test
    void retentionBySizeCountsWhatIsStored() throws IOException {
        ArchiveSample sample = twoGenerations();
        sample.write(3);
        sample.rewrite();
        sample.work();
        long all = sample.figures().bytes();
        sample.configure(new ArchiveOptions(true, "archive", 0, all));
        assertThat(sample.archived()).hasSize(5);
        sample.configure(new ArchiveOptions(true, "archive", 0, all - 1));
        assertThat(sample.archived())
                .containsExactly(
                        "000002-0000.base.rdb.lz4",
                        "000002-0001.incr.aof.lz4",
                        "000003-0000.base.rdb.lz4",
                        "000003-0001.incr.aof.lz4");
        assertThat(sample.figures().bytes()).isLessThan(all);
    }

    @Test
    void aGenerationWithoutABaseKeepsTheOneThatItNeeds() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(5);
        sample.rewrite();
        sample.work();
        sample.clock.advanceMillis(100_000);
        sample.write(5);
        sample.rewrite();
        sample.work();
        for (boolean lost : new boolean[] {false, true}) {
            SimulatedStorage disk = sample.disk.copy();
            if (lost) {
                disk.delete("archive/000002-0000.base.rdb.lz4");
            }
            SimulatedStore stores = new SimulatedStore(sample.clock, 5);
            Datastore reopened =
                    stores.open(disk, SimulatedStore.OPTIONS.with(new ArchiveOptions(true, "archive", 50_000, 0)));
            stores.rewrite(reopened);
            assertThat(disk.exists("archive/000001-0001.incr.aof.lz4")).isEqualTo(lost);
            ArchiveReport report = ArchiveSample.open(disk).check();
            assertThat(report.has(sample.times.get(8))).isTrue();
        }
    }

    @Test
    void aBaseThatNoManifestCouldNameIsNotTakenForTheBeginningOfOlderLogs() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        // Renamed are the manifest with the next log, the base, and the manifest with the base.
        sample.disk.fail(Operation.RENAME, 2, 1);
        sample.rewrite();
        assertThat(sample.store().snapshots().rewriteSucceeded()).isFalse();
        sample.write(3);
        sample.rewrite();
        assertThat(sample.manifest()).contains("appendonly.aof.1.base.rdb seq 1 type h");
        sample.work();
        sample.write(3);
        assertThat(sample.archived()).contains("000001-0000.base.rdb.lz4", "000002-0001.incr.aof.lz4");
        Archive archive = ArchiveSample.open(sample.disk);
        assertThat(archive.check().times()).hasSize(1);
        for (int number = 1; number < sample.times.size(); number++) {
            SimulatedStorage target = new SimulatedStorage();
            archive.restore(new Moment.AtTime(sample.times.get(number)), OfflineDirectories.of(target));
            assertThat(sample.writesIn(target)).isEqualTo(number);
        }
    }

    @Test
    @NeedsProgram("lz4")
    void theProgramForLz4ReadsIt() throws Exception {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(300);
        sample.rewrite();
        byte[] original = sample.disk.contents(FIRST_LOG);
        sample.work();
        Path file = directory.resolve("log.lz4");
        Files.write(file, sample.disk.contents("archive/000001-0001.incr.aof.lz4"));
        assertThat(Files.size(file)).isLessThan(original.length / 2);
        Process test = new ProcessBuilder("lz4", "-t", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(test.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(test.waitFor()).as(said).isZero();
        Process decompress = new ProcessBuilder("lz4", "-dcq", file.toString()).start();
        assertThat(decompress.getInputStream().readAllBytes()).isEqualTo(original);
        assertThat(decompress.waitFor()).isZero();
    }

    @Test
    @NeedsProgram("redis-server")
    void realRedisStartsFromWhatIsRestored() throws Exception {
        ArchiveSample sample = twoGenerations();
        sample.write(5);
        Archive archive = ArchiveSample.open(sample.disk);
        for (int number : List.of(1, 4, 5, 8, 10, 13)) {
            Path place = Files.createDirectory(directory.resolve("at" + number));
            RestoreReport report = archive.restore(
                    new Moment.AtTime(sample.times.get(number)), OfflineDirectories.of(MappedStorage.open(place)));
            assertThat(report.after().isSound()).isTrue();
            assertThat(report.lastMs()).isLessThanOrEqualTo(sample.times.get(number));
            Path copy = directory.resolve("copy" + number);
            BothServers.copy(place, copy);
            try (Datastore ours = BothServers.open(copy, true);
                    RealRedis theirs = BothServers.redisOnLog(place)) {
                assertThat(theirs.line("GET writes")).contains(Integer.toString(number));
                BothServers.assertSame(BothServers.content(ours), BothServers.content(theirs));
            }
        }
    }

    @Test
    void theSingleFileOfAnOlderRedisIsABase() throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        String first = "*3\r\n$3\r\nSET\r\n$3\r\nold\r\n$1\r\n1\r\n";
        disk.place("appendonly.aof", first.getBytes(ISO_8859_1));
        ManualClock clock = new ManualClock();
        SimulatedStore stores = new SimulatedStore(clock, 5);
        Datastore store = stores.open(disk, SimulatedStore.OPTIONS.with(ArchiveSample.ON));
        store.execute("SET", "writes", "1");
        long ms = clock.millis();
        clock.advanceMillis(5);
        store.execute("SET", "writes", "2");
        stores.rewrite(store);
        assertThat(disk.list("archive"))
                .containsExactly("000001-0000.base.aof.lz4", "000001-0001.incr.aof.lz4", "index");
        SimulatedStorage target = new SimulatedStorage();
        RestoreReport report = ArchiveSample.open(disk).restore(new Moment.AtTime(ms), OfflineDirectories.of(target));
        assertThat(report.after().keys()).isZero();
        assertThat(CrashModel.stateOf(SimulatedStore.recover(target, SimulatedStore.OPTIONS, clock)
                        .data()))
                .containsOnly(Map.entry("0/old", "1"), Map.entry("0/writes", "1"));
    }

    /** Run it with -Dcairn.writeGolden=true to write the file anew, which a new version of the format needs. */
    @Test
    void aFileOfTheFirstVersionIsRead() throws IOException {
        ArchiveSample sample = new ArchiveSample(ArchiveSample.ON);
        sample.write(3);
        sample.rewrite();
        sample.work();
        String name = "000001-0001.incr.aof.lz4";
        Path golden = TestData.path("archive/" + name);
        if (Boolean.getBoolean("cairn.writeGolden")) {
            Files.write(golden, sample.disk.contents("archive/" + name));
        }
        SimulatedStorage disk = new SimulatedStorage();
        disk.createDirectory("archive");
        disk.place("archive/" + name, Files.readAllBytes(golden));
        Archive archive = ArchiveSample.open(disk);
        ArchiveReport report = archive.check();
        assertThat(report.times()).containsExactly(new ArchiveReport.Times(1_700_000_123_459L, 1_700_000_123_465L));
        SimulatedStorage target = new SimulatedStorage();
        archive.restore(new Moment.AtTime(1_700_000_123_463L), OfflineDirectories.of(target));
        assertThat(sample.writesIn(target)).isEqualTo(2);
    }
}
