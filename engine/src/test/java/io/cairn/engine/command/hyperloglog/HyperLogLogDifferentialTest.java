package io.cairn.engine.command.hyperloglog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.SameReplies;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HyperLogLogs are Redis' byte for byte, at every size and in both forms, sound or damaged. */
@NeedsProgram("redis-server")
class HyperLogLogDifferentialTest {
    private static final String[] KEYS = {"a", "b", "c"};
    private static final int DENSE_BYTES = 12_304;

    private static SameReplies both;

    @BeforeAll
    static void start() throws IOException {
        both = new SameReplies();
    }

    @AfterAll
    static void stop() throws IOException {
        both.close();
    }

    @BeforeEach
    void clear() throws IOException {
        both.reset(2);
        useSparseMaxBytes(3000);
    }

    private static void useSparseMaxBytes(long bytes) throws IOException {
        both.redis().execute("CONFIG", "SET", "hll-sparse-max-bytes", Long.toString(bytes));
        EncodingLimits present = EncodingLimits.DEFAULT;
        both.engine().engine().databases().setLimits(withSparseMaxBytes(present, bytes));
    }

    private static EncodingLimits withSparseMaxBytes(EncodingLimits limits, long bytes) {
        return new EncodingLimits(
                limits.listMaxListpackSize(),
                limits.listCompressDepth(),
                limits.hashMaxListpackEntries(),
                limits.hashMaxListpackValue(),
                limits.setMaxIntsetEntries(),
                limits.setMaxListpackEntries(),
                limits.setMaxListpackValue(),
                limits.zsetMaxListpackEntries(),
                limits.zsetMaxListpackValue(),
                bytes,
                limits.streamNodeMaxBytes(),
                limits.streamNodeMaxEntries());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 18, 19, 30, 500, 3000, 12_000, 100_000})
    void growingOneHasTheSameBytesAllTheTime(long sparseMaxBytes) throws IOException {
        useSparseMaxBytes(sparseMaxBytes);
        List<byte[][]> requests = new ArrayList<>();
        Random random = new Random(sparseMaxBytes);
        for (int i = 0; i < 400; i++) {
            requests.add(elements("a", random, 1 + random.nextInt(1 + i / 4)));
            requests.add(Requests.of("GET", "a"));
            if (i % 3 == 0) {
                requests.add(Requests.of("PFCOUNT", "a"));
                requests.add(Requests.of("GET", "a"));
                requests.add(Requests.of("PFDEBUG", "ENCODING", "a"));
            }
        }
        List<byte[]> replies = both.execute(requests, "a");
        assertThat(replies.get(1).length).isEqualTo(sparseMaxBytes < 18 ? DENSE_BYTES + 10 : replies.get(1).length);
        assertThat(replies.get(replies.size() - 1)).isNotEmpty();
    }

    private static byte[][] elements(String key, Random random, int count) {
        String[] words = new String[2 + count];
        words[0] = "PFADD";
        words[1] = key;
        for (int i = 2; i < words.length; i++) {
            // Of every length, so that every way through the hash is taken.
            words[i] = Long.toString(random.nextLong(), 36)
                    .repeat(1 + random.nextInt(2))
                    .substring(random.nextInt(11));
        }
        return Requests.of(words);
    }

    @Test
    void estimatesAreTheSameUpToMillions() throws IOException {
        Random random = new Random(1);
        for (int round = 0; round < 40; round++) {
            List<byte[][]> requests = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                requests.add(elements("a", random, 1000));
            }
            requests.add(Requests.of("PFCOUNT", "a"));
            both.execute(requests);
        }
        String count = both.engine().line("PFCOUNT a");
        assertThat(Math.abs(Long.parseLong(count.replaceAll("[^0-9]", "")) - 400_000))
                .isLessThan(20_000);
    }

    @Test
    void mergesAndUnionsAsRedis() throws IOException {
        Random random = new Random(2);
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String key = KEYS[random.nextInt(3)];
            String other = KEYS[random.nextInt(3)];
            requests.add(
                    switch (random.nextInt(12)) {
                        case 0 -> Requests.of("PFMERGE", key);
                        case 1 -> Requests.of("PFMERGE", key, other);
                        case 2 -> Requests.of("PFMERGE", key, other, KEYS[random.nextInt(3)], "missing");
                        case 3 -> Requests.of("PFCOUNT", key, other);
                        case 4 -> Requests.of("PFCOUNT", key, "missing", other);
                        case 5 -> Requests.of("PFCOUNT", key);
                        case 6 -> Requests.of("DEL", key);
                        case 7 ->
                            random.nextInt(10) == 0
                                    ? Requests.of("PFDEBUG", "TODENSE", key)
                                    : Requests.of("PFADD", key);
                        default -> elements(key, random, 1 + random.nextInt(random.nextInt(40) == 0 ? 2000 : 30));
                    });
            for (String each : KEYS) {
                requests.add(Requests.of("GET", each));
            }
        }
        both.execute(requests, KEYS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void refusesAndLooksInsideAsRedis(int protocol) throws IOException {
        both.reset(protocol);
        both.lines(
                List.of("a"),
                "PFADD",
                "PFADD a",
                "PFADD a",
                "PFDEBUG DECODE a",
                "PFADD a x y z x",
                "PFADD a x",
                "PFDEBUG decode a",
                "PFDEBUG Encoding a",
                "PFCOUNT a",
                "PFDEBUG TODENSE a",
                "PFDEBUG TODENSE a",
                "PFDEBUG ENCODING a",
                "PFDEBUG DECODE a",
                "PFDEBUG GETREG a",
                "PFDEBUG GETREG",
                "PFDEBUG nothing a",
                "PFDEBUG nothing missing",
                "PFCOUNT missing",
                "PFCOUNT missing missing",
                "PFCOUNT",
                "PFMERGE",
                "SET b 12345",
                "PFADD b x",
                "PFCOUNT b",
                "PFCOUNT a b",
                "PFMERGE b a",
                "PFMERGE c a b",
                "GET c",
                "PFDEBUG GETREG b",
                "SET b HYLL",
                "PFADD b x",
                "DEL b",
                "LPUSH b x",
                "PFADD b x",
                "PFCOUNT b",
                "PFCOUNT a b",
                "PFMERGE a b",
                "PFDEBUG ENCODING b",
                "SET b x",
                "PFADD b y",
                "APPEND a x",
                "PFCOUNT a",
                "PFADD d x",
                "PFDEBUG GETREG d",
                "PFDEBUG ENCODING d",
                "GET d");
    }

    /** What others may have made, and what no hash can make; whatever Redis does with it. */
    @Test
    void treatsForeignOnesAsRedis() throws IOException {
        List<String> foreign = new ArrayList<>();
        foreign.add(header(1) + "\u007f\u00ff"); // whole, in an embedded string
        foreign.add(header(1) + "\u007f\u00fe"); // a register too few
        foreign.add(header(1) + "\u007f\u00ff\u0000"); // one too many
        foreign.add(header(1)); // none at all
        foreign.add(header(1) + "\u0080".repeat(16_384)); // many short runs
        foreign.add(header(1) + "\u00ff".repeat(4_096)); // all of them 32
        foreign.add(header(1) + "\u007f\u00ff" + "\u0080".repeat(70_000)); // in pages
        foreign.add(header(2) + "\u007f\u00ff");
        foreign.add(header(0) + "\u0000".repeat(12_288));
        foreign.add(header(0) + "\u00ff".repeat(12_288)); // all of them 63
        foreign.add(header(0) + "\u00cf<\u00f3".repeat(4_096)); // 15, 51, 51 and 60
        foreign.add(header(0) + "3?\u00f3".repeat(4_096)); // all of them 51 or 60
        foreign.add(header(0) + "q\u001c\u00cf".repeat(4_096)); // 49 and 51, where that matters for the estimate
        foreign.add(header(0) + "\u0000".repeat(12_287));
        foreign.add("hyll" + header(1).substring(4) + "\u007f\u00ff");
        for (String value : foreign) {
            List<byte[][]> requests = new ArrayList<>();
            requests.add(Requests.of("SET", "a", value));
            requests.add(Requests.of("PFCOUNT", "a"));
            requests.add(Requests.of("SETRANGE", "a", "15", "\u0080"));
            for (String line : List.of("PFCOUNT a", "PFCOUNT a missing", "PFMERGE b a", "PFADD a e", "PFADD a e f g")) {
                requests.add(Requests.line(line));
                requests.add(Requests.of("GET", "a"));
            }
            requests.add(Requests.line("GET b"));
            requests.add(Requests.line("PFDEBUG DECODE a"));
            requests.add(Requests.line("PFDEBUG GETREG a"));
            requests.add(Requests.line("DEL b"));
            both.execute(requests);
        }
        assertThat(both.errors()).isGreaterThan(10);
    }

    private static String header(int encoding) {
        return "HYLL" + (char) encoding + "\0".repeat(11);
    }

    @Test
    void countThatIsKeptGoesToTheJournalOnce() {
        both.engine().line("PFADD a x y");
        both.engine().journal().clear();

        assertThat(both.engine().line("PFCOUNT a")).isEqualTo(":2\\r\\n");
        assertThat(both.engine().line("PFCOUNT a")).isEqualTo(":2\\r\\n");
        assertThat(both.engine().journal().commands()).containsExactly("PFCOUNT a");
    }

    @Test
    void countIsNotKeptWhileNothingMayBeChanged() {
        both.engine().line("PFADD a x y");
        String before = RespReplies.text(both.engine().execute("GET", "a"));
        both.engine().journal().clear();
        both.engine().journal().refuse("MISCONF no room");

        assertThat(both.engine().line("PFCOUNT a")).isEqualTo(":2\\r\\n");
        assertThat(RespReplies.text(both.engine().execute("GET", "a"))).isEqualTo(before);
        assertThat(both.engine().journal().commands()).isEmpty();
    }

    @Test
    void damagedOneStaysAsItIs() {
        String damaged = header(1) + "\u007f\u00fe";
        both.engine().execute("SET", "a", damaged);
        both.engine().journal().clear();
        List<String> elements = new ArrayList<>(List.of("PFADD", "a"));
        for (int i = 0; i < 100_000; i++) {
            elements.add(Integer.toString(i));
        }

        String reply = RespReplies.text(both.engine().execute(elements.toArray(String[]::new)));

        assertThat(reply).isEqualTo("-INVALIDOBJ Corrupted HLL object detected\\r\\n");
        assertThat(new String(both.engine().execute("GET", "a"), StandardCharsets.ISO_8859_1))
                .contains(damaged);
        assertThat(both.engine().journal().commands()).isEmpty();
    }

    @Test
    void oneThatIsTooLongToBeSoundIsNotEvenTakenOut() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.line("PFADD a x");
        engine.line("SETRANGE a 1000000 x");

        assertThat(engine.line("PFADD a y")).isEqualTo("-INVALIDOBJ Corrupted HLL object detected\\r\\n");
        assertThat(engine.engine().databases().workspace().bytes()).hasSizeLessThan(100_000);
    }

    @Test
    void selfTestPasses() {
        for (int i = 0; i < 5; i++) {
            assertThat(both.engine().line("PFSELFTEST")).isEqualTo("+OK\\r\\n");
        }
    }
}
