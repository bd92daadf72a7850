package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.server.config.ShutdownFlag;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFIG SET appendonly on a whole server, and what later starts make of its files. */
class LogSwitchTest {
    @TempDir
    private Path directory = Path.of("");

    private static void switchOn(RespClient client) throws IOException, InterruptedException {
        assertThat(client.line("CONFIG SET appendonly yes")).isEqualTo("+OK\\r\\n");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!client.line("INFO cairn").contains("log_file:")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static void switchOff(RespClient client) throws IOException {
        assertThat(client.line("CONFIG SET appendonly no")).isEqualTo("+OK\\r\\n");
    }

    @Test
    void everythingIsThereAfterAStartWithTheLog() throws Exception {
        for (String policy : new String[] {"always", "everysec", "no"}) {
            Path data = Files.createDirectory(directory.resolve(policy));
            try (TestServer server = TestServer.start(data, "--appendonly", "no", "--appendfsync", policy);
                    RespClient client = server.connect()) {
                client.line("SET before 1");
                switchOn(client);
                for (int i = 0; i < 50; i++) {
                    assertThat(client.line("INCR n")).isEqualTo(":" + (i + 1) + "\\r\\n");
                }
                if (policy.equals("always")) {
                    var log = server.server().datastore().log();
                    assertThat(log).isNotNull();
                    assertThat(log.durablePosition()).isEqualTo(log.position());
                }
                assertThat(client.line("WAITAOF 1 0 0")).isEqualTo("*2\\r\\n:1\\r\\n:0\\r\\n");
            }
            try (TestServer server = TestServer.start(data, "--appendonly", "yes");
                    RespClient client = server.connect()) {
                assertThat(client.line("MGET before n")).isEqualTo("*2\\r\\n$1\\r\\n1\\r\\n$2\\r\\n50\\r\\n");
            }
        }
    }

    /** As Redis 7.2, whose position of what is forced is −1 then. */
    @Test
    void nothingCountsAsForcedWhileTheLogIsOff() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                RespClient client = server.connect()) {
            client.line("SET a 1");
            assertThat(client.line("WAITAOF 0 0 0")).isEqualTo("*2\\r\\n:0\\r\\n:0\\r\\n");
            assertThat(client.line("WAITAOF 1 0 0"))
                    .isEqualTo("-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.\\r\\n");
        }
    }

    /** Redis loads the old log then, and what was saved since is lost. */
    @Test
    void whatWasSavedWhileTheLogWasOffIsNotLost() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            client.line("SET logged 1");
            switchOff(client);
            client.line("SET saved 2");
            assertThat(client.line("SAVE")).isEqualTo("+OK\\r\\n");
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            assertThat(client.line("MGET logged saved")).isEqualTo("*2\\r\\n$1\\r\\n1\\r\\n$1\\r\\n2\\r\\n");
            assertThat(server.server().datastore().recovery().notices().toString())
                    .contains("while the log was off");
            client.line("SET more 3");
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            assertThat(client.line("EXISTS logged saved more")).isEqualTo(":3\\r\\n");
        }
    }

    @Test
    void whatWasLoggedIsNotLostAsLongAsNothingWasSaved() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                RespClient client = server.connect()) {
            client.line("SET old 1");
            client.line("SAVE");
            switchOn(client);
            client.line("SET logged 2");
            switchOff(client);
            client.line("SET neither 3");
        }
        Path manifest = directory.resolve("appendonlydir/appendonly.aof.manifest");
        for (String on : new String[] {"no", "yes"}) {
            assertThat(manifest).content().contains("#cairn-log-off");
            try (TestServer server = TestServer.start(directory, "--appendonly", on);
                    RespClient client = server.connect()) {
                assertThat(client.line("MGET old logged neither"))
                        .as(on)
                        .isEqualTo("*3\\r\\n$1\\r\\n1\\r\\n$1\\r\\n2\\r\\n$-1\\r\\n");
            }
        }
        assertThat(manifest).content().doesNotContain("#cairn-log");
    }

    /** The dump is what somebody wants who starts without the log, and puts a backup in its place. */
    @Test
    void aStartWithoutTheLogLoadsTheDumpAndWhatItSavesIsNewerThanTheLog() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            client.line("SET a dumped");
            client.line("SAVE");
            client.line("SET a logged");
        }
        for (int start = 0; start < 2; start++) {
            try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                    RespClient client = server.connect()) {
                assertThat(client.line("GET a")).isEqualTo("$6\\r\\ndumped\\r\\n");
            }
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            assertThat(client.line("GET a")).isEqualTo("$6\\r\\nlogged\\r\\n");
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                RespClient client = server.connect()) {
            client.line("SET a saved");
            client.line("SAVE");
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            assertThat(client.line("GET a")).isEqualTo("$5\\r\\nsaved\\r\\n");
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void aRedisThatGoesOnWithTheLogMakesItTheNewest() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            client.line("SET a 1");
            switchOff(client);
            client.line("SET a 2");
            client.line("SAVE");
        }
        try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes")) {
            assertThat(redis.line("GET a")).isEqualTo("$1\\r\\n1\\r\\n");
            redis.line("SET a 3");
            redis.shutDown();
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            assertThat(client.line("GET a")).isEqualTo("$1\\r\\n3\\r\\n");
        }
    }

    @Test
    void theFirstBaseHoldsUpTheEndUnlessItIsForced() throws Exception {
        TestServer server = TestServer.start(directory, "--appendonly", "no");
        try (RespClient client = server.connect()) {
            client.line("DEBUG POPULATE 500000");
            client.send("CONFIG SET appendonly yes\r\nSHUTDOWN NOSAVE\r\nINFO persistence\r\n");
            assertThat(client.readReply()).asString().isEqualTo("+OK\r\n");
            assertThat(client.readReply()).asString().isEqualTo("-ERR Errors trying to SHUTDOWN. Check logs.\r\n");
            assertThat(client.readReply()).asString().contains("aof_enabled:1", "aof_rewrite_in_progress:1");
        }
        server.server()
                .datastore()
                .engine()
                .exclusively(() -> server.server().shutDown(Set.of(ShutdownFlag.NOSAVE, ShutdownFlag.FORCE)));
        assertThat(server.server().awaitEnd()).isZero();
        try (TestServer again = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = again.connect()) {
            assertThat(client.line("PING")).isEqualTo("+PONG\\r\\n");
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void aLogOfManyFilesIsLoadedByRedis() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes", "--aof-roll-size", "1mb");
                RespClient client = server.connect()) {
            String value = "v".repeat(100_000);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            int i = 0;
            while (Files.notExists(directory.resolve("appendonlydir/appendonly.aof.4.incr.aof"))) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                client.execute("SET", "k" + i, value);
                client.execute("INCR", "n");
                i++;
            }
            assertThat(client.line("GET n")).contains("\\r\\n" + i + "\\r\\n");
            client.line("SET count " + i);
        }
        // A rewrite of its own would go on, in a child, after it was killed.
        try (RealRedis redis =
                RealRedis.startIn(directory, "--appendonly", "yes", "--auto-aof-rewrite-percentage", "0")) {
            assertThat(redis.line("GET n")).isEqualTo(redis.line("GET count"));
        }
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes");
                RespClient client = server.connect()) {
            assertThat(client.line("GET n")).isEqualTo(client.line("GET count"));
        }
    }
}
