package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.LogPorts;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.Snapshots.Work;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatastoreTest {
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    @TempDir
    private Path directory = Path.of("");

    private Datastore open() throws IOException {
        return Datastore.open(directory);
    }

    private static String run(Datastore store, String... request) throws IOException {
        return new String(store.execute(request), StandardCharsets.ISO_8859_1);
    }

    @Test
    void manyFilesWithoutAManifestAreCountedAndTheRemedyIsSaid() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("appendonlydir"));
        for (int i = 100; i < 170; i++) {
            Files.writeString(logs.resolve("appendonly.aof." + i + ".incr.aof"), "");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(RecoveryException.class)
                .hasMessageMatching(
                        "appendonlydir holds (appendonly.aof.1\\d\\d.incr.aof(, | )){3}and 67 more, but no manifest.*"
                                + "Restore appendonly.aof.manifest, or move the directory away to start empty");
    }

    /** What was accepted once is loaded, whatever the setting says by now: it is for clients. */
    @Test
    void noLimitForClientsRefusesWhatALogHolds() throws IOException {
        ProtocolLimits few = new ProtocolLimits(1 << 10, ProtocolLimits.MAX_ARGUMENT_COUNT);
        try (Datastore store = open()) {
            run(store, "APPEND", "appended", "x".repeat(800));
            run(store, "APPEND", "appended", "x".repeat(800));
            run(store, "SETRANGE", "range", "5000", "x");
            run(store, "SETBIT", "bits", "40000", "1");
        }
        Datastore again =
                Datastore.prepare(DatastoreOptions.in(directory), List.of(), (reason, cause) -> fail(reason, cause));
        try (again) {
            again.engine().executor().limit(few);
            again.load();
            expectLongStringsAndLimitedClients(again);
            again.engine().exclusively(() -> {
                try {
                    again.reloadLog();
                } catch (IOException e) {
                    fail(e);
                }
                return null;
            });
            expectLongStringsAndLimitedClients(again);
        }
    }

    private static void expectLongStringsAndLimitedClients(Datastore store) throws IOException {
        assertThat(run(store, "STRLEN", "appended")).isEqualTo(":1600\r\n");
        assertThat(run(store, "STRLEN", "range")).isEqualTo(":5001\r\n");
        assertThat(run(store, "STRLEN", "bits")).isEqualTo(":5001\r\n");
        assertThat(run(store, "APPEND", "appended", "x")).startsWith("-ERR string exceeds maximum allowed size");
        assertThat(run(store, "SETRANGE", "range", "5001", "x")).startsWith("-ERR string exceeds maximum allowed size");
        assertThat(run(store, "SETBIT", "bits", "40001", "1")).startsWith("-ERR bit offset is not an integer or out");
    }

    @ParameterizedTest
    @EnumSource
    void hasEverythingAfterReopening(DurabilityPolicy policy) throws IOException {
        DatastoreOptions options = DatastoreOptions.in(directory).with(policy);
        try (Datastore store = Datastore.open(options)) {
            assertThat(run(store, "SET", "greeting", "hello")).isEqualTo("+OK\r\n");
            run(store, "INCRBY", "n", "7");
            run(store, "SET", "later", "x", "PXAT", "99999999999999");
        }
        try (Datastore store = Datastore.open(options)) {
            assertThat(run(store, "GET", "greeting")).isEqualTo("$5\r\nhello\r\n");
            assertThat(run(store, "GET", "n")).isEqualTo("$1\r\n7\r\n");
            assertThat(run(store, "PEXPIRETIME", "later")).isEqualTo(":99999999999999\r\n");
            // The first selects the database.
            assertThat(store.recovery().commands()).isEqualTo(4);
        }
    }

    @Test
    void rewriteKeepsWhatCameBeforeItAndWhatComesMeanwhile() throws IOException {
        try (Datastore store = open()) {
            for (int i = 0; i < 5000; i++) {
                run(store, "INCR", "n");
                run(store, "SET", "key:" + i, "value:" + i);
            }
            AppendOnlyFiles files = requireFiles(store);
            exclusively(store, () -> store.snapshots().startRewrite(files));
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            int more = 0;
            while (store.snapshots().work() != Work.NOTHING && System.nanoTime() < deadline) {
                run(store, "INCR", "n");
                more++;
            }
            assertThat(store.snapshots().rewriteSucceeded()).isTrue();
            assertThat(run(store, "GET", "n")).isEqualTo(bulk(Integer.toString(5000 + more)));
        }
        assertThat(names("appendonlydir"))
                .containsExactly("appendonly.aof.1.base.rdb", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest");
        try (Datastore store = open()) {
            assertThat(Long.parseLong(run(store, "GET", "n").split("\r\n")[1])).isGreaterThanOrEqualTo(5000);
            assertThat(run(store, "GET", "key:4999")).isEqualTo(bulk("value:4999"));
            assertThat(run(store, "DBSIZE")).isEqualTo(":5001\r\n");
        }
    }

    @Test
    void saveHoldsTheMomentOfItsCommandWhateverIsWrittenMeanwhile() throws IOException {
        try (Datastore store = Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false))) {
            for (int i = 0; i < 20_000; i++) {
                run(store, "SET", "key:" + i, "before");
            }
            exclusively(store, store.snapshots()::startSave);
            for (int i = 0; i < 20_000; i++) {
                run(store, "SET", "key:" + i, "after");
            }
            awaitIdle(store);
            assertThat(store.snapshots().saves().succeeded()).isTrue();
        }
        try (Datastore store = Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false))) {
            for (int i = 0; i < 20_000; i++) {
                assertThat(run(store, "GET", "key:" + i)).isEqualTo(bulk("before"));
            }
        }
    }

    @Test
    void aRewriteObeysWhatWasChangedSinceTheStart() throws IOException {
        try (Datastore store = open()) {
            run(store, "SET", "a", "x".repeat(50_000));
            AppendOnlyFiles files = requireFiles(store);
            exclusively(store, () -> store.snapshots().startRewrite(files));
            awaitIdle(store);
            assertThat(files.baseBytes()).isLessThan(5_000);
            store.snapshots().configure(new SnapshotFormat(false, true), "dump.rdb");
            exclusively(store, () -> store.snapshots().startRewrite(files));
            awaitIdle(store);
            assertThat(files.baseBytes()).isGreaterThan(50_000);
        }
    }

    @Test
    void savesInTheForegroundWhileTheLogIsRewritten() throws IOException {
        try (Datastore store = open()) {
            run(store, "SET", "a", "1");
            AppendOnlyFiles files = requireFiles(store);
            exclusively(store, () -> {
                store.snapshots().startRewrite(files);
                try {
                    store.snapshots().saveNow();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitIdle(store);
            assertThat(store.snapshots().saves().succeeded()).isTrue();
            assertThat(store.snapshots().rewriteSucceeded()).isTrue();
        }
    }

    @Test
    void deletesWhatADeadProcessLeftOfSnapshots() throws IOException {
        fillAndClose();
        Files.writeString(directory.resolve("temp-7-dump.rdb"), "half");
        Files.writeString(directory.resolve("temp-somebody-else.rdb"), "kept");
        Files.writeString(directory.resolve("appendonlydir/temp-3-appendonly.aof.9.base.rdb"), "half");
        open().close();
        assertThat(names("")).contains("temp-somebody-else.rdb").doesNotContain("temp-7-dump.rdb");
        assertThat(names("appendonlydir")).noneMatch(name -> name.startsWith("temp-"));
    }

    @Test
    void loadsADumpWhereThereIsNoLogYetAndKeepsItInTheNewLog() throws IOException {
        try (Datastore store = Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false))) {
            run(store, "SET", "old", "value");
            exclusively(store, () -> {
                try {
                    store.snapshots().saveNow();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        try (Datastore store = open()) {
            run(store, "SET", "new", "value");
        }
        Files.delete(directory.resolve("dump.rdb"));
        try (Datastore store = open()) {
            assertThat(run(store, "EXISTS", "old", "new")).isEqualTo(":2\r\n");
        }
    }

    @Test
    void startsAfterAKillBetweenListingTheNextLogAndTheRollAndAfterOneMore() throws Exception {
        Path firstKill = directory.resolve("first");
        Path secondKill = directory.resolve("second");
        try (Datastore store = Datastore.open(directory.resolve("live"))) {
            run(store, "SET", "before", "1");
            copyTree(directory.resolve("live"), firstKill);
        }
        listAnEmptyNextLog(firstKill);
        try (Datastore store = Datastore.open(firstKill)) {
            assertThat(run(store, "GET", "before")).isEqualTo(bulk("1"));
            writeAndForce(store, "SET", "after", "2");
            writeAndForce(store, "SET", "later", "3");
            copyTree(firstKill, secondKill);
        }
        try (Datastore store = Datastore.open(secondKill)) {
            assertThat(run(store, "MGET", "before", "after", "later"))
                    .isEqualTo("*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n");
        }
    }

    private static void listAnEmptyNextLog(Path root) throws IOException {
        try (MappedStorage storage = MappedStorage.open(root)) {
            Manifest manifest = Manifest.read(storage, "appendonlydir/appendonly.aof.manifest");
            Manifest.Entry next = manifest.nextIncrement("appendonly.aof");
            LogPorts ports = new LogPorts(storage, () -> 1, System::nanoTime, () -> {}, false, (reason, cause) -> {});
            CommandLog log = CommandLog.create(ports, DurabilityPolicy.NO, "appendonlydir/" + next.name(), 7, 0);
            assertThat(log.position()).isPositive();
            manifest.withIncrement(next).write(storage, "appendonlydir", "appendonly.aof");
        }
    }

    private static void writeAndForce(Datastore store, String... request) throws Exception {
        run(store, request);
        CommandLog log = store.log();
        assertThat(log).isNotNull();
        assertThat(log.waitDurable(log.position(), DEADLINE_NANOS)).isTrue();
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void realRedisLoadsTheFilesAndItsWritesComeBack() throws IOException {
        try (Datastore store = open()) {
            run(store, "SET", "ours", "1");
        }
        try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes", "--save", "")) {
            assertThat(redis.execute("GET", "ours")).asString().isEqualTo(bulk("1"));
            redis.line("SET theirs 2");
            redis.shutDown();
        }
        try (Datastore store = open()) {
            assertThat(run(store, "MGET", "ours", "theirs")).isEqualTo("*2\r\n$1\r\n1\r\n$1\r\n2\r\n");
            assertThat(store.recovery().notices()).anyMatch(notice -> notice.contains("written by Redis"));
        }
    }

    /** Nothing here calls them yet, but whoever goes back to Redis has them. */
    @Test
    void functionLibrariesOfRedisComeBackToIt() throws Exception {
        String code = "#!lua name=mylib\nredis.register_function('myfunc', function() return 'called' end)";
        try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes", "--save", "")) {
            redis.execute("FUNCTION", "LOAD", code);
            redis.execute("SET", "k", "1");
            redis.execute("BGREWRITEAOF");
            while (!redis.line("INFO persistence").contains("aof_rewrite_in_progress:0")) {
                Thread.sleep(5);
            }
            redis.shutDown();
        }
        try (Datastore store = open()) {
            assertThat(run(store, "INCR", "k")).isEqualTo(":2\r\n");
            assertThat(store.recovery().notices()).anyMatch(notice -> notice.contains("1 function libraries are kept"));
            AppendOnlyFiles files = requireFiles(store);
            exclusively(store, () -> store.snapshots().startRewrite(files));
            awaitIdle(store);
        }
        try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes", "--save", "")) {
            assertThat(redis.execute("FCALL", "myfunc", "0")).asString().isEqualTo(bulk("called"));
            assertThat(redis.execute("GET", "k")).asString().isEqualTo(bulk("2"));
        }
    }

    @Test
    void aPolicyHoldsForTheRestOfTheBatchThatChangesIt() throws IOException {
        try (Datastore store = open()) {
            long observed;
            long end;
            store.engine().beginBatch();
            try {
                long ignored = store.engine().execute(new Session(), Args.of("SET", "a", "1"), new ReplyWriter(100));
                assertThat(store.setPolicy(DurabilityPolicy.ALWAYS)).isNull();
                observed = store.engine().execute(new Session(), Args.of("GET", "a"), new ReplyWriter(100));
            } finally {
                end = store.engine().endBatch();
            }
            assertThat(observed).isPositive().isLessThanOrEqualTo(end);
        }
    }

    @Test
    void secondOpenerIsRefusedAndDisturbsNothing() throws IOException {
        try (Datastore store = open()) {
            run(store, "SET", "a", "1");
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("cairn.lock");
            assertThat(run(store, "GET", "a")).isEqualTo(bulk("1"));
        }
    }

    @Test
    void aSnapshotHasTheLowestVersionThatCanHoldTheData() throws IOException {
        DatastoreOptions options = DatastoreOptions.in(directory).withAppendOnly(false);
        try (Datastore store = Datastore.open(options)) {
            run(store, "HSET", "hash", "a", "1", "b", "2");
            run(store, "SADD", "set", "a", "b");
            assertThat(savedVersion(store)).isEqualTo("REDIS0010");
            run(store, "HPEXPIREAT", "hash", "60000000000000", "FIELDS", "1", "a");
            assertThat(savedVersion(store)).isEqualTo("REDIS0012");
        }
        try (Datastore store = Datastore.open(options)) {
            assertThat(run(store, "HPEXPIRETIME", "hash", "FIELDS", "2", "a", "b"))
                    .isEqualTo("*2\r\n:60000000000000\r\n:-1\r\n");
            run(store, "HPERSIST", "hash", "FIELDS", "1", "a");
            assertThat(savedVersion(store)).isEqualTo("REDIS0010");
            run(store, "HPEXPIREAT", "hash", "60000000000000", "FIELDS", "1", "a");
            run(store, "DEL", "hash");
            assertThat(savedVersion(store)).isEqualTo("REDIS0010");
        }
    }

    private String savedVersion(Datastore store) throws IOException {
        exclusively(store, store.snapshots()::startSave);
        awaitIdle(store);
        return new String(Files.readAllBytes(directory.resolve("dump.rdb")), 0, 9, StandardCharsets.US_ASCII);
    }

    @Test
    void fieldsOfALoadedHashExpireByThemselves() throws IOException {
        DatastoreOptions options = DatastoreOptions.in(directory).withAppendOnly(false);
        long soonMs = System.currentTimeMillis() + 1_000;
        try (Datastore store = Datastore.open(options)) {
            run(store, "HSET", "hash", "a", "1", "b", "2");
            run(store, "HPEXPIREAT", "hash", Long.toString(soonMs), "FIELDS", "1", "a");
            savedVersion(store);
        }
        try (Datastore store = Datastore.open(options)) {
            exclusively(store, () -> {
                store.engine().databases().setNowMs(soonMs + 1);
                store.engine().databases().keyspace(0).expireSome(100);
                assertThat(store.engine().databases().keyspace(0).minExpireAtMs())
                        .isEqualTo(Long.MAX_VALUE);
            });
            assertThat(run(store, "HLEN", "hash")).isEqualTo(":1\r\n");
        }
    }

    @Test
    void refusesADumpWithAMemberThatIsThereTwiceAndSaysWhere() throws IOException {
        Files.write(directory.resolve("dump.rdb"), "REDIS0003\2\1k\2\1a\1a\377".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false)))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("dump.rdb at offset 15")
                .hasMessageContaining("the member 'a' of the set 'k' is there twice");
    }

    @Test
    void passesOverAnEmptyCollectionAndSaysSo() throws IOException {
        Files.write(
                directory.resolve("dump.rdb"), "REDIS0003\1\1k\0\0\1s\1v\377".getBytes(StandardCharsets.ISO_8859_1));
        try (Datastore store = Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false))) {
            assertThat(run(store, "DBSIZE")).isEqualTo(":1\r\n");
            assertThat(store.recovery().notices().toString()).contains("the list 'k' has no elements");
        }
    }

    @Test
    void refusesLogsWithoutAManifestAndNamesThem() throws IOException {
        fillAndClose();
        Files.delete(directory.resolve("appendonlydir/appendonly.aof.manifest"));
        assertRefusedUntouched("appendonly.aof.1.incr.aof", "no manifest");
    }

    @Test
    void refusesAMissingLog() throws IOException {
        fillAndClose();
        Files.delete(directory.resolve("appendonlydir/appendonly.aof.1.incr.aof"));
        assertRefusedUntouched("appendonly.aof.1.incr.aof", "is missing");
    }

    @Test
    void refusesADamagedLogWithPathAndOffset() throws IOException {
        fillAndClose();
        flip(directory.resolve("appendonlydir/appendonly.aof.1.incr.aof"), 150);
        assertRefusedUntouched("appendonly.aof.1.incr.aof at offset", "proves");
    }

    @Test
    void refusesADamagedDumpWithPathAndOffset() throws IOException {
        try (Datastore store = Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false))) {
            run(store, "SET", "a", "a value that is long enough to be hit");
            exclusively(store, store.snapshots()::startSave);
            awaitIdle(store);
        }
        Path dump = directory.resolve("dump.rdb");
        flip(dump, (int) Files.size(dump) - 20);
        assertThatThrownBy(() -> Datastore.open(DatastoreOptions.in(directory).withAppendOnly(false)))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("dump.rdb at offset");
    }

    @Test
    void refusesALogWithACommandThatIsUnknown() throws IOException {
        Files.createDirectories(directory.resolve("appendonlydir"));
        Files.writeString(
                directory.resolve("appendonlydir/appendonly.aof.manifest"),
                "file appendonly.aof.1.incr.aof seq 1 type i\n");
        Files.writeString(
                directory.resolve("appendonlydir/appendonly.aof.1.incr.aof"),
                "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$7\r\nUNHEARD\r\n$1\r\na\r\n$1\r\nb\r\n");
        assertRefusedUntouched("UNHEARD", "is unknown");
    }

    private void fillAndClose() throws IOException {
        try (Datastore store = open()) {
            run(store, "SET", "a", "1".repeat(100));
            run(store, "SET", "b", "2".repeat(100));
        }
    }

    private void assertRefusedUntouched(String... parts) throws IOException {
        Map<String, byte[]> before = contents();
        assertThatThrownBy(this::open).isInstanceOf(RecoveryException.class).satisfies(e -> {
            for (String part : parts) {
                assertThat(e).hasMessageContaining(part);
            }
        });
        Map<String, byte[]> after = contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : names("appendonlydir")) {
            contents.put(
                    name, Files.readAllBytes(directory.resolve("appendonlydir").resolve(name)));
        }
        return contents;
    }

    private List<String> names(String within) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(within))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] = (byte) (bytes[offset] ^ 1);
        Files.write(file, bytes);
    }

    private static AppendOnlyFiles requireFiles(Datastore store) {
        AppendOnlyFiles files = store.appendOnlyFiles();
        assertThat(files).isNotNull();
        return files;
    }

    private static void exclusively(Datastore store, Runnable work) {
        store.engine().exclusively(() -> {
            work.run();
            return null;
        });
    }

    private static void awaitIdle(Datastore store) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (store.snapshots().work() != Work.NOTHING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}
