package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.rdb.RecordingSink.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files kept in {@code testdata/rdb} still mean what they meant. */
class RdbGoldenTest {
    private static final long NEVER = RdbKey.NO_EXPIRY;

    @Test
    void readsAFileOfRedis() throws IOException {
        RecordingSink sink = RdbBytes.read(Files.readAllBytes(testData("strings-redis-7.0.15.rdb")));
        assertThat(sink.notices).isEmpty();
        assertThat(sink.auxiliary.keySet()).containsExactly("redis-ver", "redis-bits", "ctime", "used-mem", "aof-base");
        assertThat(sink.auxiliary)
                .containsEntry("redis-ver", "7.0.15")
                .containsEntry("redis-bits", "64")
                .containsEntry("aof-base", "0");
        assertThat(sink.databases.keySet()).containsExactly(0, 3, 15);
        assertThat(sink.sizes).isEqualTo(Map.of(0, List.of(27L, 0L), 3, List.of(2L, 2L), 15, List.of(1L, 0L)));
        assertThat(sink.keys(0)).isEqualTo(databaseZero());
        assertThat(sink.keys(3))
                .isEqualTo(Map.of(
                        "expires", new Entry("v", false, 4_102_444_800_123L, RdbKey.NOT_GIVEN, 5),
                        "expires:number", new Entry("42", true, 4_102_444_800_000L, RdbKey.NOT_GIVEN, 5)));
        assertThat(sink.keys(15)).isEqualTo(Map.of("last", counted("v", false)));
    }

    /** What {@code make-strings.sh} stores. */
    private static Map<String, Entry> databaseZero() {
        Map<String, Entry> data = new LinkedHashMap<>();
        data.put("empty", counted("", false));
        data.put("", counted("empty key", false));
        for (String number : new String[] {
            "0", "-1", "127", "128", "-128", "-129", "32767", "32768", "-32768", "-32769", "2147483647", "-2147483648"
        }) {
            data.put("number:" + number, counted(number, true));
        }
        for (String number : new String[] {"2147483648", "-2147483649", "9223372036854775807"}) {
            data.put("number:" + number, counted(number, false));
        }
        data.put("12345", counted("number as a key", false));
        data.put("leading-zero", counted("007", false));
        data.put("plain:63", counted("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,", false));
        data.put("plain:64", counted("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,2", false));
        data.put("compressed:20", counted("a".repeat(20), false));
        data.put("compressed:21", counted("a".repeat(21), false));
        data.put("compressed:20000", counted("b".repeat(20_000), false));
        data.put("k".repeat(100), counted("compressed key", false));
        data.put("binary", counted("line\r\n\0\u00ff\u0080", false));
        data.put(
                "noise",
                counted(
                        "7390f4acc2ea1790cf2931126176a732896ec9e9d7b8e3d7fee5ff4787197196d3acc051413b3d6521ce8470be928e6ec24a",
                        false));
        return data;
    }

    private static Entry counted(String value, boolean isInteger) {
        return new Entry(value, isInteger, NEVER, RdbKey.NOT_GIVEN, 5);
    }

    /** The example that {@code docs/formats/rdb.md} decodes byte by byte. */
    @Test
    void writesAndReadsTheExampleOfTheDescription() throws IOException {
        byte[] example = Files.readAllBytes(testData("example.rdb"));
        Map<String, Entry> data = new LinkedHashMap<>();
        data.put("name", Entry.of("cairn", NEVER));
        data.put("visits", new Entry("1000", true, 4_102_444_800_000L, RdbKey.NOT_GIVEN, RdbKey.NOT_GIVEN));
        data.put("line", Entry.of("-".repeat(40), NEVER));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RdbWriter writer = new RdbWriter(bytes::write, RdbFormat.DEFAULT_VERSION, true, true);
        writer.begin(Map.of("redis-ver", "7.0.15"));
        SampleStrings.writeDatabase(writer, 0, data);
        writer.finish();
        assertThat(bytes.toByteArray()).isEqualTo(example);
        assertThat(RdbBytes.read(example).keys(0)).isEqualTo(data);
    }

    static Path testData(String name) {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("testdata"))) {
            directory = Objects.requireNonNull(directory.getParent(), "no testdata above here");
        }
        return directory.resolve("testdata").resolve("rdb").resolve(name);
    }
}
