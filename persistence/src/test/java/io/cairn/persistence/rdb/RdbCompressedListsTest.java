package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.CountedTree;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.TreePath;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.ValueInvariants;
import io.cairn.testing.NeedsProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists whose inner leaves are compressed in memory are written as Redis reads them, and read again. */
@NeedsProgram({"redis-server", "redis-check-rdb"})
class RdbCompressedListsTest {
    private static final String[] KEYS = {"words", "noise", "both"};
    private static final EncodingLimits DEPTH_1 =
            new EncodingLimits(-2, 1, 512, 64, 512, 128, 64, 128, 64, 3000, 4096, 100);

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areWrittenAndReadAsAnyOther(boolean compressFile) throws Exception {
        List<String[]> commands = commands();
        MemorySink ours = new MemorySink(DEPTH_1);
        ValueBuilder builder = new ValueBuilder();
        for (String[] words : commands) {
            SampleCollections.build(words, ours, builder, new long[] {RecordTable.NO_EXPIRY});
        }
        ours.checkInvariants();
        assertThat(compressedLeaves(ours, "words")).isGreaterThan(20);
        assertThat(compressedLeaves(ours, "noise")).isZero();
        assertThat(compressedLeaves(ours, "both")).isGreaterThan(5);

        Files.write(directory.resolve("dump.rdb"), ours.write(RdbFormat.DEFAULT_VERSION, compressFile));
        assertThat(RdbRealServerTest.checkTool(directory)).contains("RDB looks OK");
        try (RealRedis redis =
                RealRedis.start(directory, "--sanitize-dump-payload", "yes", "--list-compress-depth", "1")) {
            for (String[] words : commands) {
                assertThat(redis.command("LRANGE", words[1], "0", "-1")).isEqualTo(elements(words));
                byte[] payload = new PayloadFormat().dump(value(ours, words[1]));
                assertThat(redis.command(
                                "RESTORE", words[1], "0", RecordingSink.text(payload, 0, payload.length), "REPLACE"))
                        .isEqualTo("OK");
                assertThat(redis.command("LRANGE", words[1], "0", "-1")).isEqualTo(elements(words));
            }
            assertThat(redis.command("SAVE")).isEqualTo("OK");
        }
        MemorySink again = new MemorySink(DEPTH_1);
        RdbBytes.reader(Files.readAllBytes(directory.resolve("dump.rdb")), again)
                .read();
        again.checkInvariants();
        assertThat(again.dataset()).isEqualTo(ours.dataset());
        assertThat(compressedLeaves(again, "words")).isGreaterThan(20);
    }

    private static List<Object> elements(String[] words) {
        return List.of((Object[]) words).subList(2, words.length);
    }

    private static List<String[]> commands() {
        Random random = new Random(14);
        List<String[]> commands = new ArrayList<>();
        for (String key : KEYS) {
            List<String> words = new ArrayList<>(List.of("RPUSH", key));
            for (int i = 0; i < 5000; i++) {
                boolean noise = key.equals("noise") || key.equals("both") && i / 500 % 2 == 0;
                words.add(noise ? Long.toString(random.nextLong(), 36) : "{\"name\":\"value\",\"number\":" + i + "}");
            }
            commands.add(words.toArray(new String[0]));
        }
        return commands;
    }

    private static ListValue value(MemorySink sink, String key) {
        Entry entry = sink.entry(key);
        ListValue list = Objects.requireNonNull(entry.collection(ListValue.class));
        ValueInvariants.check(list);
        return list;
    }

    private static int compressedLeaves(MemorySink sink, String key) {
        CountedTree leaves = Objects.requireNonNull(value(sink, key).leaves());
        int compressed = 0;
        TreePath path = new TreePath();
        path.first(leaves);
        do {
            compressed += path.leaf().isCompressed() ? 1 : 0;
        } while (path.nextLeaf());
        return compressed;
    }
}
