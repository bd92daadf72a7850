package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program sees that uses a client which pipelines by itself and reconnects. */
class LettuceTest {
    @TempDir
    private Path directory = Path.of("");

    private static RedisClient client(TestServer server, ProtocolVersion version) {
        RedisClient client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(server.port())
                .withClientName("tester")
                .withTimeout(Duration.ofSeconds(20))
                .build());
        client.setOptions(ClientOptions.builder().protocolVersion(version).build());
        return client;
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void introducesItselfAndStoresStrings(ProtocolVersion version) throws Exception {
        try (TestServer server = TestServer.start(directory);
                RedisClient client = client(server, version);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> commands = connection.sync();
            assertThat(commands.ping()).isEqualTo("PONG");
            assertThat(commands.clientList())
                    .contains(
                            " name=tester ",
                            " lib-name=Lettuce ",
                            " lib-ver=7.",
                            " resp=" + version.name().charAt(4));
            assertThat(commands.set("a", "1", SetArgs.Builder.px(100_000))).isEqualTo("OK");
            assertThat(commands.pttl("a")).isBetween(90_000L, 100_000L);
            assertThat(commands.get("nothing")).isNull();
            assertThat(commands.incr("a")).isEqualTo(2);
            assertThat(commands.configGet("maxclients")).containsEntry("maxclients", "10000");
            commands.set("text", "x");
            assertThatThrownBy(() -> commands.incr("text"))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessage("ERR value is not an integer or out of range");
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void pipelinesBinaryValuesAndScans(ProtocolVersion version) throws Exception {
        int count = 5000;
        try (TestServer server = TestServer.start(directory, "--appendfsync", "always");
                RedisClient client = client(server, version);
                StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisAsyncCommands<byte[], byte[]> commands = connection.async();
            List<RedisFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(commands.set(key(i), new byte[] {0, '\r', '\n', (byte) i}));
            }
            for (RedisFuture<?> future : futures) {
                assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
            }
            assertThat(commands.get(key(300)).get(20, TimeUnit.SECONDS)).containsExactly(0, '\r', '\n', (byte) 300);
            assertThat(ScanIterator.scan(connection.sync()).stream().count()).isEqualTo(count);
        }
    }

    private static byte[] key(int number) {
        return new byte[] {(byte) 0xff, 0, (byte) (number >> 8), (byte) number};
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void comesBackAfterItsConnectionWasKilled(ProtocolVersion version) throws Exception {
        try (TestServer server = TestServer.start(directory);
                RedisClient client = client(server, version);
                StatefulRedisConnection<String, String> connection = client.connect();
                StatefulRedisConnection<String, String> other = client.connect()) {
            long id = connection.sync().clientId();
            connection.sync().set("a", "1");
            assertThat(other.sync().clientKill(addressOf(other, id))).isEqualTo("OK");
            assertThat(connection.sync().get("a")).isEqualTo("1");
            assertThat(connection.sync().clientId()).isGreaterThan(id);
        }
    }

    private static String addressOf(StatefulRedisConnection<String, String> connection, long id) {
        return connection
                .sync()
                .clientList()
                .lines()
                .filter(line -> line.startsWith("id=" + id + " "))
                .map(line -> line.replaceAll(".* addr=(\\S+) .*", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
