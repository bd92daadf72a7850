package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.RespClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void acknowledgesNothingThatTheLastSaveDoesNotHold() throws Exception {
        TestServer server = TestServer.start(directory, "--appendonly", "no");
        boolean acknowledged;
        try (RespClient sleeper = server.connect();
                RespClient stopper = server.connect();
                RespClient writer = server.connect()) {
            assertThat(writer.line("SET early 1")).isEqualTo("+OK\\r\\n");
            // Both requests come while the server sleeps, so one turn reads both, if there is one event loop. Of
            // several
            // loops each may be the next.
            sleeper.send("DEBUG SLEEP 0.5\r\n");
            TimeUnit.MILLISECONDS.sleep(150);
            stopper.send("SHUTDOWN SAVE\r\n");
            TimeUnit.MILLISECONDS.sleep(50);
            writer.send("SET late 1\r\n");
            byte[] reply = writer.readToEnd();
            acknowledged = reply.length > 0;
            assertThat(new String(reply, StandardCharsets.US_ASCII)).isEqualTo(acknowledged ? "+OK\r\n" : "");
            assertThat(acknowledged && EventLoops.COUNT == 1).isFalse();
            assertThat(stopper.readToEnd()).isEmpty();
            assertThat(server.server().awaitEnd()).isZero();
        }
        try (TestServer again = TestServer.start(directory, "--appendonly", "no");
                RespClient client = again.connect()) {
            String late = acknowledged ? "$1\\r\\n1\\r\\n" : "$-1\\r\\n";
            assertThat(client.line("MGET early late")).isEqualTo("*2\\r\\n$1\\r\\n1\\r\\n" + late);
        }
    }

    /** As Redis kills the child: nobody who ends a server waits for a save that is under way. */
    @Test
    void givesUpWhatIsBeingSaved() throws Exception {
        TestServer server = TestServer.start(directory, "--appendonly", "no");
        try (RespClient client = server.connect()) {
            client.line("DEBUG POPULATE 500000");
            client.send("BGSAVE\r\nSHUTDOWN NOSAVE\r\n");
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("+Background saving started\r\n");
        }
        assertThat(server.server().awaitEnd()).isZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains(".rdb"));
        }
    }
}
