package io.cairn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.stream.StreamCommands;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: streams whose leaves are as small as can be behave as Redis' do, leaf by leaf, and their journal holds all of them.
 *
 * <p>Method: as {@link DifferentialPropertyTest}, with the commands on streams alone, adding more often than the others,
 * and with leaves of four entries or 200 bytes, so that what depends on leaves (trimming about so far) happens all the
 * time.
 */
@NeedsProgram("redis-server")
class StreamDifferentialPropertyTest {
    private static final int LENGTH = 150;
    private static final EncodingLimits SMALL_LEAVES =
            new EncodingLimits(-2, 0, 512, 64, 512, 128, 64, 128, 64, 3000, 200, 4);

    /** How much more often than the others these are drawn. */
    private static final Map<String, Integer> MORE_OFTEN =
            Map.of("xadd", 3, "xreadgroup", 3, "xgroup|create", 1, "xpending", 4, "xsetid", 2, "xinfo|stream", 2);

    /** In the place of all other keys of {@link ArgumentValues}. */
    private static final String KEY = "a";

    private static final Set<String> OTHER_KEYS = Set.of("b", "c", "k1", "k2", "k3", "k4", "k5", "key with blanks");

    private static @Nullable RealRedis redis;
    private static final List<RespClient> CLIENTS = new ArrayList<>();
    private static final SortedMap<String, Integer> SUCCESSES = new TreeMap<>();
    private static long severalLeaves;

    @BeforeContainer
    static void startRedis() throws IOException {
        RealRedis started = RealRedis.start("--stream-node-max-bytes", "200", "--stream-node-max-entries", "4");
        redis = started;
        CLIENTS.add(started.connect());
        CLIENTS.add(started.connect());
        CLIENTS.get(1).execute("HELLO", "3");
    }

    @AfterContainer
    static void stopRedisAndCountWhatHappened() throws IOException {
        if (redis != null) {
            redis.close();
        }
        System.out.println("successes: " + SUCCESSES + ", streams of several leaves: " + severalLeaves);
        for (CommandSpec command : commands()) {
            assertThat(SUCCESSES.getOrDefault(command.name(), 0))
                    .as(command.name())
                    .isGreaterThan(40);
        }
        assertThat(severalLeaves).isGreaterThan(50);
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        List<CommandSpec> drawn = new ArrayList<>(commands());
        for (CommandSpec command : commands()) {
            int more = MORE_OFTEN.getOrDefault(command.name(), 0);
            drawn.addAll(Collections.nCopies(more, command));
        }
        return Sequence.of(LENGTH, new RequestGenerator(drawn, new ArgumentValues(Times.FAR)));
    }

    private static List<CommandSpec> commands() {
        return RequestGenerator.knownTo("7.0", RequestGenerator.executable(StreamCommands.all())).stream()
                .filter(spec -> !spec.name().endsWith("|help"))
                .map(spec -> spec.with(spec.arguments().stream()
                        .filter(argument -> !"BLOCK".equals(argument.token()))
                        .map(StreamDifferentialPropertyTest::withOneKey)
                        .toList()))
                .toList();
    }

    private static byte[][] withFewKeys(byte[][] request) {
        byte[][] other = request.clone();
        for (int i = 1; i < other.length; i++) {
            String text = new String(other[i], StandardCharsets.ISO_8859_1);
            if (OTHER_KEYS.contains(text)) {
                other[i] = Requests.of(KEY)[0];
            }
        }
        return other;
    }

    /** As many ids as keys: one. */
    private static ArgSpec withOneKey(ArgSpec argument) {
        return argument.name().equals("streams")
                ? ArgSpec.block("streams", ArgSpec.key("key", 0), ArgSpec.string("id"))
                        .after("STREAMS")
                : argument;
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void answersAndHoldsWhatRedisDoes(
            @ForAll("sequences") Sequence sequence, @ForAll @IntRange(min = 2, max = 3) int protocol)
            throws IOException {
        RespClient theirs = CLIENTS.get(protocol - 2);
        long startMs = reset(theirs);
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.engine().databases().setLimits(SMALL_LEAVES);
        engine.clock().setMillis(startMs);
        engine.client().useProtocol(protocol);

        List<byte[][]> sent = sequence.requests().stream()
                .map(OlderRedis::withoutClock)
                .map(StreamDifferentialPropertyTest::withFewKeys)
                .toList();
        List<byte[]> actual = engine.client().pipeline(sent);
        List<byte[]> expected = OlderRedis.pipeline(theirs, sent, actual);
        long elapsedMs = now(theirs) - startMs;
        for (int i = 0; i < sent.size(); i++) {
            assertThat(ReplyRule.of(sent.get(i)).accepts(actual.get(i), expected.get(i), elapsedMs))
                    .as("request " + i + ": " + Requests.text(sent.get(i)) + "\n    ours  "
                            + RespReplies.text(actual.get(i)) + "\n    Redis " + RespReplies.text(expected.get(i)))
                    .isTrue();
            count(sent.get(i), actual.get(i));
        }
        SortedMap<String, KeyDump.Answers> ours = KeyDump.of(engine.client()::pipeline);
        assertThat(KeyDump.differences(ours, KeyDump.of(theirs::pipeline), elapsedMs, true))
                .isEmpty();
        List<byte[][]> journal = Requests.decode(engine.journal().bytes());
        reset(theirs);
        for (byte[] reply : theirs.pipeline(journal)) {
            assertThat(RespReplies.isError(reply)).as(RespReplies.text(reply)).isFalse();
        }
        assertThat(KeyDump.differences(ours, KeyDump.of(theirs::pipeline), 0, false))
                .as("after the journal was replayed by Redis")
                .isEmpty();
        severalLeaves += leavesOf(engine.client().execute("XINFO", "STREAM", KEY)) > 1 ? 1 : 0;
    }

    /** Every length of a first entry, and what a second one beside it needs: where a leaf ends is exact to the byte. */
    @Example
    void leavesEndWhereRedisEndsThem() throws IOException {
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.engine().databases().setLimits(SMALL_LEAVES);
        RespClient theirs = CLIENTS.get(0);
        Set<Long> seen = new TreeSet<>();
        for (int length = 1; length < 200; length++) {
            List<byte[][]> requests = new ArrayList<>();
            requests.add(Requests.of("DEL", KEY));
            requests.add(Requests.of("XADD", KEY, "1-1", "f", "x".repeat(length)));
            requests.add(Requests.of("XADD", KEY, "1-2", "f", "12345678"));
            requests.add(Requests.of("XADD", KEY, "1-3", "g", "y".repeat(length / 2)));
            requests.add(Requests.of("XINFO", "STREAM", KEY));
            long ours = leavesOf(engine.client().pipeline(requests).get(4));
            assertThat(ours)
                    .as("length " + length)
                    .isEqualTo(leavesOf(theirs.pipeline(requests).get(4)));
            seen.add(ours);
        }
        assertThat(seen).containsExactly(1L, 2L);
    }

    private static long leavesOf(byte[] info) {
        return RespReplies.isError(info)
                ? 0
                : Long.parseLong(RespValue.parse(info).get("radix-tree-keys").text());
    }

    private static void count(byte[][] request, byte[] reply) {
        if (!RespReplies.isError(reply)) {
            String first = RespReplies.text(request[0]).toLowerCase(Locale.ROOT);
            boolean container = first.equals("xgroup") || first.equals("xinfo");
            String name = container ? first + "|" + RespReplies.text(request[1]).toLowerCase(Locale.ROOT) : first;
            SUCCESSES.merge(name, 1, Integer::sum);
        }
    }

    private static long reset(RespClient client) throws IOException {
        client.pipeline(List.of(Requests.of("SELECT", "0"), Requests.of("FLUSHALL")));
        return now(client);
    }

    private static long now(RespClient client) throws IOException {
        List<String> time = RespValue.parse(client.execute("TIME")).texts();
        return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
    }
}
