package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** What a Java program sees that uses the most common client, in both versions of the protocol. */
class JedisTest {
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    private @interface InBothVersions {}

    @TempDir
    private Path directory = Path.of("");

    private static Jedis connect(TestServer server, RedisProtocol protocol) {
        return new Jedis(
                new HostAndPort("127.0.0.1", server.port()),
                DefaultJedisClientConfig.builder()
                        .protocol(protocol)
                        .clientName("tester")
                        .build());
    }

    @InBothVersions
    void introducesItself(RedisProtocol protocol) throws Exception {
        try (TestServer server = TestServer.start(directory);
                Jedis jedis = connect(server, protocol)) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.clientGetname()).isEqualTo("tester");
            assertThat(jedis.clientInfo())
                    .contains(
                            " name=tester ",
                            " resp=" + (protocol == RedisProtocol.RESP3 ? 3 : 2) + " ",
                            " lib-name=jedis",
                            " lib-ver=8.");
            assertThat(jedis.clientList().lines()).hasSize(1);
        }
    }

    @InBothVersions
    void storesAndFindsStrings(RedisProtocol protocol) throws Exception {
        try (TestServer server = TestServer.start(directory);
                Jedis jedis = connect(server, protocol)) {
            assertThat(jedis.set("greeting", "hello")).isEqualTo("OK");
            assertThat(jedis.get("greeting")).isEqualTo("hello");
            assertThat(jedis.get("nothing")).isNull();
            assertThat(jedis.set("greeting", "bye", SetParams.setParams().nx())).isNull();
            assertThat(jedis.append("greeting", "!")).isEqualTo(6);
            assertThat(jedis.incrBy("n", 40)).isEqualTo(40);
            assertThat(jedis.incrByFloat("f", 1.5)).isEqualTo(1.5);
            assertThat(jedis.mget("greeting", "nothing", "n")).containsExactly("hello!", null, "40");
            assertThat(jedis.exists("greeting")).isTrue();
            assertThat(jedis.type("greeting")).isEqualTo("string");
            assertThat(jedis.del("greeting", "nothing")).isEqualTo(1);
            assertThatThrownBy(() -> jedis.incr("f"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessage("ERR value is not an integer or out of range");
            assertThat(jedis.configGet("appendfsync")).containsEntry("appendfsync", "everysec");
            assertThat(jedis.info("server")).contains("redis_version:");
        }
    }

    @InBothVersions
    void keepsBinaryKeysAndValuesByteForByte(RedisProtocol protocol) throws Exception {
        byte[] key = new byte[256];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        byte[] value = new byte[100_000];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i * 31);
        }
        try (TestServer server = TestServer.start(directory);
                Jedis jedis = connect(server, protocol)) {
            jedis.set(key, value);
            assertThat(jedis.get(key)).isEqualTo(value);
            assertThat(jedis.set("ключ", "значение")).isEqualTo("OK");
            assertThat(jedis.get("ключ".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("значение".getBytes(StandardCharsets.UTF_8));
            byte[] dump = jedis.dump(key);
            jedis.restore(new byte[] {0}, 0, dump);
            assertThat(jedis.get(new byte[] {0})).isEqualTo(value);
        }
    }

    @InBothVersions
    void answersAPipelineInOrderAndErrorsInTheirPlace(RedisProtocol protocol) throws Exception {
        int count = 20_000;
        try (TestServer server = TestServer.start(directory, "--appendfsync", "always");
                Jedis jedis = connect(server, protocol)) {
            Pipeline pipeline = jedis.pipelined();
            List<Response<Long>> counts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                counts.add(pipeline.incr("n"));
            }
            Response<String> set = pipeline.set("text", "x");
            Response<Long> wrong = pipeline.incr("text");
            Response<String> last = pipeline.get("n");
            pipeline.sync();
            for (int i = 0; i < count; i++) {
                assertThat(counts.get(i).get()).isEqualTo(i + 1);
            }
            assertThat(set.get()).isEqualTo("OK");
            assertThatThrownBy(wrong::get).isInstanceOf(JedisDataException.class);
            assertThat(last.get()).isEqualTo(Integer.toString(count));
        }
    }

    @InBothVersions
    void scansEveryKeyAndKeepsExpiryToTheMillisecond(RedisProtocol protocol) throws Exception {
        try (TestServer server = TestServer.start(directory);
                Jedis jedis = connect(server, protocol)) {
            Set<String> expected = new HashSet<>();
            Pipeline pipeline = jedis.pipelined();
            for (int i = 0; i < 5000; i++) {
                pipeline.set("key:" + i, "v");
                expected.add("key:" + i);
                pipeline.set("other:" + i, "v");
            }
            pipeline.sync();
            Set<String> found = new HashSet<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page =
                        jedis.scan(cursor, new ScanParams().match("key:*").count(100), "string");
                found.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            assertThat(found).isEqualTo(expected);

            long at = 99_999_999_999_999L;
            assertThat(jedis.pexpireAt("key:1", at)).isEqualTo(1);
            assertThat(jedis.pexpireTime("key:1")).isEqualTo(at);
            jedis.set("soon", "v", SetParams.setParams().px(50));
            assertThat(jedis.pttl("soon")).isBetween(0L, 50L);
            TimeUnit.MILLISECONDS.sleep(60);
            assertThat(jedis.get("soon")).isNull();
            assertThat(jedis.ttl("soon")).isEqualTo(-2);
            assertThat(jedis.persist("key:1")).isEqualTo(1);
            assertThat(jedis.ttl("key:1")).isEqualTo(-1);
        }
    }

    @Test
    void saysWhoItIsBeforeAnythingElse() throws Exception {
        try (TestServer server = TestServer.start(directory, "--requirepass", "secret")) {
            HostAndPort address = new HostAndPort("127.0.0.1", server.port());
            for (RedisProtocol protocol : List.of(RedisProtocol.RESP2, RedisProtocol.RESP3)) {
                try (Jedis jedis = new Jedis(address, withPassword(protocol, "secret"))) {
                    jedis.set("a", "1");
                    assertThat(jedis.dbSize()).isEqualTo(1);
                    assertThat(jedis.clientInfo()).contains(" db=3 ");
                }
                assertThatThrownBy(() -> new Jedis(address, withPassword(protocol, "wrong")))
                        .isInstanceOf(JedisAccessControlException.class)
                        .hasMessageStartingWith("WRONGPASS");
            }
        }
    }

    private static JedisClientConfig withPassword(RedisProtocol protocol, String password) {
        return DefaultJedisClientConfig.builder()
                .protocol(protocol)
                .password(password)
                .database(3)
                .build();
    }
}
