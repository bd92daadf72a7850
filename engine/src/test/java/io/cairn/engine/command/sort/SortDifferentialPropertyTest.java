package io.cairn.engine.command.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: SORT orders, picks and stores what Redis does. Method: a list, a set and a sorted set of the same few elements,
 * weights for all of them or for some, in strings and in hashes; then SORT with any options, on both sides. Invariants: the
 * same replies, and the same list stored.
 *
 * <p>Where Redis' own order is chance it is not asked for: where the elements of a set lie, and which of two elements with
 * the same text as a weight comes first when they are picked from many by LIMIT or come from a hash table.
 */
@NeedsProgram("redis-server")
class SortDifferentialPropertyTest {
    private static final int SORTS = 40;
    private static final List<String> NUMBERS =
            List.of("0", "-0", "3", "3.0", "-7", "1e3", " 5", "0x10", "inf", "-inf", "12345678901234567890", "", ".5");
    private static final List<String> TEXTS = List.of("a", "b", "ab", "B", "", "\u00e4", "10", "9", "nan", "5 ");

    private static @Nullable RealRedis redis;
    private static long replies;
    private static long errors;
    private static long stored;

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start();
    }

    @AfterContainer
    static void stopRedisAndCountWhatHappened() throws IOException {
        Objects.requireNonNull(redis).close();
        System.out.printf("%d replies to SORT compared, %d of them errors; %d lists stored%n", replies, errors, stored);
        assertThat(replies).isGreaterThan(1000);
        assertThat(errors).isBetween(replies / 100, replies / 2);
        assertThat(stored).isGreaterThan(200);
    }

    /** One run. */
    private static final class Run {
        private final Random random;
        private final boolean complete;
        private final List<String> elements = new ArrayList<>();
        private final List<byte[][]> script = new ArrayList<>();
        /** Requests whose replies are compared as if they were sorted. */
        private final List<Integer> unordered = new ArrayList<>();

        Run(long seed) {
            random = new Random(seed);
            complete = random.nextBoolean();
            List<String> from = random.nextInt(3) == 0 ? TEXTS : NUMBERS;
            IntStream.range(0, random.nextInt(20)).forEach(i -> elements.add(element(from)));
            fill();
            for (int i = 0; i < SORTS; i++) {
                sort();
                add("LRANGE", "d", "0", "-1");
                add("TYPE", "d");
            }
        }

        private String element(List<String> from) {
            return random.nextBoolean() ? Integer.toString(random.nextInt(30)) : from.get(random.nextInt(from.size()));
        }

        private void add(String... words) {
            script.add(Requests.of(words));
        }

        private void fill() {
            List<Integer> weights =
                    new ArrayList<>(IntStream.range(0, elements.size()).boxed().toList());
            Collections.shuffle(weights, random);
            for (int i = 0; i < elements.size(); i++) {
                String element = elements.get(i);
                add("RPUSH", "l", element);
                add("SADD", "s", element);
                add("ZADD", "z", Integer.toString(random.nextInt(5)), element);
                String weight = complete ? Integer.toString(weights.get(i)) : element(NUMBERS);
                if (complete || random.nextBoolean()) {
                    add("SET", "w_" + element + "_w", weight);
                    add("HSET", "h_" + element, "f", weight, "g->", "x" + i);
                }
            }
            add("SET", "string", "x");
            add("HSET", "hash", "f", "1");
            add("HSET", "w_1_w", "f", "1");
        }

        private void sort() {
            String key = pick("l", "l", "s", "z", "none", "string", "hash");
            String by = pick("", "", "", "nosort", "w_*_w", "w_*_w", "h_*->f", "h_*->none", "w_*_w->f", "*", "none_*");
            boolean constant = !by.isEmpty() && by.indexOf('*') < 0;
            boolean weighs = !by.isEmpty() && !constant;
            boolean found = by.equals("w_*_w") || by.equals("h_*->f");
            boolean distinct = complete && found && !elements.contains("1");
            boolean fromTable = key.equals("s") || key.equals("z");
            boolean alphabetic = random.nextInt(3) == 0 && (!weighs || distinct || !fromTable);
            boolean limited =
                    random.nextInt(3) == 0 && !(weighs && alphabetic && !distinct) && !(constant && key.equals("s"));
            boolean stores = random.nextInt(3) == 0;
            List<String> words = new ArrayList<>(List.of(stores || random.nextBoolean() ? "SORT" : "SORT_RO", key));
            List<List<String>> options = new ArrayList<>();
            if (!by.isEmpty()) {
                options.add(List.of("BY", by));
            }
            if (alphabetic) {
                options.add(List.of("ALPHA"));
            }
            if (limited) {
                options.add(List.of("LIMIT", number(), number()));
            }
            if (random.nextBoolean()) {
                options.add(List.of(pick("ASC", "DESC")));
            }
            if (stores) {
                options.add(List.of("STORE", pick("d", "d", "l2")));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                options.add(List.of("GET", pick("#", "w_*_w", "h_*->f", "h_*->g->", "h_*->", "w_*_w", "#x", "*")));
            }
            Collections.shuffle(options, random);
            options.forEach(words::addAll);
            if (random.nextInt(20) == 0) {
                words.add(pick("LIMIT", "STORE", "GET", "BY", "x"));
            }
            if (constant && key.equals("s") && !stores) {
                unordered.add(script.size());
            }
            script.add(Requests.of(words.toArray(String[]::new)));
        }

        private String number() {
            return pick("0", "1", "3", "-1", "100", "2", "5", "9223372036854775807", "x");
        }

        private String pick(String... from) {
            return from[random.nextInt(from.length)];
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void sortsAsRedisDoes(@ForAll long seed) throws IOException {
        Run run = new Run(seed);
        RealRedis theirs = Objects.requireNonNull(redis);
        theirs.execute("FLUSHALL");
        List<byte[]> expected = theirs.pipeline(run.script);
        TestEngine engine = new TestEngine(EngineCommands.all());
        for (int i = 0; i < run.script.size(); i++) {
            String request = Requests.text(run.script.get(i));
            byte[] ours = engine.client().execute(run.script.get(i));
            byte[] their = expected.get(i);
            if (run.unordered.contains(i) && !RespReplies.isError(their)) {
                ours = RespValue.parse(ours).sorted().encode();
                their = RespValue.parse(their).sorted().encode();
            }
            assertThat(RespReplies.text(ours))
                    .as("request " + i + ": " + request + " after " + Requests.text(run.script.get(Math.max(0, i - 1))))
                    .isEqualTo(RespReplies.text(their));
            if (request.startsWith("SORT")) {
                replies++;
                errors += RespReplies.isError(ours) ? 1 : 0;
                stored += request.contains("STORE") && ours[0] == ':' && ours[1] != '0' ? 1 : 0;
            }
        }
    }
}
