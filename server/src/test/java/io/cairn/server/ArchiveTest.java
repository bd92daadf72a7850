package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.archive.Archive;
import io.cairn.persistence.archive.ArchiveReport;
import io.cairn.persistence.archive.Moment;
import io.cairn.persistence.archive.RestoreReport;
import io.cairn.persistence.offline.OfflineDirectory;
import io.cairn.server.config.ConfigException;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with an archive, and going back to earlier moments beside it. */
class ArchiveTest {
    private static final int REWRITES = 12;
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path directory = Path.of("");

    @TempDir
    private Path other = Path.of("");

    private static void await(RespClient client, String field) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!client.line("INFO persistence").contains(field + "\\r\\n")) {
            assertThat(System.nanoTime()).as(client.line("INFO persistence")).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private RestoreReport restore(long ms, Path target) throws IOException {
        try (Archive archive = Archive.open(DatastoreOptions.in(directory));
                OfflineDirectory empty = OfflineDirectory.create(DatastoreOptions.in(target), List.of())) {
            return archive.restore(new Moment.AtTime(ms), empty);
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void anEarlierMomentIsRestoredBesideARunningServer() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "yes", "--archive", "yes");
                RespClient client = server.connect()) {
            client.line("SET key before");
            TimeUnit.MILLISECONDS.sleep(3);
            long ms = server.server().datastore().engine().clock().millis();
            TimeUnit.MILLISECONDS.sleep(3);
            client.line("SET key mistake");
            client.line("BGREWRITEAOF");
            await(client, "archive_files:1");
            await(client, "archive_waiting_files:0");
            client.line("SET key after");
            RestoreReport report = restore(ms, other);
            assertThat(report.read()).containsExactly("archive/000001-0001.incr.aof.lz4");
            assertThat(report.batches()).isEqualTo(1);
            assertThat(client.line("GET key")).contains("after");
            assertThat(client.line("INFO persistence"))
                    .contains("archive_last_status:ok")
                    .doesNotContain("restore_ms:0\\r");
            assertThat(client.line("CONFIG SET archive-directory x")).contains("can't set immutable config");
            assertThat(client.line("CONFIG SET archive no archive-retention-age 10 archive-retention-size 1gb"))
                    .isEqualTo("+OK\\r\\n");
            assertThat(client.line("INFO persistence"))
                    .contains("archive_enabled:0")
                    .doesNotContain("archive_files");
        }
        try (RealRedis redis = RealRedis.startIn(other, "--appendonly", "yes")) {
            assertThat(redis.line("GET key")).contains("before");
        }
    }

    @Test
    void noMomentIsLostWhileLogsRollAndAreRewrittenUnderLoad() throws Exception {
        String value = "v".repeat(20_000);
        try (TestServer server = TestServer.start(
                        directory, "--appendonly", "yes", "--archive", "yes", "--aof-roll-size", "1mb");
                RespClient client = server.connect()) {
            int number = 0;
            for (int rewrite = 1; rewrite <= REWRITES; rewrite++) {
                client.line("BGREWRITEAOF");
                do {
                    client.execute("MSET", "number", Integer.toString(++number), "key" + number % 20, value);
                } while (client.line("INFO persistence").contains("aof_rewrite_in_progress:1"));
            }
            await(client, "archive_waiting_files:0");
            assertThat(client.line("INFO persistence")).contains("archive_last_status:ok");
        }
        try (Archive archive = Archive.open(DatastoreOptions.in(directory))) {
            ArchiveReport report = archive.check();
            assertThat(report.notices()).isEmpty();
            assertThat(report.times()).hasSize(1);
            assertThat(report.goesOn()).isTrue();
        }
    }

    @Test
    void archiveAndLogNeedDirectoriesOfTheirOwn() {
        assertThatThrownBy(() -> TestServer.prepare(directory, "--archive-directory", "appendonlydir"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("archive-directory and appenddirname are the same");
    }
}
