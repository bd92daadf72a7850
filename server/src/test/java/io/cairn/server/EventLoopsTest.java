package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoopsTest {
    @TempDir
    private Path directory = Path.of("");

    private static long running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cairn-io-"))
                .count();
    }

    @Test
    void serversOfTestsHaveAsManyAsTheBuildSays() throws Exception {
        long before = running();
        try (TestServer server = TestServer.start(directory)) {
            assertThat(server.server().version()).isNotEmpty();
            assertThat(running() - before).isEqualTo(EventLoops.COUNT);
        }
    }
}
