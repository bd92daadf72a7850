package io.cairn.engine.command.zset;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: sorted sets are what they are in Redis, reply by reply and encoding by encoding.
 *
 * <p>Method: requests with few keys and members, so that they meet, go to both, and behind each that changes something
 * the question what the keys hold now. Sets of up to 8 members are compact, so that many cross that line. Ranges by
 * bytes, which mean nothing among different scores, get sequences of their own in which all scores are the same; the
 * compact form is compared in that respect too, because what it does is defined by its layout.
 */
@NeedsProgram("redis-server")
class SortedSetDifferentialPropertyTest {
    private static final int REQUESTS = 120;
    private static final int COMPACT_MEMBERS = 8;

    private static final List<String> WRITES = List.of(
            "ZADD K S M",
            "ZADD K S M S M S M",
            "ZADD K S M S M S M S M S M",
            "ZADD K NX S M S M",
            "ZADD K XX CH S M S M",
            "ZADD K GT CH S M S M",
            "ZADD K LT S M S M",
            "ZADD K XX GT INCR S M",
            "ZADD K INCR S M",
            "ZADD K NX INCR S M",
            "ZADD K LT INCR S M",
            "ZINCRBY K S M",
            "ZINCRBY K S M",
            "ZREM K M",
            "ZREM K M M M",
            "ZREM K M ^ M M ^",
            "ZREMRANGEBYRANK K I I",
            "ZREMRANGEBYSCORE K B B",
            "ZPOPMIN K",
            "ZPOPMAX K",
            "ZPOPMIN K N",
            "ZPOPMAX K N",
            "ZMPOP 2 K K MIN",
            "ZMPOP 2 K K MAX COUNT N",
            "ZRANGESTORE K K I I",
            "ZRANGESTORE K K B B BYSCORE",
            "ZRANGESTORE K K B B BYSCORE REV LIMIT N N",
            "ZUNIONSTORE K 2 K K",
            "ZUNIONSTORE K 3 K K K WEIGHTS S S S",
            "ZUNIONSTORE K 2 K K AGGREGATE MIN",
            "ZINTERSTORE K 2 K K WEIGHTS S S AGGREGATE MAX",
            "ZINTERSTORE K 2 K K",
            "ZDIFFSTORE K 2 K K",
            "DEL K");

    private static final List<String> READS = List.of(
            "ZSCORE K M",
            "ZMSCORE K M M M",
            "ZCARD K",
            "ZCOUNT K B B",
            "ZRANK K M",
            "ZREVRANK K M",
            "ZRANGE K I I",
            "ZRANGE K I I REV WITHSCORES",
            "ZREVRANGE K I I WITHSCORES",
            "ZRANGE K B B BYSCORE",
            "ZRANGE K B B BYSCORE REV LIMIT I I",
            "ZRANGEBYSCORE K B B WITHSCORES LIMIT N I",
            "ZREVRANGEBYSCORE K B B WITHSCORES",
            "ZREVRANGEBYSCORE K B B LIMIT I N",
            "ZUNION 2 K K WITHSCORES",
            "ZUNION 2 K K WEIGHTS S S AGGREGATE MAX WITHSCORES",
            "ZINTER 3 K K K WITHSCORES",
            "ZINTER 2 K K",
            "ZDIFF 3 K K K WITHSCORES",
            "ZINTERCARD 2 K K LIMIT N",
            "ZSCAN K 0 COUNT 1000",
            "ZSCAN K 0 COUNT 1000 MATCH *1*");

    private static final List<String> TEXT_RANGES = List.of(
            "ZLEXCOUNT K L L",
            "ZRANGEBYLEX K L L",
            "ZRANGEBYLEX K L L LIMIT N I",
            "ZREVRANGEBYLEX K L L",
            "ZREVRANGEBYLEX K L L LIMIT I N",
            "ZRANGE K L L BYLEX",
            "ZRANGE K L L BYLEX REV LIMIT N N",
            "ZRANGESTORE K K L L BYLEX",
            "ZREMRANGEBYLEX K L L",
            "ZREMRANGEBYLEX K (M [M");

    private static final Function<Random, String> MEMBERS = Templates.oneOf(
            "",
            "a",
            "b",
            "c",
            "ab",
            "abc",
            "1",
            "2",
            "-3",
            "10",
            "007",
            "1e5",
            "m1",
            "m2",
            "m10",
            "zz",
            "\u0000",
            "\u00ff",
            "a\u0000",
            "-",
            "+",
            "(",
            "y".repeat(64),
            "x".repeat(65),
            "w".repeat(300),
            "4611686018427387904");

    private static final Function<Random, String> SCORES = Templates.oneOf(
            "0",
            "-0",
            "1",
            "1",
            "2",
            "2",
            "3",
            "-1",
            "0.1",
            "0.2",
            "1.5",
            "-2.5",
            "3.141592653589793",
            "1e10",
            "1e17",
            "1e18",
            "4611686018427387904",
            "9223372036854775807",
            "1e300",
            "-1e300",
            "5e-324",
            "inf",
            "-inf",
            "1e400",
            "nan",
            "0x10",
            "1e-7",
            "123456789.123",
            "x",
            "");

    private static final Map<String, Function<Random, String>> KINDS = Map.of(
            "K",
            Templates.oneOf("k1", "k2", "k3", "k4"),
            "M",
            MEMBERS,
            "S",
            SCORES,
            "I",
            Templates.oneOf("0", "1", "2", "5", "-1", "-2", "-4", "100", "-100", "9223372036854775807", "x"),
            "N",
            Templates.oneOf("0", "1", "2", "3", "6", "100"),
            "B",
            random -> (random.nextInt(3) == 0 ? "(" : "") + SCORES.apply(random),
            "L",
            random -> switch (random.nextInt(6)) {
                case 0 -> "-";
                case 1 -> "+";
                case 2, 3 -> "(" + MEMBERS.apply(random);
                case 4 -> MEMBERS.apply(random);
                default -> "[" + MEMBERS.apply(random);
            });

    private static @Nullable RealRedis redis;
    private static long errors;
    private static long compared;
    private static long large;

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start("--zset-max-listpack-entries", Integer.toString(COMPACT_MEMBERS));
    }

    @AfterContainer
    static void stopRedisAndCountWhatHappened() throws IOException {
        if (redis != null) {
            redis.close();
        }
        System.out.printf("%d replies compared, %d of them errors; %d times a large set%n", compared, errors, large);
        assertThat(large).isGreaterThan(compared / 50);
        assertThat(errors).isLessThan(compared / 3);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void answersAsRedisDoes(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Templates writes = new Templates(WRITES, KINDS);
        Templates reads = new Templates(READS, KINDS);
        List<byte[][]> requests = new ArrayList<>();
        while (requests.size() < REQUESTS) {
            byte[][] write = writes.next(random);
            requests.add(write);
            addQuestions(write, requests);
            requests.add(reads.next(random));
        }
        compare(requests, random.nextBoolean() ? 2 : 3);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void rangesByBytesAreThoseOfRedisWhereScoresAreTheSame(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Templates ranges = new Templates(TEXT_RANGES, KINDS);
        List<byte[][]> requests = new ArrayList<>();
        while (requests.size() < REQUESTS) {
            requests.add(
                    ranges.fill(random.nextBoolean() ? "ZADD K -1.5 M -1.5 M -1.5 M -1.5 M" : "ZREM K M M", random));
            byte[][] range = ranges.next(random);
            requests.add(range);
            addQuestions(range, requests);
        }
        compare(requests, random.nextBoolean() ? 2 : 3);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void rangesByBytesOfCompactSetsAreThoseOfRedisWhateverTheScores(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, Function<Random, String>> few = new HashMap<>(KINDS);
        few.put("M", Templates.oneOf("a", "b", "c", "d", "e", "1", "2"));
        // LIMIT passes over what lies in between without a look at it, and so may begin behind the range.
        List<String> lines =
                TEXT_RANGES.stream().filter(line -> !line.contains("LIMIT")).toList();
        Templates ranges = new Templates(lines, few);
        List<byte[][]> requests = new ArrayList<>();
        while (requests.size() < REQUESTS) {
            requests.add(ranges.fill(random.nextBoolean() ? "ZADD K S M" : "ZREM K M", random));
            byte[][] range = ranges.next(random);
            requests.add(range);
            addQuestions(range, requests);
        }
        compare(requests, 2);
    }

    private static void addQuestions(byte[][] write, List<byte[][]> requests) {
        for (int i = 1; i < Math.min(4, write.length); i++) {
            String key = RespReplies.text(write[i]);
            if (key.matches("k[1-4]")) {
                requests.add(Requests.of("OBJECT", "ENCODING", key));
                requests.add(Requests.of("ZRANGE", key, "0", "-1", "WITHSCORES"));
            }
        }
    }

    private static void compare(List<byte[][]> requests, int protocol) throws IOException {
        RealRedis server = Objects.requireNonNull(redis);
        server.execute("HELLO", Integer.toString(protocol));
        server.execute("FLUSHALL");
        TestEngine engine = engine();
        engine.client().useProtocol(protocol);
        List<byte[]> expected = server.pipeline(requests);
        for (int i = 0; i < requests.size(); i++) {
            byte[] actual = engine.client().execute(requests.get(i));
            String ours = normal(requests.get(i), actual);
            String theirs = normal(requests.get(i), expected.get(i));
            if (!ours.equals(theirs)) {
                throw new AssertionError(story(requests, i) + "\n    ours  " + ours + "\n    Redis " + theirs);
            }
            compared++;
            errors += theirs.startsWith("-") ? 1 : 0;
            large += theirs.contains("skiplist") ? 1 : 0;
        }
        assertReplayGivesTheSame(engine, server);
    }

    /** What the journal says makes the same data in Redis. */
    private static void assertReplayGivesTheSame(TestEngine engine, RealRedis server) throws IOException {
        server.execute("FLUSHALL");
        for (byte[] reply : server.pipeline(Requests.decode(engine.journal().bytes()))) {
            assertThat(RespReplies.isError(reply)).as(RespReplies.text(reply)).isFalse();
        }
        for (String key : List.of("k1", "k2", "k3", "k4")) {
            byte[][] question = Requests.of("ZRANGE", key, "0", "-1", "WITHSCORES");
            assertThat(RespReplies.text(server.client().execute(question)))
                    .isEqualTo(RespReplies.text(engine.client().execute(question)));
        }
    }

    private static TestEngine engine() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        EncodingLimits d = EncodingLimits.DEFAULT;
        engine.engine()
                .databases()
                .setLimits(new EncodingLimits(
                        d.listMaxListpackSize(),
                        d.listCompressDepth(),
                        d.hashMaxListpackEntries(),
                        d.hashMaxListpackValue(),
                        d.setMaxIntsetEntries(),
                        d.setMaxListpackEntries(),
                        d.setMaxListpackValue(),
                        COMPACT_MEMBERS,
                        d.zsetMaxListpackValue(),
                        d.hllSparseMaxBytes(),
                        d.streamNodeMaxBytes(),
                        d.streamNodeMaxEntries()));
        return engine;
    }

    /** The reply, with what has no order in one. */
    private static String normal(byte[][] request, byte[] reply) {
        String name = RespReplies.text(request[0]).toUpperCase(Locale.ROOT);
        if (!name.equals("ZSCAN") || RespReplies.isError(reply)) {
            return RespReplies.text(reply);
        }
        RespValue scanned = RespValue.parse(reply);
        return scanned.get(0) + " " + scanned.get(1).sortedPairs();
    }

    private static String story(List<byte[][]> requests, int last) {
        List<String> lines = new ArrayList<>();
        String key = requests.get(last).length > 1 ? RespReplies.text(requests.get(last)[1]) : "";
        for (int i = 0; i <= last; i++) {
            String line = Requests.text(requests.get(i));
            if (i == last || line.contains(key)) {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }
}
