package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.Datastore;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.offline.SampleDirectory.Batch;
import io.cairn.persistence.offline.SampleDirectory.Request;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check says of the typical cases, word for word. */
class CheckTest {
    private static final String BASE = "appendonlydir/appendonly.aof.1.base.rdb";
    private static final String FIRST = "appendonlydir/appendonly.aof.1.incr.aof";
    private static final String SECOND = "appendonlydir/appendonly.aof.2.incr.aof";
    private static final String MANIFEST = "appendonlydir/appendonly.aof.manifest";

    private final SimulatedStorage storage = new SimulatedStorage();
    private SampleDirectory sample = unused();

    private static SampleDirectory unused() {
        try {
            return new SampleDirectory(new SimulatedStorage(), 0, List.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A base with a key, and two logs of three and two batches, closed. */
    private void makeTwoLogs() throws IOException, InterruptedException {
        sample = new SampleDirectory(storage, 1, List.of(new Request(0, "SET", "old", "1")));
        sample.write("SET", "a", "1");
        sample.write("SET", "b", "2");
        sample.force();
        sample.write("SET", "c", "3");
        sample.roll();
        sample.write("SET", "d", "4");
        sample.force();
        sample.write("SET", "e", "5");
        sample.close();
    }

    private CheckReport check() throws IOException {
        return Check.directory(SampleDirectory.directory(storage, new ManualClock(), new Random(1)));
    }

    private List<String> findings() throws IOException {
        return check().findings().stream().map(Finding::toString).toList();
    }

    private void change(String path, int at, int length, char to) {
        byte[] bytes = storage.contents(path);
        Arrays.fill(bytes, at, at + length, (byte) to);
        storage.place(path, bytes);
    }

    private Batch batch(int index) {
        return sample.batches.get(index);
    }

    @Test
    void saysWhatASoundDirectoryHolds() throws Exception {
        makeTwoLogs();
        CheckReport report = check();
        assertThat(report.lines())
                .containsExactly(
                        BASE + ": snapshot, 130 bytes, 1 keys",
                        FIRST + ": log of Cairn, 366 bytes, 3 batches, 3 commands, of the clock's 1700000123461 to"
                                + " 1700000123471 ms",
                        SECOND + ": log of Cairn, 256 bytes, 2 batches, 2 commands, of the clock's 1700000123476 to"
                                + " 1700000123481 ms",
                        "a start loads all of it");
        assertThat(report.isSound()).isTrue();
        assertThat(List.of(report.batches(), report.commands(), report.keys())).containsExactly(5L, 5L, 1L);
        assertThat(report.firstMs()).isEqualTo(1_700_000_123_461L);
        assertThat(report.lastMs()).isEqualTo(1_700_000_123_481L);
    }

    @Test
    void reportsEveryDamagedRangeWithItsProofAndItsPrice() throws Exception {
        makeTwoLogs();
        change(FIRST, (int) batch(1).to() - 3, 1, 'x');
        change(SECOND, (int) batch(4).to() - 3, 1, 'x');
        assertThat(findings())
                .containsExactly(
                        "error: " + FIRST
                                + " at offset 148 to 216: a batch does not match its checksum; it had been on the disk for"
                                + " good, as the line at offset 216 says; cutting there would lose what is sound behind it: 2 batches, 2"
                                + " commands, 160 bytes, of the clock's 1700000123471 to 1700000123476 ms",
                        "error: " + SECOND
                                + " at offset 148 to 216: a batch does not match its checksum; it had been on the disk for"
                                + " good, as the line at offset 216 says");
    }

    @Test
    void aTornEndIsAWarning() throws Exception {
        sample = new SampleDirectory(storage, 1, List.of());
        sample.write("SET", "a", "1");
        sample.write("SET", "b", "2");
        change(FIRST, (int) batch(1).to() - 3, 1, 'x');
        assertThat(findings())
                .containsExactly("warning: " + FIRST
                        + " at offset 148 to 216: a batch does not match its checksum; nothing says that it had"
                        + " ever been on the disk for good");
        assertThat(check().worst()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aLogThatIsNotClosedIsANoteAndOneThatWasShortenedAWarning() throws Exception {
        sample = new SampleDirectory(storage, 1, List.of());
        sample.write("SET", "a", "1");
        sample.write("SET", "b", "2");
        assertThat(findings())
                .containsExactly(
                        "note: " + FIRST + " at offset 216: was not closed: its writer was killed, or still runs");
        storage.place(FIRST, Arrays.copyOf(storage.contents(FIRST), (int) batch(1).from()));
        assertThat(findings())
                .containsExactly(
                        "warning: " + FIRST + " at offset 148: ends without a closing mark and without prepared space:"
                                + " something other than Cairn has shortened it, and what was behind is not known");
    }

    @Test
    void aMissingEndIsProvedByTheNextFile() throws Exception {
        makeTwoLogs();
        storage.place(FIRST, Arrays.copyOf(storage.contents(FIRST), (int) batch(2).from()));
        assertThat(findings())
                .containsExactly(
                        "error: " + FIRST + " at offset 216: the end of this log is missing, although others follow it;"
                                + " it had been on the disk for good, as the line at offset 148 of " + SECOND
                                + " says; cutting there"
                                + " would lose what is sound behind it: 2 batches, 2 commands, 160 bytes, of the clock's"
                                + " 1700000123476 to 1700000123481 ms");
    }

    @Test
    void aFirstLineThatIsLostIsFoundOutFromTheNextFile() throws Exception {
        makeTwoLogs();
        change(FIRST, 0, 56, '\0');
        assertThat(findings())
                .containsExactly("error: " + FIRST
                        + " at offset 0 to 56: the file's first line is damaged; it had been on the disk for good, as"
                        + " the line at offset 56 says; cutting there would lose what is sound behind it: 5 batches, 5 commands, 388"
                        + " bytes, of the clock's 1700000123461 to 1700000123481 ms");
    }

    @Test
    void aMissingLogAMissingManifestAndOrphansAreNamed() throws Exception {
        makeTwoLogs();
        storage.place("appendonlydir/appendonly.aof.9.incr.aof", new byte[0]);
        storage.place("appendonlydir/temp-7-appendonly.aof.2.base.rdb", new byte[0]);
        storage.delete(FIRST);
        assertThat(findings())
                .containsExactly(
                        "error: " + FIRST + ": is missing, but the manifest names it: the data set has a hole",
                        "warning: appendonlydir/appendonly.aof.9.incr.aof: nothing names this file: what it holds is not part of the"
                                + " data set",
                        "note: appendonlydir/temp-7-appendonly.aof.2.base.rdb: was left by something that was interrupted");
        storage.delete(MANIFEST);
        assertThat(findings()).anyMatch(line -> line.contains("manifest: is missing"));
    }

    @Test
    void aManifestThatWasChangedIsAnError() throws Exception {
        makeTwoLogs();
        byte[] bytes = storage.contents(MANIFEST);
        String text = new String(bytes, ISO_8859_1).replace("type i\n", "type h\n");
        storage.place(MANIFEST, text.getBytes(ISO_8859_1));
        assertThat(findings())
                .containsExactly("error: " + MANIFEST
                        + ": line 1: the manifest does not match its checksum; after an edit by hand, delete this"
                        + " line. The files were left as they are. Restore the manifest from a backup");
    }

    @Test
    void logsOfTwoDataSetsAreAnError() throws Exception {
        makeTwoLogs();
        SimulatedStorage other = new SimulatedStorage();
        SampleDirectory stranger = new SampleDirectory(other, 2, List.of());
        stranger.write("SET", "x", "1");
        stranger.roll();
        stranger.write("SET", "y", "2");
        stranger.close();
        storage.place(SECOND, other.contents(SECOND));
        assertThat(findings())
                .containsExactly("error: " + SECOND + ": this log does not go on where " + FIRST
                        + " ends: one of them is from another data set");
    }

    @Test
    void commandsThatDoNotBelongIntoALogAreErrors() throws Exception {
        sample = new SampleDirectory(storage, 1, List.of());
        sample.close();
        storage.place(
                FIRST,
                ("*2\r\n$3\r\nGET\r\n$1\r\na\r\n*2\r\n$3\r\nSET\r\n$1\r\na\r\n*1\r\n$4\r\nEXEC\r\n"
                                + "*2\r\n$6\r\nNOSUCH\r\n$1\r\na\r\n")
                        .getBytes(ISO_8859_1));
        assertThat(findings())
                .containsExactly(
                        "error: " + FIRST + ": the command GET changes no data and does not belong into a log",
                        "error: " + FIRST + " at offset 20: the command SET has 2 words, which is the wrong number",
                        "error: " + FIRST + " at offset 40: EXEC ends no transaction",
                        "error: " + FIRST + " at offset 54: the command NOSUCH is unknown",
                        "note: " + FIRST + ": was written by Redis, without checksums");
    }

    @Test
    void aDamagedSnapshotSaysHowFarItCanBeRead() throws Exception {
        byte[] dump = Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb"));
        byte[] flipped = dump.clone();
        flipped[dump.length - 12] ^= 1;
        storage.place("dump.rdb", flipped);
        assertThat(findings())
                .containsExactly(
                        "error: dump.rdb at offset 0 to 1221: the checksum is 7e12675c96d513da, but that of the content is"
                                + " f2f30f3f1aac70dc: some value may be another one than was saved, and nothing tells which");
        storage.place("dump.rdb", Arrays.copyOf(dump, dump.length / 2));
        assertThat(findings())
                .containsExactly(
                        "error: dump.rdb at offset 463 to 610: the file ends in the middle of a record; 16 keys before it can be read; at"
                                + " least 11 keys lie behind it");
    }

    @Test
    void oneFileCanBeCheckedByItself() throws Exception {
        makeTwoLogs();
        OfflineDirectory directory = SampleDirectory.directory(storage, new ManualClock(), new Random(1));
        assertThat(Check.file(directory, FIRST).commands()).isEqualTo(3);
        assertThat(Check.file(directory, BASE).keys()).isEqualTo(1);
        assertThat(Check.file(directory, MANIFEST).isSound()).isTrue();
        assertThatThrownBy(() -> Check.file(directory, "nothing.aof")).hasMessageContaining("is not there");
    }

    @Test
    void aDirectoryInUseIsRefused(@TempDir Path place) throws Exception {
        DatastoreOptions options = DatastoreOptions.in(place);
        try (Datastore store = Datastore.open(options)) {
            assertThat(store.recovery().keys()).isZero();
            assertThatThrownBy(() -> OfflineDirectory.open(options, List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
        try (OfflineDirectory directory = OfflineDirectory.open(options, List.of())) {
            assertThat(Check.directory(directory).isSound()).isTrue();
            assertThatThrownBy(() -> Datastore.open(options)).hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> OfflineDirectory.open(DatastoreOptions.in(place.resolve("nowhere")), List.of()))
                .hasMessageContaining("no directory");
        assertThat(place.resolve("nowhere")).doesNotExist();
    }
}
