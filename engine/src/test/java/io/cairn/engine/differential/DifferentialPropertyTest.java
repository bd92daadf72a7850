package io.cairn.engine.differential;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.differential.KeyDump.Answers;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: whatever clients send, the engine answers as Redis does and holds what Redis holds.
 *
 * <p>Method: sequences of requests made from the commands' declarations go to the engine and to one real server, in
 * RESP2 and RESP3. Replies are compared under {@link ReplyRule}, then all keys; then the engine's journal goes to the
 * emptied server, as a log would, and all keys are compared once more.
 *
 * <p>What is counted shows that the generator has not become so wild that all it gets is errors, nor so tame that
 * nothing changes.
 */
@NeedsProgram("redis-server")
class DifferentialPropertyTest {
    private static final int LENGTH = 200;

    private static final String TEXT_RANGES =
            "means something only where all scores are the same; see SortedSetDifferentialPropertyTest";

    /** Commands that are left out, and why. */
    private static final Map<String, String> EXCLUDED = Map.ofEntries(
            entry("dump", "the format of payloads belongs to another module, which compares it"),
            entry("restore", "the format of payloads belongs to another module, which compares it"),
            entry("command", "describes the table; see CommandIntrospectionDifferentialTest"),
            entry("object|help", "our own words"),
            entry("pfselftest", "takes Redis seconds"),
            entry("xgroup|help", "our own words"),
            entry("xinfo|help", "our own words"),
            entry("spop", "takes what chance says, and the sets are different afterwards; see SetCommandsTest"),
            entry("sort", "Redis' order of equal elements is chance; see SortDifferentialPropertyTest"),
            entry("sort_ro", "Redis' order of equal elements is chance; see SortDifferentialPropertyTest"),
            entry("zrank", "has WITHSCORE, which 7.0 has not; see SortedSetDifferentialPropertyTest"),
            entry("zrevrank", "has WITHSCORE, which 7.0 has not; see SortedSetDifferentialPropertyTest"),
            entry("zrandmember", "as random as it is large; see ZRandomMemberTest"),
            entry("zlexcount", TEXT_RANGES),
            entry("zrangebylex", TEXT_RANGES),
            entry("zrevrangebylex", TEXT_RANGES),
            entry("zremrangebylex", TEXT_RANGES));

    /** Options that are left out, and why. */
    private static final Map<String, String> OMITTED_OPTIONS = Map.of(
            "BLOCK", "nobody waits in an engine without a server",
            "BYLEX", TEXT_RANGES,
            "STOREDIST",
                    "stores digits of a distance that C and Java round differently; see GeoDifferentialPropertyTest");

    /** So that values of the size that a sequence builds cross them. */
    private static final String[] SMALL_LIMITS = {
        "--hash-max-listpack-entries", "5", "--set-max-intset-entries", "4",
    };

    /** The same, and no listpacks of sets, which came with 7.2. */
    private static EncodingLimits limits() {
        EncodingLimits d = EncodingLimits.DEFAULT;
        return new EncodingLimits(
                4,
                d.listCompressDepth(),
                5,
                d.hashMaxListpackValue(),
                4,
                0,
                d.setMaxListpackValue(),
                d.zsetMaxListpackEntries(),
                d.zsetMaxListpackValue(),
                d.hllSparseMaxBytes(),
                d.streamNodeMaxBytes(),
                d.streamNodeMaxEntries());
    }

    private static @Nullable RealRedis redis;
    private static final List<RespClient> CLIENTS = new ArrayList<>();
    private static long begun;
    private static long passed;
    private static long requests;
    private static long errors;
    private static long changes;
    private static final Set<String> SUCCESSES = new TreeSet<>();

    @BeforeContainer
    static void startRedis() throws IOException {
        RealRedis started = RealRedis.start(SMALL_LIMITS);
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
        if (passed < begun) {
            return; // The failure says more than any count.
        }
        System.out.printf(
                "%d requests to Redis and to the engine: %d changed something, %d got an error%n",
                requests, changes, errors);
        assertThat(errors).isLessThan(requests * 6 / 10);
        assertThat(changes).isGreaterThan(requests / 5);
        List<String> never = commands().stream()
                .map(CommandSpec::name)
                .filter(name -> !SUCCESSES.contains(name))
                .toList();
        assertThat(never).as("commands that never succeeded").isEmpty();
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        return Sequence.of(LENGTH, new RequestGenerator(commands(), new ArgumentValues(Times.FAR)));
    }

    private static List<CommandSpec> commands() {
        return RequestGenerator.knownTo("7.0", RequestGenerator.executable(EngineCommands.all())).stream()
                .filter(spec -> !EXCLUDED.containsKey(spec.name()))
                .filter(spec -> !EXCLUDED.containsKey(spec.name().replaceFirst("\\|.*", "")))
                .map(spec -> spec.with(withoutOmitted(spec.arguments())))
                .toList();
    }

    private static List<ArgSpec> withoutOmitted(List<ArgSpec> arguments) {
        return arguments.stream()
                .filter(argument -> argument.token() == null || !OMITTED_OPTIONS.containsKey(argument.token()))
                .map(argument -> argument.with(withoutOmitted(argument.arguments())))
                .toList();
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void answersAndHoldsWhatRedisDoes(
            @ForAll("sequences") Sequence sequence, @ForAll @IntRange(min = 2, max = 3) int protocol)
            throws IOException {
        check(sequence, protocol);
    }

    /** The same for half an hour. */
    @Tag("soak")
    @Property(tries = 100_000, edgeCases = EdgeCasesMode.NONE)
    void answersAndHoldsWhatRedisDoesForLong(
            @ForAll("sequences") Sequence sequence, @ForAll @IntRange(min = 2, max = 3) int protocol)
            throws IOException {
        check(sequence, protocol);
    }

    private static void check(Sequence sequence, int protocol) throws IOException {
        begun++;
        RespClient theirs = CLIENTS.get(protocol - 2);
        long startMs = reset(theirs);
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.engine().databases().setLimits(limits());
        engine.clock().setMillis(startMs);
        engine.client().useProtocol(protocol);

        List<byte[][]> sent =
                sequence.requests().stream().map(OlderRedis::withoutClock).toList();
        List<byte[]> actual = execute(sent, engine);
        List<byte[]> expected = OlderRedis.pipeline(theirs, sent, actual);
        long elapsedMs = now(theirs) - startMs;
        assertSameReplies(sent, actual, expected, elapsedMs);

        List<byte[][]> journal = Requests.decode(engine.journal().bytes());
        SortedMap<String, Answers> ours = KeyDump.of(engine.client()::pipeline);
        assertThat(KeyDump.differences(ours, KeyDump.of(theirs::pipeline), elapsedMs, true))
                .isEmpty();

        reset(theirs);
        for (byte[] reply : theirs.pipeline(journal)) {
            assertThat(RespReplies.isError(reply)).as(RespReplies.text(reply)).isFalse();
        }
        assertThat(KeyDump.differences(ours, KeyDump.of(theirs::pipeline), 0, false))
                .as("after the journal was replayed by Redis")
                .isEmpty();
        passed++;
    }

    private static long reset(RespClient client) throws IOException {
        client.pipeline(
                List.of(Requests.of("SELECT", "0"), Requests.of("FLUSHALL"), Requests.of("CONFIG", "RESETSTAT")));
        return now(client);
    }

    private static long now(RespClient client) throws IOException {
        List<String> time = RespValue.parse(client.execute("TIME")).texts();
        return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
    }

    private static List<byte[]> execute(List<byte[][]> sequence, TestEngine engine) {
        List<byte[]> replies = new ArrayList<>();
        for (byte[][] request : sequence) {
            long position = engine.journal().position();
            byte[] reply = engine.client().execute(request);
            replies.add(reply);
            requests++;
            if (RespReplies.isError(reply)) {
                errors++;
            } else {
                SUCCESSES.add(name(request, engine));
            }
            if (engine.journal().position() != position) {
                changes++;
            }
        }
        return replies;
    }

    private static String name(byte[][] request, TestEngine engine) {
        CommandTable table = engine.engine().executor().table();
        String first = new String(request[0], StandardCharsets.ISO_8859_1);
        RegisteredCommand command = Objects.requireNonNull(table.find(first));
        return command.subcommands() == null
                ? command.spec().name()
                : command.spec().name() + "|"
                        + new String(request[1], StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private static void assertSameReplies(
            List<byte[][]> sequence, List<byte[]> actual, List<byte[]> expected, long elapsedMs) {
        for (int i = 0; i < sequence.size(); i++) {
            byte[] ours = actual.get(i);
            byte[] theirs = expected.get(i);
            if (!ReplyRule.of(sequence.get(i)).accepts(ours, theirs, elapsedMs)) {
                throw new AssertionError("request " + i + ": " + Requests.text(sequence.get(i))
                        + "\n    ours  " + RespReplies.text(ours)
                        + "\n    Redis " + RespReplies.text(theirs));
            }
        }
    }
}
