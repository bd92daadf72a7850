package io.cairn.engine.command.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: intersections, unions and differences are those of {@code java.util}, whatever forms the sets have.
 *
 * <p>Method: one to four sets, each plain and sorted, of members of all kinds; every command that combines them, against
 * {@code retainAll}, {@code addAll} and {@code removeAll}. Members are few enough to be in several sets.
 */
class CombinationPropertyTest {
    private static final Set<String> ENCODINGS = new HashSet<>();
    private static long picked;

    private final TestEngine engine = new TestEngine(EngineCommands.all(), 1);
    private final List<String> plain = new ArrayList<>();
    private final List<String> mixed = new ArrayList<>();

    @AfterContainer
    static void everythingHappened() {
        assertThat(ENCODINGS).contains("intset", "listpack", "hashtable", "skiplist");
        assertThat(picked).isGreaterThan(1000);
    }

    @Property(tries = 150)
    void combinesLikeJavasSets(@ForAll("sets") List<Set<String>> sets, @ForAll @IntRange(max = 15) int sorted) {
        engine.line("FLUSHALL");
        plain.clear();
        mixed.clear();
        for (int i = 0; i < sets.size(); i++) {
            plain.add("s" + i);
            mixed.add((sorted >> i & 1) == 0 ? "s" + i : "z" + i);
            for (String member : sets.get(i)) {
                engine.execute("SADD", "s" + i, member);
                engine.execute("ZADD", "z" + i, "1", member);
            }
            noteEncoding("s" + i);
            noteEncoding("z" + i);
        }
        check("INTER", combined(sets, (result, other) -> result.retainAll(other)));
        check("UNION", combined(sets, (result, other) -> result.addAll(other)));
        check("DIFF", combined(sets, (result, other) -> result.removeAll(other)));
    }

    private void noteEncoding(String key) {
        RespValue reply = RespValue.parse(engine.execute("OBJECT", "ENCODING", key));
        if (!reply.isNull()) {
            ENCODINGS.add(reply.text());
        }
    }

    private interface Combining {
        boolean with(Set<String> result, Set<String> other);
    }

    private static Set<String> combined(List<Set<String>> sets, Combining combining) {
        Set<String> result = new TreeSet<>(sets.get(0));
        for (Set<String> other : sets.subList(1, sets.size())) {
            combining.with(result, other);
        }
        return result;
    }

    private void check(String operation, Set<String> expected) {
        picked += expected.size();
        assertMembers(expected, words(List.of("S" + operation), plain));
        assertThat(integer(words(List.of("S" + operation + "STORE", "result"), plain)))
                .isEqualTo(expected.size());
        assertMembers(expected, List.of("SMEMBERS", "result"));
        String count = Integer.toString(mixed.size());
        assertMembers(expected, words(List.of("Z" + operation, count), mixed));
        assertThat(integer(words(List.of("Z" + operation + "STORE", "result", count), mixed)))
                .isEqualTo(expected.size());
        assertMembers(expected, List.of("ZRANGE", "result", "0", "-1"));
        if (operation.equals("INTER")) {
            assertThat(integer(words(List.of("SINTERCARD", count), plain))).isEqualTo(expected.size());
            assertThat(integer(words(List.of("ZINTERCARD", count), mixed))).isEqualTo(expected.size());
        }
    }

    private void assertMembers(Set<String> expected, List<String> request) {
        List<String> texts =
                RespValue.parse(engine.execute(request.toArray(String[]::new))).texts();
        assertThat(texts).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    }

    private long integer(List<String> request) {
        return Long.parseLong(
                RespValue.parse(engine.execute(request.toArray(String[]::new))).text());
    }

    private static List<String> words(List<String> first, List<String> keys) {
        List<String> words = new ArrayList<>(first);
        words.addAll(keys);
        return words;
    }

    @Provide
    Arbitrary<List<Set<String>>> sets() {
        Arbitrary<String> numbers = Arbitraries.integers().between(-60, 150).map(String::valueOf);
        Arbitrary<String> names = Arbitraries.integers().between(0, 150).map(i -> "m" + i);
        Arbitrary<String> longNames = Arbitraries.integers().between(0, 9).map(i -> "m".repeat(60 + i));
        Arbitrary<Integer> sizes = Arbitraries.of(0, 1, 5, 40, 100, 140);
        return sizes.flatMap(size -> Arbitraries.oneOf(
                                numbers,
                                names,
                                Arbitraries.frequencyOf(Tuple.of(9, numbers), Tuple.of(9, names)),
                                Arbitraries.frequencyOf(Tuple.of(19, names), Tuple.of(1, longNames)))
                        .set()
                        .ofMaxSize(size))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }
}
