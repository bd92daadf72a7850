package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.offline.SampleDirectory.Batch;
import io.cairn.persistence.offline.SampleDirectory.Request;
import io.cairn.persistence.snapshot.SnapshotFile;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import io.cairn.testing.ManualClock;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Redis loads what the tools write, with the data that it has after executing what the model says. */
@NeedsProgram({"redis-server", "redis-check-aof"})
class OfflineRealRedisTest {
    private static final String[] WITH_LOG = {"--appendonly", "yes", "--appendfsync", "no"};

    @TempDir
    private Path source = Path.of("");

    @TempDir
    private Path target = Path.of("");

    private final Random random = new Random(4);

    private OfflineDirectory directory(Path path) throws IOException {
        return SampleDirectory.directory(MappedStorage.open(path), new ManualClock(), random);
    }

    private SampleDirectory make() throws Exception {
        SampleDirectory sample = new SampleDirectory(
                MappedStorage.open(source),
                3,
                List.of(new Request(0, "SET", "old", "1"), new Request(3, "SADD", "s", "m")));
        for (int file = 0; file < 3; file++) {
            if (file > 0) {
                sample.roll();
            }
            for (int i = 0; i < 20; i++) {
                int database = i % 3;
                sample.write(
                        new Request(database, "APPEND", "text", file + "/" + i + "\r\n#\n"),
                        new Request(database, "ZADD", "scores", i + ".5", "m" + i % 7),
                        new Request(database, "HSET", "hash" + i % 2, "f" + i, "v"));
                if (i % 6 == 0) {
                    sample.write(
                            new Request(database, "DEL", "hash0", "text"),
                            new Request(database, "RPUSH", "hash0", "l"));
                    sample.write(new Request(database, "DEL", "hash0"));
                }
            }
        }
        sample.close();
        return sample;
    }

    private static void flip(Path root, Batch batch, long at) throws IOException {
        try (Storage storage = MappedStorage.open(root);
                StorageFile file = storage.open(batch.path(), Storage.Mode.WRITE)) {
            byte[] one = new byte[1];
            file.read(at, one, 0, 1);
            one[0] ^= 0x20;
            file.write(at, one, 0, 1);
        }
    }

    private static String digest(RealRedis redis) throws IOException {
        return redis.line("DEBUG DIGEST");
    }

    /** What Redis has after executing the base and the batches but some. */
    private static String expectedDigest(SampleDirectory sample, Set<Batch> lost) throws IOException {
        try (RealRedis redis = RealRedis.start()) {
            List<byte[][]> requests = new ArrayList<>();
            for (String line : List.of("SET old 1", "SELECT 3", "SADD s m")) {
                requests.add(Requests.line(line));
            }
            for (Batch batch : sample.batches) {
                if (!lost.contains(batch)) {
                    requests.add(Requests.of("SELECT", Integer.toString(batch.database())));
                    batch.requests()
                            .forEach(words -> requests.add(words.stream()
                                    .map(word -> word.getBytes(ISO_8859_1))
                                    .toArray(byte[][]::new)));
                }
            }
            redis.pipeline(requests);
            return digest(redis);
        }
    }

    private String loadedDigest() throws Exception {
        Process check = new ProcessBuilder(
                        "redis-check-aof",
                        target.resolve("appendonlydir/appendonly.aof.manifest").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(check.waitFor()).as(output).isZero();
        try (RealRedis redis = RealRedis.startIn(target, WITH_LOG)) {
            return digest(redis);
        }
    }

    @Test
    void aRepairedDirectory() throws Exception {
        for (RepairMode mode : RepairMode.values()) {
            Path place = Files.createDirectory(target.resolve(mode.name()));
            SampleDirectory sample = mode == RepairMode.CUT ? make() : remake();
            // The next one goes on in the database that this one has selected.
            Batch first = sample.batches.get(36);
            assertThat(first.commands()).contains("select");
            assertThat(sample.batches.get(37).commands()).doesNotContain("select");
            Batch second = sample.batches.get(40);
            flip(source, first, first.to() - 9);
            flip(source, second, second.to() - 5);
            Set<Batch> lost = mode == RepairMode.SKIP
                    ? Set.of(first, second)
                    : Set.copyOf(sample.batches.subList(36, sample.batches.size()));
            RepairReport report = Repair.directory(directory(source), directory(place), mode);
            assertThat(report.after().isSound())
                    .as("%s", report.after().lines())
                    .isTrue();
            target = place;
            assertThat(loadedDigest()).isEqualTo(expectedDigest(sample, lost));
            target = place.getParent();
        }
    }

    private SampleDirectory remake() throws Exception {
        source = Files.createDirectory(source.resolve("again"));
        return make();
    }

    @Test
    void aTruncatedDirectory() throws Exception {
        SampleDirectory sample = make();
        Truncate.toTime(
                directory(source), directory(target), sample.batches.get(33).ms());
        assertThat(loadedDigest())
                .isEqualTo(expectedDigest(sample, Set.copyOf(sample.batches.subList(34, sample.batches.size()))));
    }

    @Test
    void aRewrittenDirectoryAndItsSnapshot() throws Exception {
        SampleDirectory sample = make();
        Rewrite.directory(directory(source), directory(target));
        String expected = expectedDigest(sample, Set.of());
        assertThat(loadedDigest()).isEqualTo(expected);
        Path place = Files.createDirectory(target.resolve("dump"));
        Conversion.directoryToSnapshot(directory(source), directory(place), "dump.rdb");
        try (RealRedis redis = RealRedis.startIn(place)) {
            assertThat(digest(redis)).isEqualTo(expected);
        }
    }

    @Test
    void aLogOfRedisThatWasDamagedAndRepaired() throws Exception {
        try (RealRedis redis = RealRedis.startIn(source, WITH_LOG)) {
            for (int i = 0; i < 30; i++) {
                redis.line("SET key" + i + " value" + i);
            }
            redis.client().line("MULTI");
            redis.client().line("SET in 1");
            redis.client().line("EXEC");
            redis.shutDown();
        }
        Path log = source.resolve("appendonlydir/appendonly.aof.1.incr.aof");
        String text = Files.readString(log, ISO_8859_1);
        Files.writeString(log, text.replace("$4\r\nkey7", "$5\r\nkey7"), ISO_8859_1);
        CheckReport check = Check.directory(directory(source));
        assertThat(check.findings())
                .filteredOn(Finding::isDamage)
                .singleElement()
                .matches(finding -> finding.what().contains("guess"));
        RepairReport report = Repair.directory(directory(source), directory(target), RepairMode.SKIP);
        assertThat(report.total().bytes()).isEqualTo("*3\r\n$3\r\nSET\r\n$4\r\nkey7\r\n$6\r\nvalue7\r\n".length());
        try (RealRedis redis = RealRedis.startIn(target, WITH_LOG)) {
            assertThat(redis.line("DBSIZE")).contains(":30");
            assertThat(redis.line("EXISTS key7 key8 in")).contains(":2");
        }
    }

    private static void unpack(String sample, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(TestData.path(sample));
                InputStream bytes = sample.endsWith(".gz") ? new GZIPInputStream(in) : in) {
            Files.copy(bytes, to);
        }
    }

    @Test
    void snapshotsOfOtherVersionsAndLogsOfSnapshots() throws Exception {
        for (String sample : List.of("rdb/collections-redis-7.0.15.rdb", "rdb/streams-redis-7.0.15.rdb")) {
            Path place = Files.createDirectories(target.resolve(sample));
            unpack(sample, place.resolve("dump.rdb"));
            String expected;
            try (RealRedis redis = RealRedis.startIn(place)) {
                expected = digest(redis);
            }
            OfflineDirectory directory = directory(place);
            ConversionReport twelve = Conversion.snapshot(directory, "dump.rdb", directory, "twelve.rdb", 12);
            assertThat(twelve.after().isSound())
                    .as("%s", twelve.after().lines())
                    .isTrue();
            assertThat(twelve.after().keys()).isEqualTo(twelve.keys());
            ConversionReport ten = Conversion.snapshot(directory, "twelve.rdb", directory, "ten.rdb", 10);
            assertThat(ten.keys()).isEqualTo(twelve.keys());
            try (RealRedis redis = RealRedis.startIn(place, "--dbfilename", "ten.rdb")) {
                assertThat(digest(redis)).isEqualTo(expected);
            }
            ConversionReport log = Conversion.snapshotToLog(directory, "dump.rdb", directory, "plain.aof");
            assertThat(log.after().worst()).as("%s", log.after().lines()).isEqualTo(Severity.NOTE);
            Path upgrade = Files.createDirectory(place.resolve("upgrade"));
            Files.copy(place.resolve("plain.aof"), upgrade.resolve("appendonly.aof"));
            try (RealRedis redis = RealRedis.startIn(upgrade, WITH_LOG)) {
                assertThat(digest(redis)).as(sample).isEqualTo(expected);
            }
            Conversion.logToSnapshot(directory, "plain.aof", directory, "back.rdb");
            try (RealRedis redis = RealRedis.startIn(place, "--dbfilename", "back.rdb")) {
                assertThat(digest(redis)).as(sample).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatAVersionCannotHoldIsRefusedByName() throws Exception {
        try (OfflineDirectory directory = directory(source)) {
            try (Trial trial = new Trial(directory)) {
                trial.execute(io.cairn.engine.resp.Args.of("HSET", "perishable", "f", "v"));
                trial.execute(
                        io.cairn.engine.resp.Args.of("HPEXPIREAT", "perishable", "4000000000000", "FIELDS", "1", "f"));
                Rewrite.writeSnapshot(trial.engine(), directory, "dump.rdb", SnapshotFile.NO_LOG);
            }
            assertThatThrownBy(() -> Conversion.snapshot(directory, "dump.rdb", directory, "ten.rdb", 10))
                    .isInstanceOf(OfflineException.class)
                    .hasMessageContaining("'perishable'")
                    .hasMessageContaining("fields that expire");
            assertThat(source.resolve("ten.rdb")).doesNotExist();
            assertThatThrownBy(() -> Conversion.snapshot(directory, "dump.rdb", directory, "nine.rdb", 9))
                    .hasMessageContaining("from 10 to 12");
            assertThatThrownBy(() -> Conversion.snapshot(directory, "dump.rdb", directory, "dump.rdb", 12))
                    .hasMessageContaining("there already");
            assertThat(Conversion.snapshotToLog(directory, "dump.rdb", directory, "plain.aof")
                            .notices())
                    .singleElement()
                    .asString()
                    .contains("HPEXPIREAT");
        }
    }
}
