package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Redis loads our files as a kill or a close leaves them, goes on in them, and we read them back. */
@NeedsProgram({"redis-server", "redis-check-aof"})
class LogRealRedisTest {
    private static final String[] APPEND_ONLY = {"--appendonly", "yes", "--appendfsync", "no"};
    private static final int COUNT = 50;

    @TempDir
    Path directory;

    private Storage storage;
    private Manifest.Entry file;

    @BeforeEach
    void listOneLog() throws IOException {
        storage = MappedStorage.open(directory);
        storage.createDirectory("appendonlydir");
        file = Manifest.EMPTY.nextIncrement("appendonly.aof");
        Manifest.EMPTY.withIncrement(file).write(storage, "appendonlydir", "appendonly.aof");
    }

    private String name() {
        return "appendonlydir/" + file.name();
    }

    private CommandLog writeLog() throws IOException {
        CommandLog log =
                CommandLog.create(new TestClock().ports(storage), DurabilityPolicy.EVERYSEC, name(), 0x5a17, 0);
        append(log, Resp.command("select", "0"));
        for (int i = 0; i < COUNT; i++) {
            // Odd and even lengths, a transaction, and values that look like what is around them.
            append(log, Resp.command("SET", "key:" + i, "#\n".repeat(i % 5) + "x".repeat(i)));
            append(
                    log,
                    Resp.join(
                            Resp.command("MULTI"),
                            Resp.command("INCR", "n"),
                            Resp.command("INCR", "n"),
                            Resp.command("EXEC")));
        }
        return log;
    }

    private static void append(CommandLog log, byte[] commands) {
        log.append(commands, 0, commands.length, 0, 1_700_000_000_000L);
    }

    private void loadAndGoOn() throws IOException, InterruptedException {
        try (RealRedis redis = RealRedis.startIn(directory, APPEND_ONLY)) {
            assertThat(redis.line("DBSIZE")).contains(":" + (COUNT + 1));
            assertThat(redis.line("GET n")).contains(Integer.toString(2 * COUNT));
            assertThat(redis.line("STRLEN key:7")).contains(":11");
            redis.line("SET added 1");
            redis.line("SELECT 5");
            redis.line("SET in-five 2");
            redis.shutDown();
        }
    }

    private void checkWithRedisCheckAof() throws IOException, InterruptedException {
        Process check = new ProcessBuilder(
                        "redis-check-aof",
                        directory
                                .resolve("appendonlydir/appendonly.aof.manifest")
                                .toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), UTF_8);
        assertThat(check.waitFor()).as(output).isZero();
        assertThat(output).contains("All AOF files and manifest are valid");
    }

    private void readBack() throws IOException {
        Collector read = Collector.read(storage, name());
        assertThat(read.end().kind()).as(read.end().toString()).isEqualTo(Kind.CLOSED);
        assertThat(read.end().tail())
                .as("nothing of ours may follow what Redis appended")
                .isNull();
        assertThat(read.end().notices()).singleElement().asString().contains("written by Redis");
        assertThat(read.pieces).hasSize(1 + 2 * COUNT + 1);
        Collector.Piece last = read.pieces.get(read.pieces.size() - 1);
        assertThat(last.database()).isEqualTo(LogConsumer.SELECTED_IN_STREAM);
        assertThat(last.commands()).startsWith("*2\r\n$6\r\nSELECT\r\n").contains("in-five");
    }

    @Test
    void redisGoesOnInAFileThatAKillLeft() throws Exception {
        writeLog();
        assertThat(Files.size(directory.resolve(name()))).isGreaterThanOrEqualTo(1 << 20);
        checkWithRedisCheckAof();
        loadAndGoOn();
        checkWithRedisCheckAof();
        readBack();
    }

    @Test
    void redisGoesOnInAFileThatWasClosed() throws Exception {
        writeLog().close();
        checkWithRedisCheckAof();
        loadAndGoOn();
        checkWithRedisCheckAof();
        readBack();
    }

    @Test
    void redisLoadsItsOwnAdditionsAgain() throws Exception {
        writeLog();
        loadAndGoOn();
        try (RealRedis redis = RealRedis.startIn(directory, APPEND_ONLY)) {
            assertThat(redis.line("GET added")).contains("1");
            assertThat(redis.line("DBSIZE")).contains(":" + (COUNT + 2));
        }
    }

    @Test
    void aTimestampedAdditionIsReadToo() throws Exception {
        writeLog();
        try (RealRedis redis = RealRedis.startIn(
                directory, "--appendonly", "yes", "--appendfsync", "no", "--aof-timestamp-enabled", "yes")) {
            redis.client().line("MULTI");
            redis.client().line("SET a 1");
            redis.client().line("SET in-five 1");
            redis.client().line("EXEC");
            redis.shutDown();
        }
        assertThat(new String(Files.readAllBytes(directory.resolve(name())), UTF_8))
                .contains("#TS:");
        readBack();
    }

    @Test
    void aLogOfRedisIsReadWithANotice() throws Exception {
        storage.delete("appendonlydir/appendonly.aof.manifest");
        try (RealRedis redis = RealRedis.startIn(directory, APPEND_ONLY)) {
            for (int i = 0; i < 3; i++) {
                redis.line("SET key:" + i + " value");
            }
            redis.shutDown();
        }
        Manifest manifest = Manifest.read(storage, "appendonlydir/appendonly.aof.manifest");
        assertThat(manifest.base()).isNotNull();
        file = manifest.increments().get(0);
        Collector read = Collector.read(storage, name());
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(read.end().notices()).singleElement().asString().contains("written by Redis");
        assertThat(read.text()).contains("SELECT").contains("key:2");
    }
}
