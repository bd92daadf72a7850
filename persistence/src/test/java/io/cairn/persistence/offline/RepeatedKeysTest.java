package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.Engine;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.offline.StartVerdict.Outcome;
import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.recovery.Loading;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is in a snapshot twice, which Redis never writes, is found by a check with the sentence of a start. */
class RepeatedKeysTest {
    private static final DatastoreOptions DUMP_ONLY =
            DatastoreOptions.in(Path.of("")).withAppendOnly(false);

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    private void write(String text) {
        records.writeBytes(text.getBytes(ISO_8859_1));
    }

    private void string(String key, String value) {
        write("\0" + (char) key.length() + key + (char) value.length() + value);
    }

    private static byte[] snapshot(byte[] records) {
        byte[] start = "REDIS0010".getBytes(ISO_8859_1);
        ByteBuffer file = ByteBuffer.allocate(start.length + records.length + 1 + Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(start)
                .put(records)
                .put((byte) 0xff);
        return file.putLong(Crc64.of(file.array(), 0, file.position())).array();
    }

    private SimulatedStorage storage() {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place("dump.rdb", snapshot(records.toByteArray()));
        return storage;
    }

    private static String refusal(SimulatedStorage storage) {
        Engine engine = OfflineDirectories.of(storage, DUMP_ONLY).newEngine();
        try {
            return "loads "
                    + Recovery.run(engine, storage, DUMP_ONLY, new Loading(engine))
                            .report()
                            .keys();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static CheckReport check(SimulatedStorage storage) throws IOException {
        return Check.directory(OfflineDirectories.of(storage, DUMP_ONLY));
    }

    private void assertRefused(String what) throws IOException {
        SimulatedStorage storage = storage();
        CheckReport report = check(storage);
        StartVerdict verdict = Objects.requireNonNull(report.start());
        assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSES);
        assertThat(verdict.sentence()).isEqualTo(refusal(storage)).contains(what, "dump.rdb at offset ");
        assertThat(report.findings())
                .anyMatch(finding ->
                        finding.severity() == Severity.ERROR && finding.what().contains(what));
    }

    @Test
    void aKeyThatIsThereTwice() throws IOException {
        string("a", "1");
        string("b", "2");
        string("a", "3");
        string("c", "4");
        assertRefused("the key 'a' is there twice");
    }

    @Test
    void theFirstOfManyWhateverTheirKind() throws IOException {
        for (int i = 0; i < 100_000; i++) {
            string("key" + i, "");
        }
        write("\u0002\u0008key70000\u0001\u0001m");
        string("key3", "");
        assertRefused("the key 'key70000' is there twice");
    }

    @Test
    void damageBehindIsFoundToo() throws IOException {
        string("a", "1");
        string("a", "2");
        write("\u00f0");
        SimulatedStorage storage = storage();
        assertThat(check(storage).findings()).hasSize(2);
        assertRefused("the key 'a' is there twice");
    }

    @Test
    void theSameNameInAnotherDatabaseIsAnotherKey() throws IOException {
        string("a", "1");
        write("\u00fe\u0001");
        string("a", "2");
        write("\u00fe\u0002");
        string("a", "3");
        SimulatedStorage storage = storage();
        assertThat(check(storage).isSound()).isTrue();
        assertThat(refusal(storage)).isEqualTo("loads 3");
    }

    @Test
    void aMemberThatIsThereTwice() throws IOException {
        write("\u0002\u0001s\u0002\u0001m\u0001m");
        assertRefused("twice");
    }

    @Test
    void aRepairKeepsTheFirstAndSaysSo() throws IOException {
        string("a", "1");
        string("a", "2");
        string("b", "3");
        SimulatedStorage target = new SimulatedStorage();
        RepairReport report = Repair.directory(
                OfflineDirectories.of(storage(), DUMP_ONLY), OfflineDirectories.of(target, DUMP_ONLY), RepairMode.SKIP);
        assertThat(report.after().isSound()).isTrue();
        assertThat(report.lines()).anyMatch(line -> line.contains("a key is there twice") && line.contains("2 keys"));
        Engine engine = OfflineDirectories.of(target, DUMP_ONLY).newEngine();
        Recovery.run(engine, target, DUMP_ONLY, new Loading(engine));
        assertThat(Dataset.of(engine).toString()).contains("a = string 1", "b = string 3");
        assertThatThrownBy(() -> Conversion.snapshot(
                        OfflineDirectories.of(storage(), DUMP_ONLY),
                        "dump.rdb",
                        OfflineDirectories.of(target, DUMP_ONLY),
                        "new.rdb",
                        12))
                .hasMessageContaining("the key 'a' is there twice");
    }
}
