package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;

/**
 * Goal: an intset behaves as a sorted set of numbers, and its bytes are sound after each step.
 *
 * <p>Method: random additions and removals against a {@code TreeSet}; after each step the intset is valid, holds the model's
 * numbers in their order, finds each of them and none beside them. Numbers lie around the limits of the widths.
 */
class IntsetPropertyTest {
    @Property(tries = 500)
    void behavesAsASortedSetOfNumbers(@ForAll("steps") List<Tuple2<Boolean, Long>> steps) {
        Packed pack = Packed.workspace(0);
        Intset.clear(pack);
        TreeSet<Long> model = new TreeSet<>();
        for (Tuple2<Boolean, Long> step : steps) {
            long number = step.get2();
            if (step.get1()) {
                assertThat(Intset.add(pack, number)).isEqualTo(model.add(number));
            } else {
                int index = Intset.search(pack.bytes(), 0, number);
                assertThat(index >= 0).isEqualTo(model.remove(number));
                if (index >= 0) {
                    Intset.remove(pack, index);
                }
            }
            check(pack, model);
        }
    }

    private static void check(Packed pack, SortedSet<Long> model) {
        byte[] bytes = pack.bytes();
        assertThat(Intset.isValid(bytes, 0, pack.length())).isTrue();
        assertThat(Intset.count(bytes, 0)).isEqualTo(model.size());
        List<Long> expected = new ArrayList<>(model);
        for (int i = 0; i < expected.size(); i++) {
            long number = expected.get(i);
            assertThat(Intset.get(bytes, 0, i)).isEqualTo(number);
            assertThat(Intset.search(bytes, 0, number)).isEqualTo(i);
            if (number < Long.MAX_VALUE && !model.contains(number + 1)) {
                assertThat(Intset.search(bytes, 0, number + 1)).isEqualTo(-2 - i);
            }
        }
    }

    @Provide
    Arbitrary<List<Tuple2<Boolean, Long>>> steps() {
        Arbitrary<Long> numbers = Arbitraries.oneOf(
                Arbitraries.longs().between(-20, 20),
                Arbitraries.longs(),
                Arbitraries.of(32767L, 32768L, -32768L, -32769L, 1L << 31, (1L << 31) - 1, -1L << 31, (-1L << 31) - 1));
        return Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false))
                .flatMap(adding -> numbers.map(number -> Tuple.of(adding, number)))
                .list()
                .ofMaxSize(60);
    }

    @Test
    void hasTheBytesThatRedisWrites() {
        Packed pack = Packed.workspace(0);
        Intset.clear(pack);
        Intset.add(pack, 258);
        Intset.add(pack, -1);
        assertThat(Arrays.copyOf(pack.bytes(), pack.length()))
                .containsExactly(2, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xff, 2, 1);
        Intset.add(pack, 70_000);
        assertThat(Arrays.copyOf(pack.bytes(), pack.length()))
                .containsExactly(4, 0, 0, 0, 3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 2, 1, 0, 0, 0x70, 0x11, 1, 0);
    }

    @Test
    void damageIsNoticed() {
        byte[] sound = {2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0};
        assertThat(Intset.isValid(sound, 0, sound.length)).isTrue();
        assertThat(Intset.isValid(sound, 0, sound.length - 1)).isFalse();
        assertThat(Intset.isValid(sound, 0, 7)).isFalse();
        for (int at : new int[] {0, 1, 3, 4, 7}) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x40;
            assertThat(Intset.isValid(damaged, 0, damaged.length))
                    .as("byte " + at)
                    .isFalse();
        }
        byte[] twice = {2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 2, 0};
        assertThat(Intset.isValid(twice, 0, twice.length)).isFalse();
        byte[] unsorted = {2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 0};
        assertThat(Intset.isValid(unsorted, 0, unsorted.length)).isFalse();
        byte[] negativeCount = {2, 0, 0, 0, -1, -1, -1, -1};
        assertThat(Intset.isValid(negativeCount, 0, negativeCount.length)).isFalse();
    }
}
