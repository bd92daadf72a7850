package io.cairn.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.Datastore;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten defects of Redis and Valkey that cost data, each shown in redis-server 7.0 where it has it, and then absent here: the same files, the same
 * failing system calls, the same kill.
 */
@NeedsProgram({"redis-server", "redis-check-aof", "strace"})
class TenDefectsTest {
    private static final String[] APPEND_ONLY = {"--appendonly", "yes"};
    private static final String LOG_1_NAME = "appendonly.aof.1.incr.aof";
    private static final String LOG_1 = "appendonlydir/" + LOG_1_NAME;
    private static final String LOG_2 = "appendonlydir/appendonly.aof.2.incr.aof";
    private static final String MANIFEST = "appendonlydir/appendonly.aof.manifest";
    private static final String OK = "+OK\\r\\n";
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path directory = Path.of("");

    private Path theirs = Path.of("");
    private Path ours = Path.of("");

    @BeforeEach
    void makeDirectories() throws IOException {
        theirs = Files.createDirectory(directory.resolve("theirs"));
        ours = Files.createDirectory(directory.resolve("ours"));
    }

    // ---- 1. A truncated log that is not the last is cut, refused, and at the second start loaded with a hole.

    @Test
    void defect1TruncatedLogBeforeAnother() throws Exception {
        String cut = set("a", "1") + set("b", "2").substring(0, 20);
        writeLogs(theirs, cut, set("c", "3"));
        writeLogs(ours, cut, set("c", "3"));

        assertThatThrownBy(() -> RealRedis.startIn(theirs, APPEND_ONLY).close())
                .hasMessageContaining("the truncated file is not the last file");
        try (RealRedis redis = RealRedis.startIn(theirs, APPEND_ONLY)) {
            assertThat(redis.line("MGET a b c")).isEqualTo("*3\\r\\n$1\\r\\n1\\r\\n$-1\\r\\n$1\\r\\n3\\r\\n");
        }

        assertRefuses(ours, LOG_1);
        DefectTable.add(
                1,
                "A log that is cut short and is not the last",
                "cuts it on the disk and refuses; the second start has a and c and has lost b without a word",
                "refuses as often as one tries, with file, offset and remedy, and changes nothing");
    }

    // ---- 2. Without its manifest the data is overwritten.

    @Test
    void defect2LostOrEmptyManifest() throws Exception {
        Path original = Files.createDirectory(directory.resolve("original"));
        try (RealRedis redis = RealRedis.startIn(original)) {
            redis.line("SET a 1");
            redis.line("CONFIG SET appendonly yes");
            await(() -> redis.line("INFO persistence").contains("aof_rewrite_in_progress:0"));
            redis.line("SET b 2");
            redis.shutDown();
        }
        String manifest = Files.readString(original.resolve(MANIFEST));
        String base = "appendonly.aof.1.base.rdb";
        for (String damaged : new String[] {null, "# nothing\n"}) {
            Path lost = copyWithManifest(original, damaged);
            Map<String, String> before = files(lost);
            try (RealRedis redis = RealRedis.startIn(lost, APPEND_ONLY)) {
                assertThat(redis.line("DBSIZE")).isEqualTo(":0\\r\\n");
            }
            assertThat(files(lost).get(base)).isNotEqualTo(before.get(base));
            assertRefuses(copyWithManifest(original, damaged), base, LOG_1_NAME, "manifest");
        }
        // What is left of the first line alone names the base and no log.
        String firstLine = manifest.substring(0, manifest.indexOf('\n') + 1);
        assertThat(firstLine).contains(base);
        try (RealRedis redis = RealRedis.startIn(copyWithManifest(original, firstLine), APPEND_ONLY)) {
            assertThat(redis.line("DBSIZE")).isEqualTo(":1\\r\\n");
        }
        assertRefuses(copyWithManifest(original, firstLine), LOG_1_NAME, "manifest");
        DefectTable.add(
                2,
                "The manifest is lost, or holds only comments",
                "starts with 0 keys and overwrites the base",
                "refuses and names the files that are there");
    }

    /** Checks that a directory is refused as often as one tries, with these words, and left as it is. */
    private static void assertRefuses(Path data, String... words) throws IOException {
        Map<String, String> before = files(data);
        for (int start = 1; start <= 2; start++) {
            assertThatThrownBy(() -> Datastore.open(data).close())
                    .isInstanceOf(IOException.class)
                    .message()
                    .contains(words);
            assertThat(files(data)).isEqualTo(before);
        }
    }

    private Path copyWithManifest(Path original, String manifest) throws IOException {
        Path copy = Files.createTempDirectory(directory, "copy");
        Files.createDirectory(copy.resolve("appendonlydir"));
        for (String name : files(original).keySet()) {
            Files.copy(
                    original.resolve("appendonlydir").resolve(name),
                    copy.resolve("appendonlydir").resolve(name));
        }
        Files.delete(copy.resolve(MANIFEST));
        if (manifest != null) {
            Files.writeString(copy.resolve(MANIFEST), manifest);
        }
        return copy;
    }

    // ---- 3. When the directory cannot be synced after the manifest was renamed, the base that it names is deleted.

    @Test
    void defect3DirectorySyncFailsAfterTheManifest() throws Exception {
        try (RealRedis redis = RealRedis.startIn(theirs, APPEND_ONLY)) {
            redis.line("SET a 1");
            // The first is for the log that the rewrite begins with.
            try (Tracer tracer = failDirectorySync(redis.pid(), theirs, 2)) {
                redis.line("BGREWRITEAOF");
                tracer.await("INJECTED");
                await(() -> redis.line("INFO persistence").contains("aof_last_bgrewrite_status:err"));
            }
        }
        assertThat(Files.readString(theirs.resolve(MANIFEST))).contains("appendonly.aof.2.base.rdb");
        assertThat(files(theirs)).doesNotContainKey("appendonly.aof.2.base.rdb");
        assertThatThrownBy(() -> RealRedis.startIn(theirs, APPEND_ONLY).close()).isInstanceOf(IOException.class);

        try (CairnProcess cairn = CairnProcess.start(ours)) {
            cairn.line("SET a 1");
            // Two are for the log that the rewrite begins with, and one is for the base.
            try (Tracer tracer = failDirectorySync(cairn.pid(), ours, 4)) {
                cairn.line("BGREWRITEAOF");
                tracer.await("INJECTED");
                await(() -> cairn.line("INFO persistence").contains("aof_last_bgrewrite_status:err"));
            }
            assertThat(cairn.line("SET b 2")).isEqualTo(OK);
            cairn.kill();
        }
        assertThat(Files.readString(ours.resolve(MANIFEST))).contains("appendonly.aof.1.base.rdb");
        assertThat(files(ours)).containsKey("appendonly.aof.1.base.rdb");
        assertHolds(ours, Map.of("a", "1", "b", "2"));
        DefectTable.add(
                3,
                "The directory cannot be synced after the new manifest was renamed into place",
                "deletes the base that the manifest names; the next start is refused",
                "keeps both; writes go on, and all is there after a kill");
    }

    private Tracer failDirectorySync(long pid, Path data, int which) throws IOException {
        return Tracer.attach(
                pid,
                directory,
                "fsync,fdatasync",
                "-P",
                data.resolve("appendonlydir").toString(),
                "-e",
                "inject=fsync,fdatasync:error=EIO:when=" + which);
    }

    // ---- 4. The next log is listed, and may be on the disk, before the end of the last one is.

    @Test
    void defect4NextLogBeforeTheEndOfTheLast() throws Exception {
        try (RealRedis redis = RealRedis.startIn(theirs, APPEND_ONLY)) {
            redis.line("SET a 1");
            try (Tracer tracer = Tracer.attach(
                    redis.pid(),
                    directory,
                    "fdatasync,rename",
                    "-P",
                    theirs.resolve(LOG_1).toString(),
                    "-P",
                    "appendonlydir/temp-appendonly.aof.manifest",
                    "-e",
                    "inject=fdatasync:delay_enter=1000000")) {
                redis.client().send("SET b 2\r\nBGREWRITEAOF\r\n");
                redis.client().readReply();
                redis.client().readReply();
                tracer.await("fdatasync(");
                tracer.await("rename(");
                assertThat(tracer.calls().stream().takeWhile(call -> !call.contains("rename(")))
                        .as("the log with b is not forced before the next one is listed")
                        .noneMatch(call -> call.contains("fdatasync") && call.endsWith("= 0"));
            }
        }
        // So a power failure can leave this, a log that ends too early and a later one:
        Path left = Files.createDirectory(directory.resolve("left"));
        writeLogs(left, set("a", "1"), set("c", "3"));
        try (RealRedis redis = RealRedis.startIn(left, APPEND_ONLY)) {
            assertThat(redis.line("MGET a b c")).isEqualTo("*3\\r\\n$1\\r\\n1\\r\\n$-1\\r\\n$1\\r\\n3\\r\\n");
        }

        try (CairnProcess cairn = CairnProcess.start(ours)) {
            cairn.line("SET a 1");
            try (Tracer tracer = Tracer.attach(
                    cairn.pid(),
                    directory,
                    "fdatasync,rename",
                    "-P",
                    ours.resolve(LOG_1).toString(),
                    "-P",
                    ours.resolve("appendonlydir/temp-appendonly.aof.manifest").toString(),
                    "-e",
                    "inject=fdatasync:delay_enter=1000000")) {
                cairn.line("SET b 2");
                cairn.line("BGREWRITEAOF");
                tracer.await("rename(");
                assertThat(tracer.calls().stream().takeWhile(call -> !call.contains("rename(")))
                        .as("the log with b is forced before the next one is listed")
                        .anyMatch(call -> call.contains("fdatasync") && call.contains("= 0"));
            }
            cairn.kill();
        }
        assertHolds(ours, Map.of("a", "1", "b", "2"));
        DefectTable.add(
                4,
                "The next log is listed before the end of the last one is on the disk",
                "lists it first; what a power failure may leave loads with a hole",
                "forces the old log first");
    }

    /**
     * Sets b, begins a rewrite, and returns when the base has its name but no manifest names it; there the rewrite waits. The
     * calls listed are those on the directory and a log.
     */
    private Tracer rewriteThatStopsBehindTheBase(CairnProcess cairn, String log, String... more) throws Exception {
        List<String> options = new ArrayList<>();
        for (String path : List.of("appendonlydir", log)) {
            options.addAll(List.of("-P", ours.resolve(path).toString()));
        }
        // Two are for the log that the rewrite begins with.
        options.addAll(List.of("-e", "inject=fsync:delay_enter=20000000:when=3"));
        options.addAll(List.of(more));
        Tracer tracer = Tracer.attach(cairn.pid(), directory, "fsync,fdatasync", options.toArray(new String[0]));
        cairn.line("SET b 2");
        cairn.line("BGREWRITEAOF");
        await(() -> Files.exists(ours.resolve("appendonlydir/appendonly.aof.1.base.rdb")));
        return tracer;
    }

    // ---- 5. A kill loses what everysec has acknowledged while the log is being forced.

    @Test
    void defect5KillDuringASlowForce() throws Exception {
        int acknowledged = 0;
        try (RealRedis redis = RealRedis.startIn(theirs, APPEND_ONLY);
                Tracer tracer = slowForces(redis.pid(), theirs)) {
            while (!redis.line("INFO persistence").contains("aof_pending_bio_fsync:1")) {
                redis.line("INCR n");
                acknowledged++;
            }
            // Redis says so when it has asked a thread of its own for the force.
            tracer.await("fdatasync(");
            for (int i = 0; i < 100; i++) {
                redis.line("INCR n");
                acknowledged++;
            }
            kill(redis.pid(), tracer);
            assertThat(tracer.count("fdatasync(")).isPositive();
        }
        String lost;
        try (RealRedis redis = RealRedis.startIn(theirs, APPEND_ONLY)) {
            int found = number(redis.line("GET n"));
            assertThat(found).isLessThan(acknowledged);
            lost = "has lost " + (acknowledged - found) + " of " + acknowledged + " acknowledged writes";
        }

        acknowledged = 0;
        try (CairnProcess cairn = CairnProcess.start(ours);
                Tracer tracer = slowForces(cairn.pid(), ours)) {
            while (tracer.count("fdatasync(") == 0) {
                cairn.line("INCR n");
                acknowledged++;
            }
            for (int i = 0; i < 100; i++) {
                cairn.line("INCR n");
                acknowledged++;
            }
            kill(cairn.pid(), tracer);
        }
        assertHolds(ours, Map.of("n", Integer.toString(acknowledged)));
        DefectTable.add(5, "kill -9 under everysec while a force takes long", lost, "has lost none of " + acknowledged);
    }

    private Tracer slowForces(long pid, Path data) throws IOException {
        return Tracer.attach(
                pid,
                directory,
                "fdatasync",
                "-P",
                data.resolve(LOG_1).toString(),
                "-e",
                "inject=fdatasync:delay_enter=5000000");
    }

    private static int number(String reply) {
        String[] lines = reply.split("\\\\r\\\\n");
        return Integer.parseInt(lines[1]);
    }

    // ---- 6. A failed force is forgotten when the next one succeeds, although the kernel reports an error once.

    @Test
    void defect6FailedForceIsForgotten() throws Exception {
        try (RealRedis redis = RealRedis.startIn(theirs, APPEND_ONLY);
                Tracer tracer = failOneForce(redis.pid(), theirs)) {
            redis.line("SET a 1");
            redis.line("SET b 2");
            await(() -> redis.line("SET c 3").startsWith("-MISCONF"));
            await(() -> redis.line("SET c 3").equals(OK));
            assertThat(tracer.count("INJECTED")).isEqualTo(1);
            assertThat(redis.line("INFO persistence")).contains("aof_last_write_status:ok");
        }

        try (CairnProcess cairn = CairnProcess.start(ours);
                Tracer tracer = failOneForce(cairn.pid(), ours)) {
            cairn.line("SET a 1");
            cairn.line("SET b 2");
            await(() -> cairn.line("SET c 3").startsWith("-MISCONF"));
            // Longer than it takes until everysec forces again.
            TimeUnit.MILLISECONDS.sleep(1_500);
            assertThat(cairn.line("SET c 3")).startsWith("-MISCONF");
            assertThat(cairn.line("GET b")).isEqualTo("$1\\r\\n2\\r\\n");
            assertThat(tracer.count("fdatasync("))
                    .as("no second force over what may be lost")
                    .isEqualTo(1);
            // All data anew, in files that no error has hit.
            cairn.line("BGREWRITEAOF");
            await(() -> cairn.line("SET c 3").equals(OK));
            cairn.kill();
        }
        assertHolds(ours, Map.of("a", "1", "b", "2", "c", "3"));
        DefectTable.add(
                6,
                "One force under everysec fails",
                "forgets it at the next force, which succeeds over what may be lost, and takes writes again",
                "refuses writes until a rewrite has put everything into files that no error has hit");
    }

    private Tracer failOneForce(long pid, Path data) throws IOException {
        return Tracer.attach(
                pid,
                directory,
                "fdatasync",
                "-P",
                data.resolve(LOG_1).toString(),
                "-e",
                "inject=fdatasync:error=EIO:delay_enter=500000:when=1");
    }

    // ---- 7. With no-appendfsync-on-rewrite, always means never while a child saves.

    @Test
    void defect7AlwaysDuringARewrite() throws Exception {
        String[] options = {"--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "yes"};
        try (RealRedis redis = RealRedis.startIn(theirs, options);
                Tracer tracer = Tracer.attach(
                        redis.pid(),
                        directory,
                        "fdatasync",
                        "-P",
                        theirs.resolve(LOG_1).toString())) {
            redis.line("SET a 1");
            tracer.await("fdatasync(");
            redis.line("CONFIG SET rdb-key-save-delay 20000000");
            redis.line("BGSAVE");
            long before = tracer.count("fdatasync(");
            for (int i = 0; i < 5; i++) {
                assertThat(redis.line("SET b " + i)).isEqualTo(OK);
            }
            assertThat(redis.line("INFO persistence")).contains("rdb_bgsave_in_progress:1");
            assertThat(tracer.count("fdatasync(")).isEqualTo(before);
            // Takes the child with it.
            redis.shutDown();
        }

        try (CairnProcess cairn = CairnProcess.start(ours, options)) {
            Tracer tracer = rewriteThatStopsBehindTheBase(cairn, LOG_2);
            for (int i = 0; i < 5; i++) {
                long before = tracer.count("fdatasync(");
                assertThat(cairn.line("SET b " + i)).isEqualTo(OK);
                assertThat(tracer.count("fdatasync("))
                        .as("forced before the reply")
                        .isGreaterThan(before);
            }
            assertThat(cairn.line("INFO persistence")).contains("aof_rewrite_in_progress:1");
            kill(cairn.pid(), tracer);
        }
        assertHolds(ours, Map.of("b", "4"));
        DefectTable.add(
                7,
                "always with no-appendfsync-on-rewrite yes, while a child saves",
                "acknowledges 5 writes with no force",
                "forces each of 5 before its reply");
    }

    // ---- 8. The check tool sees framing only, and its repair overwrites the only copy.

    @Test
    void defect8CheckToolSeesFramingOnly() throws Exception {
        String unknown = "*1\r\n$7\r\nUNKNOWN\r\n";
        writeLogs(theirs, set("a", "1") + unknown + set("b", "2"));
        assertThat(run("redis-check-aof", theirs.resolve(MANIFEST).toString()))
                .contains("All AOF files and manifest are valid");
        assertThatThrownBy(() -> RealRedis.startIn(theirs, APPEND_ONLY).close())
                .hasMessageContaining("Unknown command");
        writeLogs(ours, set("a", "1") + unknown + set("b", "2"));
        assertRefuses(ours, LOG_1, "UNKNOWN");

        Path damaged = Files.createDirectory(directory.resolve("damaged"));
        writeLogs(damaged, set("a", "1") + "damage\r\n" + set("b", "2"));
        run("redis-check-aof", "--fix", damaged.resolve(MANIFEST).toString());
        assertThat(files(damaged)).hasSize(2);
        assertThat(files(damaged).get(LOG_1_NAME)).isEqualTo(set("a", "1"));
        DefectTable.add(
                8,
                "A log with a command that does not exist",
                "the check tool calls it valid, the server refuses it; a repair overwrites the only copy",
                "refuses it and names the command and its place; a repair writes new files");
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write('y');
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        process.waitFor();
        return output;
    }

    // ---- 9. RESTORE keeps blobs that hold no value.

    @Test
    void defect9PayloadsThatAreNotChecked() throws Exception {
        byte[] noNumber;
        byte[] duplicate;
        // Type, length, and a listpack of "a", 1, "b": a field without a value.
        byte[] odd = Payloads.withChecksum(
                Payloads.latin1("\u0010\u000f\u000f\0\0\0\u0003\0\u0081a\u0002\u0001\u0001\u0081b\u0002\u00ff\n\0"));
        try (RealRedis redis = RealRedis.start()) {
            redis.line("ZADD z inf a");
            noNumber = Payloads.changed(redis.execute("DUMP", "z"), "inf", "nan");
            redis.line("HSET h a 1 b 2");
            duplicate = Payloads.changed(redis.execute("DUMP", "h"), "b", "a");
            for (byte[] payload : List.of(noNumber, duplicate, odd)) {
                assertThat(restore(redis.client(), payload)).isEqualTo(OK);
                switch (redis.line("TYPE x")) {
                    case "+zset\\r\\n" -> assertThat(redis.line("ZSCORE x a")).contains("nan");
                    default -> assertThat(redis.line("HLEN x")).matches(":[12].*");
                }
            }
            assertThatThrownBy(() -> redis.line("HGETALL x"))
                    .as("it has crashed")
                    .isInstanceOf(IOException.class);
        }

        try (TestServer cairn = TestServer.start(ours);
                RespClient client = cairn.connect()) {
            for (byte[] payload : List.of(noNumber, duplicate, odd)) {
                assertThat(restore(client, payload)).startsWith("-ERR Bad data format");
                assertThat(client.line("EXISTS x")).isEqualTo(":0\\r\\n");
            }
        }
        DefectTable.add(
                9,
                "RESTORE of a score that is no number, of a duplicate field, of a field without a value",
                "accepts all three, and crashes when one is read",
                "refuses all three");
    }

    private static String restore(RespClient client, byte[] payload) throws IOException {
        return RespReplies.text(client.execute(new byte[][] {
            Payloads.latin1("RESTORE"), Payloads.latin1("x"), Payloads.latin1("0"), payload, Payloads.latin1("REPLACE")
        }));
    }

    // ---- 10. Who has no password can fill the server's memory with replies that he does not read. Debian's 7.0.15 has
    // the remedy
    // of later versions, so there is nothing to see in it.

    @Test
    void defect10OutputOfClientsWithoutAPassword() throws Exception {
        byte[] requests = Payloads.latin1("PING\r\n".repeat(60_000));
        try (TestServer cairn = TestServer.start(ours, "--requirepass", "secret");
                RespClient owner = cairn.connect();
                RespClient stranger = cairn.connect()) {
            owner.line("AUTH secret");
            assertThat(owner.line("CLIENT LIST")).contains(" qbuf=").containsPattern("id=.*id=");
            assertThatThrownBy(() -> {
                        // More than the sockets' buffers take.
                        for (int i = 0; i < 200; i++) {
                            stranger.send(requests);
                        }
                    })
                    .isInstanceOf(SocketException.class);
            await(() -> !owner.line("CLIENT LIST").matches(".*id=.* id=.*"));
        }
        DefectTable.add(
                10,
                "A client without a password asks and does not read",
                "not shown: 7.0.15 as Debian has it has the later remedy",
                "closes the connection");
    }

    // ---- Helpers.

    /** SIGKILL to a process in a call that is being delayed; the tracer has to go before anybody sees the end of it. */
    private static void kill(long pid, Tracer tracer) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        tracer.close();
    }

    private static String set(String key, String value) {
        return "*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$" + value.length() + "\r\n" + value
                + "\r\n";
    }

    /** Makes a directory with these logs, one after the other. */
    private static void writeLogs(Path data, String... logs) throws IOException {
        Files.createDirectory(data.resolve("appendonlydir"));
        StringBuilder manifest = new StringBuilder();
        for (int i = 1; i <= logs.length; i++) {
            String name = "appendonly.aof." + i + ".incr.aof";
            manifest.append("file ").append(name).append(" seq ").append(i).append(" type i\n");
            Files.writeString(data.resolve("appendonlydir").resolve(name), logs[i - 1], ISO_8859_1);
        }
        Files.writeString(data.resolve(MANIFEST), manifest);
    }

    /** The log's files by name. */
    private static Map<String, String> files(Path data) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(data.resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                contents.put(String.valueOf(file.getFileName()), Files.readString(file, ISO_8859_1));
            }
        }
        return contents;
    }

    /** Opens what a process left, and compares all of it. */
    private static void assertHolds(Path data, Map<String, String> expected) throws IOException {
        try (Datastore store = Datastore.open(data)) {
            assertThat(text(store, "DBSIZE")).isEqualTo(":" + expected.size() + "\\r\\n");
            for (Map.Entry<String, String> each : expected.entrySet()) {
                assertThat(text(store, "GET", each.getKey()))
                        .as(each.getKey())
                        .isEqualTo("$" + each.getValue().length() + "\\r\\n" + each.getValue() + "\\r\\n");
            }
        }
    }

    private static String text(Datastore store, String... request) throws IOException {
        return RespReplies.text(store.execute(request));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
