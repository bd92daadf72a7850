package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever a data directory holds, a start loads it or is refused with an {@link IOException} that names a file.
 *
 * <p>Method: files of Redis and of Cairn with bytes changed at random, with and without checksums that fit; and files that
 * somebody could write by hand. Nothing but an {@link IOException} may come out of a start.
 */
class HostileFilesTest {
    private static final String DIRECTORY = "appendonlydir";
    private static final String MANIFEST = DIRECTORY + "/appendonly.aof.manifest";
    private static final String LOG = DIRECTORY + "/appendonly.aof.1.incr.aof";
    private static final String BASE = DIRECTORY + "/appendonly.aof.1.base.rdb";
    private static final String BOTH_LISTED =
            "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n";

    private final Random random = new Random(11);
    private int refused;
    private int loaded;

    @TempDir
    private Path place = Path.of("");

    private Datastore open(SimulatedStorage storage, boolean appendOnly) throws IOException {
        DatastorePorts ports =
                new DatastorePorts(storage, new ManualClock(), random::nextLong, new DeferredExecutor(), false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).withAppendOnly(appendOnly);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    private void start(SimulatedStorage storage, boolean appendOnly) throws IOException {
        try (Datastore store = open(storage, appendOnly)) {
            assertThat(store.recovery()).isNotNull();
            loaded++;
        } catch (IOException e) {
            assertThat(e.getMessage()).containsAnyOf(DIRECTORY, "dump.rdb");
            refused++;
        }
    }

    private static SimulatedStorage directory(byte[] base, String log) throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.createDirectory(DIRECTORY);
        storage.syncDirectory("");
        storage.place(BASE, base);
        storage.place(LOG, log.getBytes(ISO_8859_1));
        storage.place(MANIFEST, BOTH_LISTED.getBytes(ISO_8859_1));
        return storage;
    }

    private byte[] hit(byte[] original) {
        byte[] hit = original.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(hit.length);
            hit[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : hit[at] ^ 1 << random.nextInt(8));
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(hit, random.nextInt(hit.length)) : hit;
    }

    private static byte[] withChecksum(byte[] rdb) {
        byte[] valid = rdb.clone();
        if (valid.length > Long.BYTES) {
            int end = valid.length - Long.BYTES;
            ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).putLong(end, Crc64.of(valid, 0, end));
        }
        return valid;
    }

    @Test
    void dumpsOfRedisWithChangedBytes() throws IOException {
        byte[] dump = Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb"));
        for (int round = 0; round < 6_000; round++) {
            SimulatedStorage storage = new SimulatedStorage();
            byte[] hit = hit(dump);
            storage.place("dump.rdb", round % 3 == 0 ? hit : withChecksum(hit));
            start(storage, false);
        }
        assertThat(refused).isGreaterThan(2_000);
        assertThat(loaded).isGreaterThan(500);
    }

    @Test
    @NeedsProgram("redis-server")
    void directoriesOfRedisWithChangedBytes() throws IOException {
        try (RealRedis redis = RealRedis.startIn(place, "--appendonly", "yes", "--save", "")) {
            redis.line("SET before 1");
            redis.line("BGREWRITEAOF");
            for (String line : List.of("SET a 1", "APPEND a 2", "SELECT 3", "SET b 3 EX 100000", "INCRBYFLOAT f 0.5")) {
                redis.line(line);
            }
            redis.shutDown();
        }
        List<String> names = new SortedFiles(place.resolve(DIRECTORY)).names();
        assertThat(names).hasSizeGreaterThanOrEqualTo(3);
        for (int round = 0; round < 9_000; round++) {
            SimulatedStorage storage = new SimulatedStorage();
            storage.createDirectory(DIRECTORY);
            int victim = random.nextInt(names.size());
            for (int i = 0; i < names.size(); i++) {
                byte[] bytes = Files.readAllBytes(place.resolve(DIRECTORY).resolve(names.get(i)));
                storage.place(DIRECTORY + "/" + names.get(i), i == victim && bytes.length > 0 ? hit(bytes) : bytes);
            }
            start(storage, true);
        }
        assertThat(refused).isGreaterThan(2_000);
        assertThat(loaded).isGreaterThan(100);
    }

    @Test
    void anEmptyFileOfEachKind() throws IOException {
        byte[] base = Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb"));
        for (String name : List.of(BASE, LOG, MANIFEST)) {
            SimulatedStorage storage = directory(base, "");
            storage.place(name, new byte[0]);
            start(storage, true);
        }
        assertThat(refused).isEqualTo(2);
        assertThat(loaded).isEqualTo(1);
    }

    @Test
    void aCommandThatChangesNothingIsRefused() throws IOException {
        byte[] base = Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb"));
        for (String command :
                List.of("*1\r\n$4\r\nKEYS\r\n", "*2\r\n$3\r\nGET\r\n$1\r\na\r\n", "*1\r\n$6\r\nDBSIZE\r\n")) {
            assertThatThrownBy(() -> open(directory(base, command), true))
                    .isInstanceOf(RecoveryException.class)
                    .hasMessageContaining(LOG);
        }
    }

    @Test
    void onlyCommentsMayFollowABase() throws IOException {
        byte[] base = Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb"));
        open(directory(join(base, "#TS:1700000000\r\n# more\n"), ""), true).close();
        for (String rest : List.of("*1\r\n", "# comment\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n", "#\n\n", "\0")) {
            assertThatThrownBy(() -> open(directory(join(base, rest), ""), true))
                    .isInstanceOf(RecoveryException.class)
                    .hasMessageContaining(BASE)
                    .hasMessageContaining("follows the snapshot's end");
        }
    }

    @Test
    void aBaseThatRedisUpgradedFromASingleFileIsASnapshotWhateverItsNameSays() throws IOException {
        byte[] base = Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb"));
        SimulatedStorage storage = directory(base, "");
        storage.place(DIRECTORY + "/appendonly.aof", base);
        storage.place(
                MANIFEST,
                BOTH_LISTED
                        .replace("appendonly.aof.1.base.rdb", "appendonly.aof")
                        .getBytes(ISO_8859_1));
        try (Datastore store = open(storage, true)) {
            assertThat(store.recovery().keys()).isPositive();
        }
    }

    private static byte[] join(byte[] first, String second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length());
        System.arraycopy(second.getBytes(ISO_8859_1), 0, joined, first.length, second.length());
        return joined;
    }

    /** Names of a directory's files. */
    private record SortedFiles(Path directory) {
        List<String> names() throws IOException {
            try (var files = Files.list(directory)) {
                return files.map(file -> file.getFileName().toString()).sorted().toList();
            }
        }
    }

    /** Its checksum is in the first of them; what is left of that looks like a comment. */
    @Test
    void aManifestThatHasLostItsFirstLinesIsRefused() throws IOException {
        for (boolean dump : new boolean[] {false, true}) {
            SimulatedStorage disk = new SimulatedStorage();
            SimulatedStore stores = new SimulatedStore(new ManualClock(), 1);
            DatastoreOptions first = SimulatedStore.OPTIONS.withAppendOnly(!dump);
            try (Datastore store = stores.open(disk, first)) {
                store.execute("SET", "in", "base");
                if (dump) {
                    stores.save(store);
                } else {
                    stores.rewrite(store);
                }
            }
            try (Datastore store = stores.open(disk)) {
                store.execute("SET", "in", "log");
            }
            String manifest = new String(disk.contents(MANIFEST), ISO_8859_1);
            assertThat(manifest).startsWith("#cairn-manifest").contains(".base.rdb");
            int logLine = manifest.indexOf("file", manifest.indexOf(".base.rdb"));
            disk.place(MANIFEST, ("#damage\n" + manifest.substring(logLine)).getBytes(ISO_8859_1));
            assertThatThrownBy(() -> stores.open(disk))
                    .isInstanceOf(RecoveryException.class)
                    .hasMessageContaining("incr.aof at offset 0")
                    .hasMessageContaining("Restore the manifest");
        }
    }
}
