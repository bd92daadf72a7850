package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a Redis before 7.0, one file in the data directory, becomes the base of a log in a directory. */
class SingleFileUpgradeTest {
    private static final String FILE = "appendonly.aof";
    private static final String COMMANDS =
            "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$6\r\nAPPEND\r\n$1\r\nk\r\n$3\r\nabc\r\n";
    private static final String TORN = "*3\r\n$6\r\nAPPEND\r\n$1\r\nk\r\n$3\r\nd";
    private static final int SEEDS = 3;

    @TempDir
    private Path directory = Path.of("");

    private static Datastore open(SimulatedStorage storage, DatastoreOptions options) throws IOException {
        DatastorePorts ports = new DatastorePorts(
                storage, new ManualClock(), new AtomicLong(7)::getAndIncrement, new DeferredExecutor(), false);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> {});
    }

    private static Datastore open(SimulatedStorage storage) throws IOException {
        return open(storage, DatastoreOptions.in(Path.of("")));
    }

    private static String run(Datastore store, String... request) throws IOException {
        return new String(store.execute(request), StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Files with the length that k must have after loading them. */
    private static Map<byte[], Integer> files() throws IOException {
        Map<byte[], Integer> files = new LinkedHashMap<>();
        files.put(latin1(COMMANDS), 3);
        files.put(latin1(COMMANDS + TORN), 3);
        files.put(latin1(""), 0);
        String preamble = new String(snapshot(), StandardCharsets.ISO_8859_1);
        files.put(latin1(preamble), 5);
        files.put(latin1(preamble + COMMANDS), 8);
        files.put(latin1(preamble + COMMANDS + TORN), 8);
        return files;
    }

    private static byte[] snapshot() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        try (Datastore store = open(storage, DatastoreOptions.in(Path.of("")).withAppendOnly(false))) {
            run(store, "SET", "k", "early");
            store.engine().beginBatch();
            store.snapshots().saveNow();
            store.engine().endBatch();
        }
        return storage.contents("dump.rdb");
    }

    @Test
    void mayBeInterruptedAnywhere() throws IOException {
        for (Map.Entry<byte[], Integer> file : files().entrySet()) {
            SimulatedStorage before = new SimulatedStorage();
            before.place(FILE, file.getKey());
            SimulatedStorage whole = before.copy();
            open(whole).close();
            assertThat(whole.exists(FILE)).isFalse();
            assertThat(whole.exists("appendonlydir/" + FILE)).isTrue();
            for (long operation = 1; operation <= whole.operations(); operation++) {
                SimulatedStorage stopped = before.copy();
                stopped.stopAt(operation);
                try {
                    open(stopped).close();
                } catch (SimulatedStorage.Stopped e) {
                    // As it should.
                }
                Random random = new Random(operation);
                for (int seed = -1; seed < SEEDS; seed++) {
                    SimulatedStorage crashed = stopped.copy();
                    if (seed >= 0) {
                        crashed.powerFailure(random.nextLong());
                    }
                    assertHolds(crashed, file.getValue(), "operation " + operation + " seed " + seed);
                }
            }
        }
    }

    private static void assertHolds(SimulatedStorage disk, int length, String where) throws IOException {
        for (int start = 0; start < 2; start++) {
            try (Datastore store = open(disk)) {
                assertThat(run(store, "STRLEN", "k")).as(where).isEqualTo(":" + (length + start) + "\r\n");
                run(store, "APPEND", "k", "x");
            }
        }
        assertThat(disk.exists(FILE)).as(where).isFalse();
    }

    @Test
    void aTornEndIsReportedAndRefusedWhereThatIsWanted() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(FILE, latin1(COMMANDS + TORN));
        DatastoreOptions strict = new DatastoreOptions(
                Path.of(""),
                16,
                true,
                DurabilityPolicy.ALWAYS,
                new DatastoreOptions.LogNames("appendonlydir", FILE, false),
                "dump.rdb",
                new DatastoreOptions.SnapshotFormat(true, true),
                io.cairn.engine.value.EncodingLimits.DEFAULT,
                DatastoreOptions.ArchiveOptions.OFF);
        assertThatThrownBy(() -> open(storage.copy(), strict))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining(FILE + " at offset " + COMMANDS.length())
                .hasMessageContaining("aof-load-truncated");
        try (Datastore store = open(storage)) {
            assertThat(store.recovery().cutBytes()).isEqualTo(TORN.length());
            assertThat(store.recovery().notices().toString()).contains("cut " + TORN.length() + " bytes");
        }
    }

    @Test
    void logsBehindABaseThatHasLostItsEndAreRefused() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(FILE, latin1(COMMANDS));
        open(storage).close();
        storage.place("appendonlydir/" + FILE, latin1(COMMANDS + TORN));
        assertThatThrownBy(() -> open(storage))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("logs follow it");
    }

    @Test
    void aLogInTheDirectoryThatHasLostItsManifestIsRefused() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.createDirectory("appendonlydir");
        storage.place("appendonlydir/" + FILE, latin1(COMMANDS));
        assertThatThrownBy(() -> open(storage))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("appendonlydir holds appendonly.aof, but no manifest");
        assertThat(storage.list("appendonlydir")).containsExactly(FILE);
    }

    @Test
    void aFileThatAppearsLaterIsLeftAlone() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(FILE, latin1(COMMANDS));
        open(storage).close();
        storage.place(FILE, latin1(COMMANDS + COMMANDS));
        try (Datastore store = open(storage)) {
            assertThat(run(store, "GET", "k")).isEqualTo("$3\r\nabc\r\n");
        }
        assertThat(storage.exists(FILE)).isTrue();
    }

    @Test
    @NeedsProgram("redis-server")
    void realRedisGoesOnWhereCairnHasUpgraded() throws IOException {
        Files.write(directory.resolve(FILE), latin1(new String(snapshot(), StandardCharsets.ISO_8859_1) + COMMANDS));
        try (Datastore store = Datastore.open(directory)) {
            assertThat(run(store, "GET", "k")).isEqualTo("$8\r\nearlyabc\r\n");
            run(store, "APPEND", "k", "!");
        }
        assertThat(Files.exists(directory.resolve(FILE))).isFalse();
        try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes", "--save", "")) {
            assertThat(redis.line("GET k")).isEqualTo("$9\\r\\nearlyabc!\\r\\n");
            redis.line("APPEND k ?");
            redis.shutDown();
        }
        try (Datastore store = Datastore.open(directory)) {
            assertThat(run(store, "GET", "k")).isEqualTo("$10\r\nearlyabc!?\r\n");
        }
    }

    /** Redis writes the manifest first and moves the file then. */
    @Test
    void finishesWhatARedisHasBegun() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.createDirectory("appendonlydir");
        storage.place(FILE, latin1(COMMANDS));
        storage.place("appendonlydir/appendonly.aof.manifest", latin1("file appendonly.aof seq 1 type b\n"));
        assertHolds(storage, 3, "");
    }
}
