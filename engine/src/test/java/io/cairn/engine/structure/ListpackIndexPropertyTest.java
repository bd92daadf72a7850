package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/**
 * Goal: an index finds what a walk over the listpack finds, in one listpack after another.
 *
 * <p>Method: one index is asked for the texts of several listpacks and for others, of all lengths and kinds; each listpack lies
 * somewhere in an array, and is moved there between two questions.
 */
class ListpackIndexPropertyTest {
    private static long found;
    private static long missed;

    @AfterContainer
    static void bothHappened() {
        assertThat(found).isGreaterThan(1000);
        assertThat(missed).isGreaterThan(1000);
    }

    @Property(tries = 300)
    void findsWhatAWalkFinds(
            @ForAll @Size(min = 1, max = 4) List<@From("texts") List<String>> listpacks,
            @ForAll("texts") List<String> others,
            @ForAll @IntRange(min = 1, max = 3) int step) {
        ListpackIndex index = new ListpackIndex();
        for (List<String> texts : listpacks) {
            Packed pack = listpack(texts.subList(0, texts.size() / step * step));
            List<String> sought = new ArrayList<>(texts);
            sought.addAll(others);
            index.forget();
            index.expect(sought.size() % 5);
            for (int i = 0; i < sought.size(); i++) {
                assertSame(index, pack, i % 7, step, sought.get(i));
            }
        }
    }

    private static Packed listpack(List<String> texts) {
        Packed pack = Packed.workspace(0);
        Listpack.clear(pack);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            Listpack.append(pack, bytes, 0, bytes.length);
        }
        return pack;
    }

    private static void assertSame(ListpackIndex index, Packed pack, int start, int step, String text) {
        byte[] bytes = new byte[start + pack.length() + 2];
        System.arraycopy(pack.bytes(), 0, bytes, start, pack.length());
        byte[] sought = ("?" + text).getBytes(StandardCharsets.ISO_8859_1);
        int expected = Listpack.find(bytes, start, step, sought, 1, text.length());
        assertThat(index.find(bytes, start, step, sought, 1, text.length())).isEqualTo(expected);
        if (index.isBuilt()) {
            // Where it was made, the listpack began somewhere else.
            assertThat(index.find(sought, 1, text.length()) < 0).isEqualTo(expected < 0);
        }
        found += expected < 0 ? 0 : 1;
        missed += expected < 0 ? 1 : 0;
    }

    @Test
    void seesAChangeThatItIsToldOf() {
        Packed pack = listpack(List.of("a".repeat(40), "b".repeat(40), "c".repeat(40)));
        ListpackIndex index = new ListpackIndex();
        byte[] sought = "d".repeat(40).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 5; i++) {
            assertThat(index.find(pack.bytes(), 0, 1, sought, 0, 40)).isEqualTo(-1);
        }
        Listpack.append(pack, sought, 0, 40);
        index.forget();
        for (int i = 0; i < 5; i++) {
            assertThat(index.find(pack.bytes(), 0, 1, sought, 0, 40)).isEqualTo(Listpack.last(pack.bytes(), 0));
        }
    }

    @Test
    void findsInListpacksOfAnySize() {
        Packed pack = Packed.workspace(0);
        Listpack.clear(pack);
        ListpackIndex index = new ListpackIndex();
        for (int count = 1; count < 20_000; count = 2 * count + 1) {
            while (Listpack.count(pack.bytes(), 0) < count) {
                Listpack.append(pack, 100_000 + Listpack.count(pack.bytes(), 0));
            }
            index.forget();
            for (int i = 0; i <= 10; i++) {
                byte[] sought = Integer.toString(100_000 + count * i / 10).getBytes(StandardCharsets.ISO_8859_1);
                int expected = Listpack.find(pack.bytes(), 0, 1, sought, 0, 6);
                assertThat(expected < 0).isEqualTo(i == 10);
                assertThat(index.find(pack.bytes(), 0, 1, sought, 0, 6)).isEqualTo(expected);
            }
        }
    }

    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> numbers = Arbitraries.longs().map(String::valueOf);
        Arbitrary<String> small = Arbitraries.integers().between(-70, 70).map(String::valueOf);
        Arbitrary<String> nearNumbers = Arbitraries.of("", "-", "-0", "007", "+1", " 1", "9223372036854775808");
        Arbitrary<String> names = Arbitraries.integers().between(0, 200).map(i -> "member:" + i);
        Arbitrary<String> lengths = Arbitraries.of(1, 7, 8, 9, 63, 64, 65, 4096).map("x"::repeat);
        return Arbitraries.frequencyOf(
                        Tuple.of(2, numbers),
                        Tuple.of(3, small),
                        Tuple.of(1, nearNumbers),
                        Tuple.of(5, names),
                        Tuple.of(1, lengths))
                .list()
                .ofMaxSize(130);
    }
}
