package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.archive.Archive;
import io.cairn.persistence.archive.ArchiveException;
import io.cairn.persistence.archive.ArchiveReport;
import io.cairn.persistence.archive.Moment;
import io.cairn.persistence.archive.RestoreReport;
import io.cairn.persistence.offline.OfflineDirectories;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage of an archive is seen, and never makes other data: a moment is what it was, or it is refused. */
class ArchiveDamageTest {
    private static final int FLIPS = 1_200;

    private ArchiveSample sample = make();
    private int restored;
    private int refused;

    private static ArchiveSample make() {
        try {
            return new ArchiveSample(ArchiveSample.ON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Three generations: a log; a base and two logs; a base and a log, which is in use. */
    @BeforeEach
    void fill() throws IOException {
        sample.write(5);
        sample.rewrite();
        sample.write(4);
        sample.roll();
        sample.write(4);
        sample.rewrite();
        sample.work();
        sample.write(3);
        assertThat(sample.archived())
                .containsExactly(
                        "000001-0001.incr.aof.lz4",
                        "000002-0000.base.rdb.lz4",
                        "000002-0001.incr.aof.lz4",
                        "000002-0002.incr.aof.lz4");
    }

    private int writesAt(long ms) {
        int writes = 0;
        while (writes + 1 < sample.times.size() && sample.times.get(writes + 1) <= ms) {
            writes++;
        }
        return writes;
    }

    /** Restores a moment as it was, or has it refused; says which. */
    private boolean restore(Archive archive, long ms) throws IOException {
        SimulatedStorage target = new SimulatedStorage();
        RestoreReport report;
        try {
            report = archive.restore(new Moment.AtTime(ms), OfflineDirectories.of(target));
        } catch (ArchiveException e) {
            assertThat(target.list("")).isEmpty();
            refused++;
            return false;
        }
        assertThat(sample.writesIn(target)).as("%s ms: %s", ms, report.lines()).isEqualTo(writesAt(ms));
        restored++;
        return true;
    }

    private long someMs(Random random) {
        return sample.times.get(1 + random.nextInt(sample.times.size() - 1)) + random.nextInt(3);
    }

    @Test
    void noFlippedBitMakesOtherData() throws IOException {
        Random random = new Random(3);
        List<String> names = sample.disk.list("archive");
        for (int i = 0; i < FLIPS; i++) {
            SimulatedStorage disk = sample.disk.copy();
            String path = "archive/" + names.get(i % names.size());
            byte[] bytes = disk.contents(path);
            int bit = random.nextInt(8 * bytes.length);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            disk.place(path, bytes);
            restore(ArchiveSample.open(disk), someMs(random));
            Archive checked = ArchiveSample.open(disk);
            ArchiveReport report = checked.check();
            assertThat(report.notices())
                    .as("%s, bit %s of %s, in byte %s", path, bit, bytes.length, bit / 8)
                    .isNotEmpty();
            long ms = someMs(random);
            assertThat(restore(checked, ms)).as("%s of %s", ms, report.lines()).isEqualTo(report.has(ms));
        }
        assertThat(restored).isGreaterThan(FLIPS / 2);
        assertThat(refused).isGreaterThan(FLIPS / 4);
    }

    @Test
    void aDamagedBaseCostsNothingWhileOlderLogsAreThere() throws IOException {
        String base = "archive/000002-0000.base.rdb.lz4";
        byte[] bytes = sample.disk.contents(base);
        bytes[bytes.length - 40] ^= 1;
        sample.disk.place(base, bytes);
        Archive archive = ArchiveSample.open(sample.disk);
        SimulatedStorage target = new SimulatedStorage();
        RestoreReport report = archive.restore(new Moment.AtTime(sample.times.get(11)), OfflineDirectories.of(target));
        assertThat(report.read())
                .containsExactly(
                        "archive/000001-0001.incr.aof.lz4",
                        "archive/000002-0001.incr.aof.lz4",
                        "archive/000002-0002.incr.aof.lz4");
        assertThat(report.notices()).singleElement().asString().startsWith(base + " is damaged: ");
        assertThat(sample.writesIn(target)).isEqualTo(11);
    }

    /** As a server that dies leaves it when all of a generation is archived and no original deleted yet. */
    private SimulatedStorage withOriginals() throws IOException {
        List<SimulatedStorage> found = new ArrayList<>();
        sample.rewrite();
        sample.disk.observe((kind, name) -> {
            if (kind == Operation.DELETE && name.startsWith("appendonlydir/") && found.isEmpty()) {
                found.add(sample.disk.copy());
            }
        });
        sample.work();
        return found.get(0);
    }

    @Test
    void aDamagedCopyCostsNothingWhileItsOriginalIsThere() throws IOException {
        SimulatedStorage halfway = withOriginals();
        String copy = "archive/000003-0001.incr.aof.lz4";
        String original = "appendonlydir/appendonly.aof.4.incr.aof";
        assertThat(halfway.exists(original)).isTrue();
        byte[] bytes = halfway.contents(copy);
        for (int at = 0; at < bytes.length; at++) {
            SimulatedStorage disk = halfway.copy();
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            disk.place(copy, damaged);
            Archive archive = ArchiveSample.open(disk);
            SimulatedStorage target = new SimulatedStorage();
            RestoreReport report =
                    archive.restore(new Moment.AtTime(sample.times.get(15)), OfflineDirectories.of(target));
            assertThat(sample.writesIn(target)).as("byte %s", at).isEqualTo(15);
            assertThat(report.read()).as("byte %s", at).contains(original).doesNotContain(copy);
            assertThat(report.notices())
                    .singleElement()
                    .asString()
                    .startsWith(copy + " is damaged: ")
                    .endsWith("; " + original + ", of which it is a copy, is still there and used");
            Archive checked = ArchiveSample.open(disk);
            assertThat(checked.check().times()).hasSize(1);
            assertThat(checked.report().notices()).isEqualTo(report.notices());
        }
    }

    @Test
    void aCopyThatCannotBeReadCostsNothingWhileItsOriginalIsThere() throws IOException {
        SimulatedStorage disk = withOriginals();
        String copy = "archive/000003-0001.incr.aof.lz4";
        Archive archive = ArchiveSample.open(disk);
        disk.delete(copy);
        SimulatedStorage target = new SimulatedStorage();
        RestoreReport report = archive.restore(new Moment.AtTime(sample.times.get(15)), OfflineDirectories.of(target));
        assertThat(sample.writesIn(target)).isEqualTo(15);
        assertThat(report.notices()).singleElement().asString().startsWith(copy + " is missing: ");
    }

    @Test
    void aLogThatIsMissingLeavesAHoleThatIsReported() throws IOException {
        sample.disk.delete("archive/000002-0001.incr.aof.lz4");
        Archive archive = ArchiveSample.open(sample.disk);
        ArchiveReport report = archive.report();
        assertThat(report.times()).hasSize(2);
        assertThat(report.notices())
                .contains(
                        "archive/000002-0001.incr.aof.lz4 is missing, but the index names it",
                        "archive/000002-0002.incr.aof.lz4 cannot be used: it is damaged, or what comes before it is missing"
                                + " or damaged");
        for (int number = 1; number < sample.times.size(); number++) {
            long ms = sample.times.get(number);
            assertThat(restore(archive, ms)).as("%s", report.lines()).isEqualTo(number < 6 || number > 13);
        }
        assertThatThrownBy(() -> archive.restore(
                        new Moment.AtTime(sample.times.get(10)), OfflineDirectories.of(new SimulatedStorage())))
                .hasMessageContaining(
                        "the data set of " + sample.times.get(10) + " ms cannot be restored. What can be:")
                .hasMessageContaining("every millisecond from ");
    }

    @Test
    void anIndexIsMadeOfTheFilesWhenItIsLostOrWrong() throws IOException {
        byte[] index = sample.disk.contents("archive/index");
        for (byte[] other : List.of(new byte[0], Arrays.copyOf(index, index.length - 300), new byte[5000])) {
            sample.disk.place("archive/index", other);
            ArchiveReport report = ArchiveSample.open(sample.disk).check();
            assertThat(report.notices())
                    .containsExactly("archive/index is damaged; what it said is read from the files");
            assertThat(report.times()).hasSize(1);
        }
        sample.disk.delete("archive/index");
        assertThat(ArchiveSample.open(sample.disk).check().times()).hasSize(1);
        // A server writes it anew.
        SimulatedStore stores = new SimulatedStore(sample.clock, 5);
        Datastore reopened = stores.open(sample.disk.copy(), SimulatedStore.OPTIONS.with(ArchiveSample.ON));
        reopened.execute("SET", "a", "b");
        stores.rewrite(reopened);
        assertThat(reopened.archiver().figures().files()).isEqualTo(6);
    }

    @Test
    void foreignShortenedAndRenamedFilesAreNotUsed() throws IOException {
        sample.disk.place("archive/000009-0001.incr.aof.lz4", new byte[100]);
        byte[] log = sample.disk.contents("archive/000002-0002.incr.aof.lz4");
        sample.disk.place("archive/000002-0002.incr.aof.lz4", Arrays.copyOf(log, log.length - 1));
        sample.disk.place("archive/000007-0001.incr.aof.lz4", sample.disk.contents("archive/000001-0001.incr.aof.lz4"));
        Archive archive = ArchiveSample.open(sample.disk);
        assertThat(archive.report().notices())
                .contains(
                        "archive/000009-0001.incr.aof.lz4 does not say what it is: it is damaged or foreign, and not used",
                        "archive/000007-0001.incr.aof.lz4 does not say what it is: it is damaged or foreign, and not used",
                        "archive/000002-0002.incr.aof.lz4 has " + (log.length - 1) + " bytes, but " + log.length
                                + " were written: it is damaged, and not used");
        assertThat(restore(archive, sample.times.get(9))).isFalse();
        assertThat(restore(archive, sample.times.get(8))).isTrue();
        assertThat(restore(archive, sample.times.get(12))).isFalse();
        assertThat(restore(archive, sample.times.get(14))).isTrue();
    }

    @Test
    void aLogWhoseBaseIsMissingDoesNotBeginEmpty() throws IOException {
        // As Redis writes it: nothing in the log says what comes before it.
        SimulatedStorage disk = new SimulatedStorage();
        disk.createDirectory("appendonlydir");
        disk.place(
                "appendonlydir/appendonly.aof.manifest",
                ("file appendonly.aof.1.base.rdb seq 1 type b\n" + "file appendonly.aof.1.incr.aof seq 1 type i\n")
                        .getBytes(ISO_8859_1));
        String log = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n";
        disk.place("appendonlydir/appendonly.aof.1.incr.aof", log.getBytes(ISO_8859_1));
        Archive archive = ArchiveSample.open(disk);
        assertThat(archive.report().stretches()).isEmpty();
        assertThat(archive.report().notices())
                .contains("appendonlydir/appendonly.aof.1.base.rdb is missing, but the manifest names it");
        Moment end = new Moment.AtPosition("appendonly.aof.1.incr.aof", log.length());
        assertThatThrownBy(() -> archive.restore(end, OfflineDirectories.of(new SimulatedStorage())))
                .isInstanceOf(ArchiveException.class);
    }

    @Test
    void aTargetThatHoldsSomethingIsRefused() throws IOException {
        SimulatedStorage target = new SimulatedStorage();
        target.place("something", new byte[1]);
        assertThatThrownBy(() -> ArchiveSample.open(sample.disk)
                        .restore(new Moment.AtTime(sample.times.get(3)), OfflineDirectories.of(target)))
                .hasMessageContaining("holds something already");
    }
}
