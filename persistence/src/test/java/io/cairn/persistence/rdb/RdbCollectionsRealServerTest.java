package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.Value;
import io.cairn.engine.value.ValueInvariants;
import io.cairn.testing.Dataset;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collections go both ways between this package and real redis-server, in files and in payloads; every key is compared. */
@NeedsProgram({"redis-server", "redis-check-rdb"})
class RdbCollectionsRealServerTest {
    private static final String[] SMALL = {
        "--hash-max-listpack-entries",
        "8",
        "--zset-max-listpack-entries",
        "8",
        "--set-max-intset-entries",
        "8",
        "--list-max-listpack-size",
        "5"
    };

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatRedisWrites(boolean compress) throws Exception {
        List<String[]> options = List.of(new String[0], SMALL);
        for (int i = 0; i < options.size(); i++) {
            Path place = Files.createDirectory(directory.resolve("theirs" + i));
            SortedMap<String, String> content;
            List<String> types = new ArrayList<>();
            try (RealRedis redis = RealRedis.start(place, withCompression(options.get(i), compress))) {
                assertThat(redis.pipeline(SampleCollections.commands(11)))
                        .doesNotHaveAnyElementsOfTypes(IOException.class);
                content = content(redis, types);
                assertThat(redis.command("SAVE")).isEqualTo("OK");
            }
            assertThat(new HashSet<>(types)).isEqualTo(Set.of("list", "set", "hash", "zset"));
            for (EncodingLimits limits : SampleCollections.LIMITS) {
                MemorySink sink = new MemorySink(limits);
                RdbBytes.reader(Files.readAllBytes(place.resolve("dump.rdb")), sink)
                        .read();
                sink.checkInvariants();
                assertSame(content(sink.dataset()), content);
            }
        }
    }

    private static String[] withCompression(String[] options, boolean compress) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--rdbcompression", compress ? "yes" : "no"));
        return all.toArray(new String[0]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesWhatRedisReads(boolean compress) throws Exception {
        for (EncodingLimits limits : SampleCollections.LIMITS) {
            MemorySink sink = SampleCollections.build(limits, 12);
            Path place = Files.createTempDirectory(directory, "ours");
            Files.write(place.resolve("dump.rdb"), sink.write(RdbFormat.DEFAULT_VERSION, compress));
            assertThat(RdbRealServerTest.checkTool(place)).contains("RDB looks OK");
            try (RealRedis redis = RealRedis.start(place, "--sanitize-dump-payload", "yes")) {
                assertSame(content(redis, new ArrayList<>()), content(sink.dataset()));
            }
        }
    }

    @Test
    void payloadsGoBothWays() throws Exception {
        PayloadFormat payloads = new PayloadFormat();
        try (RealRedis redis = RealRedis.start(directory, "--sanitize-dump-payload", "yes")) {
            assertThat(redis.pipeline(SampleCollections.commands(13))).doesNotHaveAnyElementsOfTypes(IOException.class);
            SortedMap<String, String> content = content(redis, new ArrayList<>());
            MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
            for (String key : content.keySet()) {
                byte[] theirs = RealRedis.latin1((String) redis.command("DUMP", key));
                Entry scratch = sink.databases.scratch();
                payloads.restore(theirs, 0, theirs.length, scratch);
                Value value = Objects.requireNonNull(scratch.value());
                ValueInvariants.check(value);
                String ours = RecordingSink.text(payloads.dump(value), 0, payloads.dump(value).length);
                assertThat(redis.command("RESTORE", key, "0", ours, "REPLACE"))
                        .as(key)
                        .isEqualTo("OK");
                sink.entry(key).put(scratch.detach(), RecordTable.NO_EXPIRY);
            }
            assertSame(content(redis, new ArrayList<>()), content);
            assertSame(content(sink.dataset()), content);
        }
    }

    private static void assertSame(SortedMap<String, String> found, SortedMap<String, String> wanted) {
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((key, content) -> {
            int at = Arrays.mismatch(
                    content.toCharArray(), found.getOrDefault(key, "").toCharArray());
            if (at >= 0) {
                int from = Math.max(0, at - 30);
                String text = found.getOrDefault(key, "");
                fail(
                        "%s: %s instead of %s",
                        key,
                        text.substring(from, Math.min(text.length(), at + 60)),
                        content.substring(from, Math.min(content.length(), at + 60)));
            }
        });
    }

    private static SortedMap<String, String> content(Dataset dataset) {
        SortedMap<String, String> content = new TreeMap<>();
        dataset.databases()
                .getOrDefault(0, new TreeMap<>())
                .forEach((key, item) -> content.put(key, item.type() + " " + withoutNegativeZero(item.content())));
        return content;
    }

    private static SortedMap<String, String> content(RealRedis redis, List<String> types) throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        for (Object key : (List<?>) redis.command("KEYS", "*")) {
            String type = (String) redis.command("TYPE", (String) key);
            types.add(type);
            content.put((String) key, type + " " + String.join(" ", elements(redis, type, (String) key)));
        }
        return content;
    }

    private static List<String> elements(RealRedis redis, String type, String key) throws IOException {
        String[] command = switch (type) {
            case "list" -> new String[] {"LRANGE", key, "0", "-1"};
            case "set" -> new String[] {"SMEMBERS", key};
            case "hash" -> new String[] {"HGETALL", key};
            default -> new String[] {"ZRANGE", key, "0", "-1", "WITHSCORES"};
        };
        List<?> replies = (List<?>) redis.command(command);
        List<String> elements = new ArrayList<>();
        int step = type.equals("list") || type.equals("set") ? 1 : 2;
        for (int i = 0; i < replies.size(); i += step) {
            String text = escaped(replies.get(i));
            switch (type) {
                case "hash" -> text += "=" + escaped(replies.get(i + 1)) + "@" + RecordTable.NO_EXPIRY;
                case "zset" -> text = withoutNegativeZero(text + "=" + replies.get(i + 1));
                default -> {}
            }
            elements.add(text);
        }
        if (type.equals("set") || type.equals("hash")) {
            Collections.sort(elements);
        }
        return elements;
    }

    /** Redis and we keep -0 as 0 in a listpack; whether there is one depends on limits that differ here. */
    private static String withoutNegativeZero(String content) {
        return content.replaceAll("=-0(?= |$)", "=0");
    }

    private static String escaped(Object text) {
        return RespReplies.text(RealRedis.latin1((String) text));
    }
}
