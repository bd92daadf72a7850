package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.server.config.Settings;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has not loaded its data yet, or never will. */
class LoadingTest {
    private static final String LOADING = "-LOADING Redis is loading the dataset in memory\\r\\n";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void answersWhatIsNoCommandOnDataAndRefusesTheRest() throws Exception {
        try (TestServer first = TestServer.start(directory);
                RespClient client = first.connect()) {
            client.line("SET a 1");
        }
        TestServer server = TestServer.prepare(directory);
        server.server().listen();
        try (server;
                RespClient client = server.connect()) {
            for (String request : new String[] {"PING", "GET a", "SET a 2", "FLUSHALL", "BGSAVE", "DEBUG RELOAD"}) {
                assertThat(client.line(request)).as(request).isEqualTo(LOADING);
            }
            assertThat(client.line("GET")).startsWith("-ERR wrong number of arguments");
            assertThat(client.line("NONSENSE")).startsWith("-ERR unknown command");
            assertThat(client.line("SELECT 0")).isEqualTo("+OK\\r\\n");
            assertThat(client.line("CONFIG SET appendonly no")).isEqualTo(LOADING);
            assertThat(client.line("CONFIG SET appendfsync always")).isEqualTo("+OK\\r\\n");
            assertThat(client.line("INFO persistence"))
                    .contains("loading:1", "loading_start_time:", "loading_total_bytes:", "loading_eta_seconds:");
            server.server().load();
            assertThat(client.line("GET a")).isEqualTo("$1\\r\\n1\\r\\n");
            assertThat(client.line("INFO persistence")).contains("loading:0").doesNotContain("loading_start_time:");
            assertThat(client.line("SET a 3")).isEqualTo("+OK\\r\\n");
        }
        try (TestServer again = TestServer.start(directory);
                RespClient client = again.connect()) {
            assertThat(client.line("GET a")).isEqualTo("$1\\r\\n3\\r\\n");
        }
    }

    /** Clients ask all the time: what they see is the error, and then the data, whole. */
    @Test
    void nobodySeesHalfOfTheData() throws Exception {
        try (TestServer first = TestServer.start(directory, "--appendonly", "no");
                RespClient client = first.connect()) {
            client.line("DEBUG POPULATE 60000 key 40");
            client.line("RPUSH list a b c");
            client.line("SAVE");
        }
        assertThat(Files.size(directory.resolve("dump.rdb"))).isGreaterThan(1 << 20);
        TestServer server = TestServer.prepare(directory, "--appendonly", "no");
        server.server().listen();
        try (server;
                RespClient client = server.connect()) {
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread loader = new Thread(() -> {
                try {
                    server.server().load();
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            int refused = 0;
            String reply = client.line("DBSIZE");
            loader.start();
            while (reply.equals(LOADING)) {
                refused++;
                assertThat(client.line("INFO keyspace")).startsWith("$");
                reply = client.line("DBSIZE");
            }
            assertThat(reply).isEqualTo(":60001\\r\\n");
            assertThat(client.line("LRANGE list 0 -1")).contains("a", "b", "c");
            loader.join();
            assertThat(failure.get()).isNull();
            assertThat(refused).isPositive();
        }
    }

    @Test
    void shutdownAndSignalsEndItAndLeaveTheFilesAlone() throws Exception {
        try (TestServer first = TestServer.start(directory);
                RespClient client = first.connect()) {
            client.line("DEBUG POPULATE 60000 key 40");
        }
        byte[] before = contents();
        TestServer stopped = TestServer.prepare(directory);
        stopped.server().listen();
        try (RespClient client = stopped.connect()) {
            client.send("SHUTDOWN SAVE\r\n");
            assertThat(client.readToEnd()).isEmpty();
        }
        stopped.server().load();
        assertThat(stopped.server().awaitEnd()).isZero();

        TestServer signalled = TestServer.prepare(directory);
        signalled.server().listen();
        signalled.server().stopBySignal("SIGTERM", Settings.SHUTDOWN_ON_SIGTERM);
        signalled.server().load();
        assertThat(signalled.server().awaitEnd()).isZero();
        assertThat(contents()).isEqualTo(before);
        assertThat(directory.resolve("dump.rdb")).doesNotExist();
    }

    @Test
    void whatCannotBeLoadedEndsItWithTheReason() throws Exception {
        Files.writeString(directory.resolve("dump.rdb"), "REDIS0010 damaged", StandardCharsets.US_ASCII);
        TestServer server = TestServer.prepare(directory, "--appendonly", "no");
        assertThatThrownBy(() -> server.server().start())
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("dump.rdb at offset ");
        assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
    }

    private byte[] contents() throws IOException {
        return Files.readAllBytes(directory.resolve("appendonlydir").resolve("appendonly.aof.1.incr.aof"));
    }
}
