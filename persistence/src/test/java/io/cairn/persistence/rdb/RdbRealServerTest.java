package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.rdb.RecordingSink.Entry;
import io.cairn.testing.NeedsProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and payloads go both ways between this package and real redis-server, and every key is compared. */
@NeedsProgram({"redis-server", "redis-check-rdb"})
class RdbRealServerTest {
    @TempDir
    Path directory;

    @Test
    void readsTwoHundredThousandKeysThatRedisWrote() throws Exception {
        Map<String, Entry> data = new LinkedHashMap<>();
        List<String[]> commands = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            String key = "user:" + i;
            String value = i % 3 == 0 ? Integer.toString(random.nextInt()) : "value-" + "x".repeat(i % 60) + i;
            long expireAtMs = SampleStrings.FIRST_EXPIRY_MS + i;
            data.put(key, Entry.of(value, expireAtMs));
            commands.add(new String[] {"SET", key, value, "PXAT", Long.toString(expireAtMs)});
        }
        try (RealRedis redis = RealRedis.start(directory)) {
            assertThat(redis.pipeline(commands)).containsOnly("OK");
            assertThat(redis.command("SAVE")).isEqualTo("OK");
        }
        RecordingSink sink = readDump();
        assertThat(SampleStrings.plain(sink.keys(0))).isEqualTo(data);
        assertThat(sink.sizes.get(0)).isEqualTo(List.of(200_000L, 200_000L));
    }

    @Test
    void readsEveryFormThatRedisWrites() throws Exception {
        for (String compression : List.of("yes", "no")) {
            Map<String, Entry> data = SampleStrings.dataSet(3, 3_000, 50_000);
            Path place = Files.createDirectory(directory.resolve(compression));
            try (RealRedis redis = RealRedis.start(place, "--rdbcompression", compression)) {
                assertThat(redis.pipeline(setCommands(data))).containsOnly("OK");
                redis.command("SAVE");
            }
            byte[] theirs = Files.readAllBytes(place.resolve("dump.rdb"));
            assertThat(SampleStrings.plain(RdbBytes.read(theirs).keys(0))).isEqualTo(data);
            byte[] ours = SampleStrings.write(data, compression.equals("yes"), true);
            assertThat((double) ours.length).isBetween(theirs.length * 0.97, theirs.length * 1.03);
        }
    }

    @Test
    void redisLoadsWhatIsWrittenHere() throws Exception {
        Map<Integer, Map<String, Entry>> databases = new LinkedHashMap<>();
        databases.put(0, SampleStrings.dataSet(11, 20_000, 2_000));
        databases.put(5, SampleStrings.dataSet(12, 300, 400_000));
        databases.put(15, SampleStrings.dataSet(13, 10, 10));
        for (boolean compress : new boolean[] {true, false}) {
            Path place = Files.createDirectory(directory.resolve("compress-" + compress));
            writeDump(place, databases, compress, compress);
            assertThat(checkTool(place)).contains(compress ? "Checksum OK" : "RDB looks OK");
            try (RealRedis redis = RealRedis.start(place)) {
                for (Map.Entry<Integer, Map<String, Entry>> each : databases.entrySet()) {
                    redis.command("SELECT", each.getKey().toString());
                    assertThat(redis.command("DBSIZE"))
                            .isEqualTo((long) each.getValue().size());
                    assertThat(readBack(redis, each.getValue())).isEqualTo(each.getValue());
                }
            }
        }
    }

    @Test
    void redisLoadsIdleTimesAndFrequencies() throws Exception {
        Map<String, Entry> data = Map.of(
                "idle", new Entry("1", false, RdbKey.NO_EXPIRY, 1_000, RdbKey.NOT_GIVEN),
                "both", new Entry("2", true, SampleStrings.FIRST_EXPIRY_MS, 70_000, RdbKey.NOT_GIVEN));
        writeDump(directory, Map.of(0, data), true, true);
        try (RealRedis redis = RealRedis.start(directory, "--maxmemory-policy", "allkeys-lru")) {
            assertThat((Long) redis.command("OBJECT", "IDLETIME", "idle")).isBetween(1_000L, 1_100L);
            assertThat((Long) redis.command("OBJECT", "IDLETIME", "both")).isBetween(70_000L, 70_100L);
            redis.command("SAVE");
        }
        assertThat(readDump().entry(0, "idle").idleSeconds()).isBetween(1_000L, 1_100L);
    }

    @Test
    void readsFrequenciesThatRedisWrites() throws Exception {
        try (RealRedis redis = RealRedis.start(directory, "--maxmemory-policy", "allkeys-lfu")) {
            redis.command("SET", "k", "v", "PXAT", Long.toString(SampleStrings.FIRST_EXPIRY_MS));
            redis.command("SAVE");
        }
        assertThat(readDump().entry(0, "k"))
                .isEqualTo(new Entry("v", false, SampleStrings.FIRST_EXPIRY_MS, RdbKey.NOT_GIVEN, 5));
    }

    @Test
    void payloadsAreThoseOfRedisAndGoBothWays() throws Exception {
        Map<String, Entry> data = SampleStrings.dataSet(21, 1_000, 40_000);
        int identical = 0;
        try (RealRedis redis = RealRedis.start(directory)) {
            redis.pipeline(setCommands(data));
            for (Map.Entry<String, Entry> each : data.entrySet()) {
                String value = each.getValue().value();
                byte[] theirs = RealRedis.latin1((String) redis.command("DUMP", each.getKey()));
                assertThat(RdbPayloadTest.restored(theirs)).isEqualTo(value);
                byte[] ours = RdbPayloadTest.ofString(RealRedis.latin1(value), 0, value.length());
                String text = new String(ours, StandardCharsets.ISO_8859_1);
                assertThat(redis.command("RESTORE", "copy", "0", text, "REPLACE"))
                        .isEqualTo("OK");
                assertThat(redis.command("GET", "copy")).isEqualTo(value);
                identical += Arrays.equals(ours, theirs) ? 1 : 0;
            }
        }
        // The others are compressed: both are right and differ where a copy was looked for.
        assertThat(identical).isBetween(600, 1_000);
    }

    private static List<String[]> setCommands(Map<String, Entry> data) {
        List<String[]> commands = new ArrayList<>();
        data.forEach((key, entry) -> commands.add(
                entry.expireAtMs() == RdbKey.NO_EXPIRY
                        ? new String[] {"SET", key, entry.value()}
                        : new String[] {"SET", key, entry.value(), "PXAT", Long.toString(entry.expireAtMs())}));
        return commands;
    }

    private static Map<String, Entry> readBack(RealRedis redis, Map<String, Entry> wanted) throws IOException {
        List<String[]> commands = new ArrayList<>();
        for (String key : wanted.keySet()) {
            commands.add(new String[] {"GET", key});
            commands.add(new String[] {"PEXPIRETIME", key});
        }
        List<Object> replies = redis.pipeline(commands);
        Map<String, Entry> found = new LinkedHashMap<>();
        int next = 0;
        for (String key : wanted.keySet()) {
            String value = (String) replies.get(next++);
            long expireAtMs = (Long) replies.get(next++);
            found.put(key, Entry.of(value, expireAtMs == -1 ? RdbKey.NO_EXPIRY : expireAtMs));
        }
        return found;
    }

    private static void writeDump(
            Path place, Map<Integer, Map<String, Entry>> databases, boolean compress, boolean checksum)
            throws IOException {
        try (OutputStream file = Files.newOutputStream(place.resolve("dump.rdb"))) {
            RdbWriter writer = new RdbWriter(file::write, RdbFormat.DEFAULT_VERSION, compress, checksum);
            writer.begin(SampleStrings.header());
            for (Map.Entry<Integer, Map<String, Entry>> each : databases.entrySet()) {
                SampleStrings.writeDatabase(writer, each.getKey(), each.getValue());
            }
            long length = writer.finish();
            assertThat(Files.size(place.resolve("dump.rdb"))).isEqualTo(length);
        }
    }

    private RecordingSink readDump() throws IOException {
        return RdbBytes.read(Files.readAllBytes(directory.resolve("dump.rdb")));
    }

    static String checkTool(Path place) throws IOException, InterruptedException {
        Process check = new ProcessBuilder(
                        "redis-check-rdb", place.resolve("dump.rdb").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(output).isZero();
        return output;
    }
}
