package io.cairn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Values that grow over Redis' own limits and shrink again have the encoding that they have in Redis, after every step. */
@NeedsProgram("redis-server")
class CollectionEncodingDifferentialTest {
    private static final int PAST_EVERY_LIMIT = 530;

    @Test
    void hashesOfManyFields() throws IOException {
        compare(i -> "HSET k f" + i + " v", i -> "HDEL k f" + i);
    }

    @Test
    void hashesOfLongValues() throws IOException {
        compare(i -> "HSET k f " + "v".repeat(i % 70 + 1), i -> "HDEL k f");
    }

    @Test
    void hashesOfLongNames() throws IOException {
        compare(i -> "HSETNX k " + "f".repeat(i % 70 + 1) + " v", i -> "HDEL k " + "f".repeat(i % 70 + 1));
    }

    @Test
    void hashesOfDecimalsThatGrow() throws IOException {
        compare(i -> "HINCRBYFLOAT k " + "f".repeat(i % 66 + 1) + " 0.1", i -> "HINCRBY k g 1");
    }

    @Test
    void setsOfNumbers() throws IOException {
        compare(i -> "SADD k " + i * 7919L * (i % 3 - 1), i -> "SREM k " + i * 7919L * (i % 3 - 1));
    }

    @Test
    void setsOfNumbersAndText() throws IOException {
        compare(i -> "SADD k " + (i % 100 == 99 ? "text" + i : Integer.toString(i)), i -> "SPOP k 3");
    }

    @Test
    void setsOfResults() throws IOException {
        compare(
                i -> i % 5 == 4
                        ? "SUNIONSTORE k " + (i < 300 ? "a" : "k") + " b c"
                        : "SADD " + "abc".charAt(i % 3) + " " + i,
                i -> i % 2 == 0 ? "SDIFFSTORE k k a" : "SINTERSTORE k k b");
    }

    private static void compare(IntFunction<String> growing, IntFunction<String> shrinking) throws IOException {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < PAST_EVERY_LIMIT; i++) {
            requests.add(Requests.line(growing.apply(i)));
            requests.add(Requests.of("OBJECT", "ENCODING", "k"));
        }
        for (int i = 0; i < PAST_EVERY_LIMIT; i++) {
            requests.add(Requests.line(shrinking.apply(i)));
            requests.add(Requests.of("OBJECT", "ENCODING", "k"));
        }
        TestEngine engine = new TestEngine(EngineCommands.all());
        // Sets are listpacks since 7.2.
        engine.engine().databases().setLimits(new EncodingLimits(-2, 0, 512, 64, 512, 0, 64, 128, 64, 3000, 4096, 100));
        try (RealRedis redis = RealRedis.start()) {
            List<byte[]> theirs = redis.pipeline(requests);
            for (int i = 1; i < requests.size(); i += 2) {
                engine.client().execute(requests.get(i - 1));
                String ours = RespReplies.text(engine.client().execute(requests.get(i)));
                assertThat(ours)
                        .as("after " + Requests.text(requests.get(i - 1)))
                        .isEqualTo(RespReplies.text(theirs.get(i)));
            }
        }
    }
}
