package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MEMORY's replies have the form of Redis'; what they say is our own. */
@NeedsProgram("redis-server")
class MemoryCommandsTest {
    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void figuresHaveTheNamesAndKindsOfRedis(int protocol) throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                RespClient client = server.connect();
                RealRedis redis = RealRedis.start()) {
            for (String line : List.of("HELLO " + protocol, "SET a b", "SELECT 3", "SET a b")) {
                client.line(line);
                redis.line(line);
            }
            assertThat(shape(client.execute("MEMORY", "STATS"))).isEqualTo(shape(redis.execute("MEMORY", "STATS")));
            assertThat(client.line("MEMORY PURGE")).isEqualTo(redis.line("MEMORY PURGE"));
            assertThat(RespValue.parse(client.execute("MEMORY", "DOCTOR")).kind())
                    .isEqualTo(
                            RespValue.parse(redis.execute("MEMORY", "DOCTOR")).kind());
            assertThat(client.line("MEMORY MALLOC-STATS")).contains("committed");
        }
    }

    /** Names as they are, of figures the kind. */
    private static List<String> shape(byte[] reply) {
        List<String> shape = new ArrayList<>();
        for (RespValue element : RespValue.parse(reply).elements()) {
            boolean name = !element.isNull()
                    && element.kind() == '$'
                    && !element.text().matches("[0-9.e-]+");
            shape.add(name ? element.text() : "(" + element.kind() + ")");
        }
        return shape;
    }

    @Test
    void usageOfKeysIsAskedForAsInRedis() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                RespClient client = server.connect();
                RealRedis redis = RealRedis.start()) {
            for (String line : List.of(
                    "MEMORY USAGE missing",
                    "MEMORY USAGE missing SAMPLES x",
                    "MEMORY USAGE missing SAMPLES -1",
                    "MEMORY USAGE missing SAMPLES",
                    "MEMORY USAGE missing SAMPLES 0 samples 9223372036854775807",
                    "MEMORY USAGE missing 5",
                    "MEMORY USAGE",
                    "MEMORY NOTHING")) {
                assertThat(client.line(line)).as(line).isEqualTo(redis.line(line));
            }
            assertKnown(client, "SET a 1", "MEMORY USAGE a", "MEMORY USAGE a SAMPLES 0");
        }
    }

    private static void assertKnown(RespClient client, String setting, String... questions) throws IOException {
        client.line(setting);
        for (String question : questions) {
            byte[] reply = client.execute(question.split(" ", -1));
            assertThat(Long.parseLong(RespValue.parse(reply).text()))
                    .as(RespReplies.text(reply))
                    .isBetween(10L, 1000L);
        }
    }
}
