package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.differential.KeyDump.Answers;
import io.cairn.persistence.offline.Conversion;
import io.cairn.persistence.offline.ConversionReport;
import io.cairn.persistence.offline.OfflineDirectory;
import io.cairn.persistence.offline.OfflineException;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.testing.Dataset;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots with every kind of value, from every server there are samples of, converted from version to version and to logs: the same
 * data come of them, here and in real redis-server 7.0.15.
 */
@NeedsProgram("redis-server")
class ConversionRealRedisTest {
    private static final String SEVEN = "redis-7.0.15";
    private static final String[] WITH_LOG = {"--appendonly", "yes", "--appendfsync", "no", "--save", ""};

    @TempDir
    private Path place = Path.of("");

    private OfflineDirectory open() throws IOException {
        return OfflineDirectory.open(DatastoreOptions.in(place), List.of());
    }

    private Dataset load(String dump) throws IOException {
        DatastoreOptions options =
                DatastoreOptions.in(place).withAppendOnly(false).withDump(dump);
        try (Datastore store = Datastore.open(options)) {
            return Dataset.of(store.engine());
        }
    }

    private SortedMap<String, Answers> content(String dump) throws IOException {
        DatastoreOptions options =
                DatastoreOptions.in(place).withAppendOnly(false).withDump(dump);
        try (Datastore store = Datastore.open(options)) {
            return BothServers.content(store);
        }
    }

    /** What a real server finds, which must be what is in the dump; returns the digest of it. */
    private String redisSees(String dump, String sameAs) throws IOException {
        SortedMap<String, Answers> ours = content(sameAs);
        try (RealRedis redis = RealRedis.startIn(place, "--dbfilename", dump, "--save", "")) {
            BothServers.assertSame(ours, BothServers.content(redis));
            return BothServers.digest(redis) + redis.line("FUNCTION LIST WITHCODE");
        }
    }

    private String redisSeesLog(String log) throws IOException {
        Path upgrade = Files.createDirectory(place.resolve("upgrade-of-" + log));
        Files.copy(place.resolve(log), upgrade.resolve("appendonly.aof"));
        try (RealRedis redis = RealRedis.startIn(upgrade, WITH_LOG)) {
            return BothServers.digest(redis) + redis.line("FUNCTION LIST WITHCODE");
        }
    }

    private static void assertSound(ConversionReport report, long keys) {
        assertThat(report.after().isSound()).as("%s", report.after().lines()).isTrue();
        assertThat(report.keys()).isEqualTo(keys);
        assertThat(report.after().keys()).isEqualTo(keys);
    }

    private void convertAllWays(String expected) throws IOException {
        Dataset data = load("dump.rdb");
        int[] versions = {12, 11, 10, 11, 12, 10};
        String from = "dump.rdb";
        for (int i = 0; i < versions.length; i++) {
            String to = i + "-version-" + versions[i] + ".rdb";
            try (OfflineDirectory directory = open()) {
                assertSound(Conversion.snapshot(directory, from, directory, to, versions[i]), data.size());
            }
            assertThat(Files.readString(place.resolve(to), StandardCharsets.ISO_8859_1))
                    .startsWith("REDIS00" + versions[i]);
            assertThat(load(to).equals(data)).as(to).isTrue();
            from = to;
            if (versions[i] == RdbFormat.DEFAULT_VERSION) {
                assertThat(redisSees(to, "dump.rdb")).as(to).isEqualTo(expected);
            }
        }
        try (OfflineDirectory directory = open()) {
            Conversion.snapshotToLog(directory, "dump.rdb", directory, "plain.aof");
        }
        assertThat(redisSeesLog("plain.aof")).isEqualTo(expected);
    }

    private String digestOfDump() throws IOException {
        return redisSees("dump.rdb", "dump.rdb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strings-redis-7.0.15", "collections-redis-7.0.15", "streams-redis-7.0.15", "example"})
    void everyKindOfValue(String name) throws IOException {
        try (InputStream in = Files.newInputStream(TestData.path("rdb/" + name + ".rdb"))) {
            Files.copy(in, place.resolve("dump.rdb"));
        }
        convertAllWays(digestOfDump());
    }

    @Test
    void theSampleOfRedis70() throws IOException {
        Sample.of(SEVEN).copyDumpTo(place);
        convertAllWays(digestOfDump());
    }

    /** Its version is 11, which Redis 7.0 does not load: what that has must come of the conversion. */
    @ParameterizedTest
    @ValueSource(strings = {"valkey-8.0.1"})
    void samplesOfLaterServers(String server) throws IOException {
        Sample.of(server).copyDumpTo(place);
        try (OfflineDirectory directory = open()) {
            Conversion.snapshot(directory, "dump.rdb", directory, "ten.rdb", 10);
        }
        convertAllWays(redisSees("ten.rdb", "dump.rdb"));
    }

    @Test
    void fieldsThatExpireAreKeptInVersion12AndRefusedBelowBeforeAnythingIsWritten() throws IOException {
        Sample.of("redis-8.0-m01").copyDumpTo(place);
        Dataset data = load("dump.rdb");
        try (OfflineDirectory directory = open()) {
            for (int version : new int[] {10, 11}) {
                assertThatThrownBy(() -> Conversion.snapshot(directory, "dump.rdb", directory, "low.rdb", version))
                        .isInstanceOf(OfflineException.class)
                        .hasMessageContaining("'hash:ttl")
                        .hasMessageContaining("convert to version 12");
            }
            try (var files = Files.list(place)) {
                assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("low"));
            }
            assertSound(Conversion.snapshot(directory, "dump.rdb", directory, "twelve.rdb", 12), data.size());
        }
        assertThat(load("twelve.rdb").equals(data)).isTrue();
    }

    @Test
    void whatIsLeftOutIsSaid() throws IOException {
        Sample.of("redis-8.0-m01").copyDumpTo(place);
        try (OfflineDirectory directory = open()) {
            ConversionReport log = Conversion.snapshotToLog(directory, "dump.rdb", directory, "plain.aof");
            assertThat(String.join("; ", log.notices()))
                    .contains("HPEXPIREAT", "FUNCTION LOAD", "consumers of streams");
            assertThat(log.after().findings())
                    .anyMatch(finding -> finding.toString().contains("makes functions, which are not supported"));
            assertThat(Conversion.leftOutOfLog(directory, "dump.rdb")).isEqualTo(log.notices());
            Sample.of("valkey-8.0.1").copyDumpTo(place);
            List<String> leftOut = Conversion.leftOut(directory, "dump.rdb", 10);
            ConversionReport ten = Conversion.snapshot(directory, "dump.rdb", directory, "ten.rdb", 10);
            assertThat(String.join("; ", ten.notices())).contains("were active last is left out");
            assertThat(leftOut).isEqualTo(ten.notices());
            Conversion.snapshot(directory, "dump.rdb", directory, "eleven.rdb", 11);
        }
    }
}
