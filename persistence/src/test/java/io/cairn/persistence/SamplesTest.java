package io.cairn.persistence;

import static io.cairn.persistence.BothServers.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.differential.KeyDump.Answers;
import io.cairn.testing.Dataset;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Directories that other servers left are loaded with all that clients saw there, and what is written from them real
 * redis-server 7.0 loads with the same.
 *
 * <p>Two things of later servers no Redis 7.0 can have: their own bases, whose version it does not know, until the log is
 * rewritten here; and fields that expire, so a data set with some is written in version 12, which 7.0 refuses.
 */
class SamplesTest {
    private static final String OLDEST = "redis-7.0.15";
    private static final String WITH_EXPIRING_FIELDS = "redis-8.0-m01";

    /** Makes all fields stay: then Redis 7.0 can have the data. */
    private static final List<String> PERSIST_FIELDS =
            List.of("HPERSIST hash:ttl FIELDS 2 a b", "HPERSIST hash:ttl:big FIELDS 3 f1 f2 f599");

    /** Something of every kind. */
    private static final List<String> MORE = List.of(
            "APPEND str:00 more",
            "SETBIT bitmap 100000 1",
            "PFADD hll:sparse more",
            "RPUSH list:big more",
            "LSET list:small 0 changed",
            "HSET hash:big more 1",
            "HDEL hash:small a",
            "SADD set:int more",
            "SADD set:int64 1",
            "ZADD zset:small 0.1 more",
            "ZADD zset:big INCR 0.1 more",
            "GEOADD geo 13.361389 38.115556 more",
            "XADD stream:small 7-7 more 1",
            "XGROUP CREATE stream:empty more 0",
            "XACK stream:big g1 1700000000000-3",
            "DEL ttl:str",
            "PEXPIREAT list:one 4102444800000",
            "PERSIST ttl:list",
            "SELECT 9",
            "RENAME l9 more",
            "SELECT 15",
            "SET more 1");

    @TempDir
    private Path directory = Path.of("");

    private Path place(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private Path dumpOf(String server) throws IOException {
        Path place = place(server + "-dump");
        Sample.of(server).copyDumpTo(place);
        return place;
    }

    private Path logOf(String server) throws IOException {
        Path place = place(server + "-log");
        Sample.of(server).copyLogTo(place);
        return place;
    }

    private static void execute(Datastore store, List<String> lines) throws IOException {
        BothServers.execute(
                BothServers.client(store), lines.stream().map(Requests::line).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {OLDEST, WITH_EXPIRING_FIELDS, "valkey-8.0.1"})
    void hasWhatAClientSawWhenItLoadsTheDump(String server) throws IOException {
        Path place = dumpOf(server);
        try (Datastore store = BothServers.open(place, false)) {
            assertThat(Sample.lines(Dataset.of(store.engine())))
                    .isEqualTo(Sample.of(server).expectedLines());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OLDEST, WITH_EXPIRING_FIELDS, "valkey-8.0.1"})
    void hasWhatAClientSawWhenItLoadsTheLog(String server) throws IOException {
        Path place = logOf(server);
        for (int start = 1; start <= 2; start++) {
            try (Datastore store = BothServers.open(place, true)) {
                assertThat(store.recovery().cutBytes()).isZero();
                assertThat(Sample.lines(Dataset.of(store.engine())))
                        .as("start %d", start)
                        .isEqualTo(Sample.of(server).expectedLines());
                if (start == 2) {
                    BothServers.rewrite(store);
                }
            }
        }
        try (Datastore store = BothServers.open(place, true)) {
            assertThat(store.recovery().commands()).isLessThan(2);
            assertThat(Sample.lines(Dataset.of(store.engine())))
                    .as("rewritten")
                    .isEqualTo(Sample.of(server).expectedLines());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OLDEST, WITH_EXPIRING_FIELDS, "valkey-8.0.1"})
    @NeedsProgram("redis-server")
    void redisLoadsTheDumpAndTheRewrittenLog(String server) throws IOException {
        List<String> seen = new ArrayList<>();
        if (server.equals(OLDEST)) {
            seen.add(redisSees(dumpOf(server), false, null));
            seen.add(redisSees(logOf(server), true, null));
        }
        for (boolean log : new boolean[] {false, true}) {
            Path place = place("ours-" + log);
            if (log) {
                Sample.of(server).copyLogTo(place);
            } else {
                Sample.of(server).copyDumpTo(place);
            }
            SortedMap<String, Answers> content;
            try (Datastore store = BothServers.open(place, log)) {
                execute(store, server.equals(WITH_EXPIRING_FIELDS) ? PERSIST_FIELDS : List.of());
                content = content(store);
                if (log) {
                    BothServers.rewrite(store);
                } else {
                    BothServers.save(store);
                }
            }
            seen.add(redisSees(place, log, content));
        }
        assertThat(seen).containsOnly(seen.get(0));
    }

    /** The digest of all data and the libraries of functions that Redis finds in a directory. */
    private static String redisSees(Path place, boolean log, @Nullable SortedMap<String, Answers> ours)
            throws IOException {
        try (RealRedis redis = log ? BothServers.redisOnLog(place) : BothServers.redisOnDump(place)) {
            if (ours != null) {
                BothServers.assertSame(ours, content(redis));
            }
            String libraries = redis.line("FUNCTION LIST WITHCODE");
            assertThat(libraries).contains("redis.register_function");
            return BothServers.digest(redis) + " " + libraries;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @NeedsProgram("redis-server")
    void redisGoesOnWhereMoreWasWritten(boolean rewritten) throws IOException {
        Path place = logOf(OLDEST);
        Path twin = Files.createDirectories(directory.resolve("twin"));
        BothServers.copy(place, twin);
        SortedMap<String, Answers> content;
        String digest;
        try (RealRedis redis = BothServers.redisOnLog(twin);
                Datastore store = BothServers.open(place, true)) {
            if (rewritten) {
                BothServers.rewrite(store);
            }
            execute(store, MORE);
            BothServers.execute(
                    redis::pipeline, MORE.stream().map(Requests::line).toList());
            content = content(redis);
            BothServers.assertSame(content(store), content);
            digest = BothServers.digest(redis);
        }
        try (Datastore store = BothServers.open(place, true)) {
            BothServers.assertSame(content(store), content);
        }
        try (RealRedis redis = BothServers.redisOnLog(place)) {
            assertThat(BothServers.digest(redis)).isEqualTo(digest);
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void redis70RefusesFieldsThatExpire() throws IOException {
        Path place = dumpOf(WITH_EXPIRING_FIELDS);
        try (Datastore store = BothServers.open(place, false)) {
            BothServers.save(store);
        }
        assertThatThrownBy(() -> BothServers.redisOnDump(place).close())
                .hasMessageContaining("Can't handle RDB format version 12");
    }
}
