package io.cairn.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Campaign;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.Mutations;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Campaign Q, numbers: texts that are almost numbers, wherever commands read them.
 *
 * <p>Goal: an integer, a score, a coordinate or the number of an entry is read as in Redis, to the last digit, and what is none is
 * refused with the same words. Method: changed numbers of all notations to commands of each kind, here and in a real Redis, and all
 * replies compared.
 */
@NeedsProgram("redis-server")
class FuzzedNumbersDifferentialTest {
    private static final int TEXTS_OF_A_CASE = 50;
    private static final List<String> CORPUS = List.of(
            "0",
            "1",
            "-1",
            "-0",
            "42",
            "-9223372036854775808",
            "9223372036854775807",
            "0.1",
            "1.5e3",
            "-2.5E-3",
            "1e308",
            "4.9e-324",
            "2.2250738585072011e-308",
            "179769313486231570e292",
            "inf",
            "-inf",
            "+Infinity",
            "nan",
            "nan(1)",
            "0x1p3",
            "0x.8P-1074",
            "0X1.fffffffffffff8p0",
            "9007199254740993",
            "9007199254740992.5",
            "1.7976931348623159e308",
            "123456789012345678901234567890",
            ".5",
            "5.",
            "1e",
            "1e+",
            "0x",
            "18446744073709551615",
            "00012",
            "180",
            "-85.06");
    private static final List<String> WORDS = List.of(
            "0x",
            "x",
            "e",
            "E",
            "p",
            "P",
            ".",
            "+",
            "-",
            " ",
            "\t",
            "\n",
            "\u000b",
            "\0",
            "inf",
            "nan",
            "(",
            ")",
            "1",
            "9",
            "00",
            "_",
            ",",
            "f",
            "L",
            "e-5",
            "e99999999999",
            "\u00a0",
            "\u00b2",
            "-0",
            "5");

    @Test
    void textsThatAreAlmostNumbersAreReadAsInRedis() throws IOException {
        run(80);
    }

    @Tag("soak")
    @Test
    void manyTextsThatAreAlmostNumbersAreReadAsInRedis() throws IOException {
        run(100_000);
    }

    private static void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("Q-numbers", FuzzedNumbersDifferentialTest.class);
        try (RealRedis redis = RealRedis.start()) {
            campaign.forEach(campaign.count("cases", otherwise), seed -> check(seed, redis, campaign));
        }
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("refused")).isGreaterThan(campaign.figure("replies") / 4);
            assertThat(campaign.figure("refused")).isLessThan(campaign.figure("replies") * 3 / 4);
        }
    }

    private static void check(long seed, RealRedis redis, Campaign campaign) throws IOException {
        Random random = new Random(seed);
        TestEngine engine = new TestEngine(EngineCommands.all());
        // Cases run beside each other in one Redis, so each has keys of its own.
        String own = "{" + seed + "}";
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < TEXTS_OF_A_CASE; i++) {
            byte[] number = CORPUS.get(random.nextInt(CORPUS.size())).getBytes(ISO_8859_1);
            String text = new String(new Mutations(random, WORDS).of(number), ISO_8859_1);
            addRequests(requests, own, text);
        }
        try (RespClient client = redis.connect()) {
            List<byte[]> theirs = client.pipeline(requests);
            for (int i = 0; i < requests.size(); i++) {
                String reply = RespReplies.text(engine.client().execute(requests.get(i)));
                assertThat(reply).as(Requests.text(requests.get(i))).isEqualTo(RespReplies.text(theirs.get(i)));
                campaign.add("refused", reply.startsWith("-") ? 1 : 0);
                campaign.add("replies", 1);
            }
        }
    }

    private static void addRequests(List<byte[][]> requests, String own, String text) {
        String string = "string" + own;
        String zset = "zset" + own;
        requests.add(Requests.of("SET", string, text));
        requests.add(Requests.of("INCR", string));
        requests.add(Requests.of("SET", string, "12"));
        requests.add(Requests.of("INCRBY", string, text));
        requests.add(Requests.of("INCRBYFLOAT", string, text));
        requests.add(Requests.of("GETRANGE", string, text, "-1"));
        requests.add(Requests.of("DEL", zset));
        requests.add(Requests.of("ZADD", zset, text, "a", "1", "b"));
        requests.add(Requests.of("ZINCRBY", zset, text, "b"));
        requests.add(Requests.of("ZRANGE", zset, "0", "-1", "WITHSCORES"));
        requests.add(Requests.of("ZCOUNT", zset, "(" + text, "+inf"));
        requests.add(Requests.of("ZRANGEBYSCORE", zset, "-inf", text, "LIMIT", "0", "1"));
        requests.add(Requests.of("HINCRBYFLOAT", "hash" + own, "field", text));
        requests.add(Requests.of("DEL", "hash" + own));
        requests.add(Requests.of("GEOADD", "geo" + own, text, text, "place"));
        requests.add(Requests.of("GEOPOS", "geo" + own, "place"));
        requests.add(Requests.of("XRANGE", "stream" + own, text, "+"));
        requests.add(Requests.of("LRANGE", "list" + own, text, "5"));
        requests.add(Requests.of("BITCOUNT", string, "0", text));
    }
}
