package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsProgram("redis-server")
class RealRedisTest {
    @Test
    void answersEveryRequestOfAPipelineInOrder() throws IOException {
        try (RealRedis redis = RealRedis.start()) {
            List<byte[][]> requests = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                requests.add(Requests.of("ECHO", "number " + i));
            }
            List<byte[]> replies = redis.pipeline(requests);
            assertThat(replies).hasSize(10_000);
            assertThat(RespValue.parse(replies.get(9_999)).text()).isEqualTo("number 9999");
        }
    }

    @Test
    void repliesRawInResp2AndResp3() throws IOException {
        try (RealRedis redis = RealRedis.start();
                RespClient client = redis.connect()) {
            assertThat(client.line("CONFIG GET maxmemory-samples"))
                    .isEqualTo("*2\\r\\n$17\\r\\nmaxmemory-samples\\r\\n$1\\r\\n5\\r\\n");
            assertThat(RespValue.parse(client.execute("HELLO", "3"))
                            .get("proto")
                            .text())
                    .isEqualTo("3");
            assertThat(client.line("CONFIG GET maxmemory-samples"))
                    .isEqualTo("%1\\r\\n$17\\r\\nmaxmemory-samples\\r\\n$1\\r\\n5\\r\\n");
            for (String kind : List.of("map", "set", "attrib", "double", "null", "true", "bignum", "verbatim")) {
                byte[] reply = client.execute("DEBUG", "PROTOCOL", kind);
                assertThat(RespReplies.isError(reply)).as(kind).isFalse();
            }
            assertThat(client.line("PING")).isEqualTo("+PONG\\r\\n");
        }
    }

    @Test
    void leavesAfterAKillWhatItHadWritten(@TempDir Path directory) throws IOException {
        try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes", "--appendfsync", "always")) {
            assertThat(redis.line("SET k v")).isEqualTo("+OK\\r\\n");
            redis.kill();
            assertThatThrownBy(() -> redis.line("GET k")).isInstanceOf(IOException.class);
        }
        try (RealRedis again = RealRedis.startIn(directory, "--appendonly", "yes")) {
            assertThat(again.line("GET k")).isEqualTo("$1\\r\\nv\\r\\n");
        }
    }

    @Test
    void takesItsOwnDirectoryAway() throws IOException {
        Path directory;
        try (RealRedis redis = RealRedis.start("--save", "3600 1")) {
            directory = redis.directory();
            assertThat(redis.line("SET k v")).isEqualTo("+OK\\r\\n");
            redis.shutDown();
            assertThat(directory.resolve("dump.rdb")).exists();
        }
        assertThat(Files.exists(directory)).isFalse();
    }

    @Test
    void saysWhyTheServerDoesNotStart() {
        assertThatThrownBy(() -> RealRedis.start("--no-such-setting", "1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-setting");
    }
}
