package io.cairn.persistence;

import static io.cairn.persistence.BothServers.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.differential.KeyDump.Answers;
import io.cairn.persistence.GeneratedData.Script;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: data goes from real redis-server to here and back, by dumps and by logs, and stays what it was.
 *
 * <p>Method: {@link GeneratedData} builds a data set in redis-server, whose log is rewritten halfway. Both its files are loaded
 * here. The dump is written again and given back. The log is changed with the same requests here and there, rewritten before,
 * after, or not, closed, and given back. Each time all keys of all databases are compared by all that can be asked of them, and
 * by Redis' own DEBUG DIGEST.
 */
@NeedsProgram("redis-server")
class CrossLoadingTest {
    private static final int DATA_SETS = 50;

    /** For the long run: how many data sets. */
    private static final int MANY_DATA_SETS = Integer.getInteger("campaign.m.datasets", 10_000);

    /** Where the long run begins: behind the short one. */
    private static final long FIRST_SEED = 1_000;

    private static int keys;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void dataSetsGoBothWays() {
        run(1, DATA_SETS);
    }

    /** The same for hours. */
    @Tag("soak")
    @Test
    void manyDataSetsGoBothWays() {
        run(FIRST_SEED, MANY_DATA_SETS);
    }

    @AfterAll
    static void tellWhatWasCompared() {
        System.out.println(keys + " keys went to redis-server and back by a dump and by a log");
    }

    private void run(long firstSeed, int count) {
        int cases = BothServers.forEach(firstSeed, count, seed -> {
            Path place = Files.createDirectory(directory.resolve(Long.toString(seed)));
            new Journey(seed, place).go();
            BothServers.delete(place);
        });
        assertThat(keys).isGreaterThan(20 * cases);
    }

    /** What one data set goes through. */
    private static final class Journey {
        private final Random random;
        private final Script script;
        private final Path theirs;
        private final Path dump;
        private final Path log;

        Journey(long seed, Path place) throws IOException {
            random = new Random(seed);
            script = GeneratedData.script(seed);
            theirs = Files.createDirectory(place.resolve("theirs"));
            dump = Files.createDirectory(place.resolve("dump"));
            log = Files.createDirectory(place.resolve("log"));
        }

        void go() throws IOException {
            SortedMap<String, Answers> built;
            SortedMap<String, Answers> reloaded;
            SortedMap<String, Answers> changed;
            String digestOfBuilt;
            String digestOfChanged;
            try (RealRedis redis = RealRedis.startIn(theirs, options())) {
                build(redis);
                built = content(redis);
                digestOfBuilt = BothServers.digest(redis);
                // Redis itself does not get from its log how many entries a group has read.
                assertThat(redis.line("DEBUG LOADAOF")).isEqualTo("+OK\\r\\n");
                reloaded = content(redis);
                BothServers.execute(redis::pipeline, script.changing());
                changed = content(redis);
                digestOfChanged = BothServers.digest(redis);
            }
            keys += built.size();
            goByDump(built, digestOfBuilt);
            goByLog(reloaded, changed, digestOfChanged);
        }

        private String[] options() {
            List<String> options = new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "no"));
            // It looks for the end of a rewrite as often.
            options.addAll(List.of("--hz", "500"));
            options.addAll(List.of("--aof-use-rdb-preamble", random.nextInt(3) == 0 ? "no" : "yes"));
            options.addAll(List.of("--aof-timestamp-enabled", yesOrNo(), "--rdbcompression", yesOrNo()));
            if (random.nextInt(3) == 0) {
                options.addAll(List.of("--hash-max-listpack-entries", "4", "--zset-max-listpack-entries", "4"));
                options.addAll(List.of("--set-max-intset-entries", "4", "--list-max-listpack-size", "4"));
                options.addAll(List.of("--list-compress-depth", "1", "--stream-node-max-entries", "4"));
            }
            return options.toArray(new String[0]);
        }

        private String yesOrNo() {
            return random.nextBoolean() ? "yes" : "no";
        }

        /** Builds the data set there, and copies its dump and its log. */
        private void build(RealRedis redis) throws IOException {
            int half = script.building().size() / 2;
            BothServers.execute(redis::pipeline, script.building().subList(0, half));
            BothServers.rewrite(redis);
            BothServers.execute(
                    redis::pipeline,
                    script.building().subList(half, script.building().size()));
            redis.line("SAVE");
            Files.copy(theirs.resolve("dump.rdb"), dump.resolve("dump.rdb"));
            BothServers.copy(theirs.resolve("appendonlydir"), log.resolve("appendonlydir"));
        }

        private void goByDump(SortedMap<String, Answers> expected, String digest) throws IOException {
            try (Datastore store = BothServers.open(dump, false)) {
                BothServers.assertSame(content(store), expected);
                BothServers.save(store);
            }
            try (RealRedis redis = BothServers.redisOnDump(dump)) {
                assertThat(BothServers.digest(redis)).as("by dump").isEqualTo(digest);
                BothServers.assertSame(expected, content(redis));
            }
        }

        private void goByLog(SortedMap<String, Answers> before, SortedMap<String, Answers> after, String digest)
                throws IOException {
            try (Datastore store = BothServers.open(log, true)) {
                BothServers.assertSame(content(store), before);
                rewriteSometimes(store);
                BothServers.execute(BothServers.client(store), script.changing());
                BothServers.assertSame(content(store), after);
                rewriteSometimes(store);
            }
            try (RealRedis redis = BothServers.redisOnLog(log)) {
                assertThat(BothServers.digest(redis)).as("by log").isEqualTo(digest);
                BothServers.assertSame(after, content(redis));
            }
        }

        private void rewriteSometimes(Datastore store) {
            if (random.nextInt(3) == 0) {
                BothServers.rewrite(store);
            }
        }
    }
}
