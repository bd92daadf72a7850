package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;

/**
 * Goal: a listpack behaves as a list of texts, and its bytes are sound after each step.
 *
 * <p>Method: random insertions, replacements and removals against an {@code ArrayList}; after each step the listpack is
 * valid, walks forward and backward over the model's elements, and finds each of them. Lengths lie around the encodings'
 * limits.
 */
class ListpackPropertyTest {
    enum Action {
        INSERT,
        REPLACE,
        REMOVE
    }

    record Step(Action action, int place, String text) {}

    @Property(tries = 300)
    void behavesAsAListOfTexts(@ForAll("steps") List<Step> steps) {
        Packed pack = Packed.workspace(0);
        Listpack.clear(pack);
        List<String> model = new ArrayList<>();
        for (Step step : steps) {
            apply(step, pack, model);
            check(pack, model);
        }
    }

    private static void apply(Step step, Packed pack, List<String> model) {
        byte[] text = step.text.getBytes(StandardCharsets.ISO_8859_1);
        if (model.isEmpty() || step.action == Action.INSERT) {
            int index = step.place % (model.size() + 1);
            int at = index == model.size() ? Listpack.end(pack.bytes(), 0) : Listpack.seek(pack.bytes(), 0, index);
            int behind = Listpack.insert(pack, at, text, 0, text.length);
            model.add(index, step.text);
            assertThat(behind - at).isEqualTo(Listpack.bytesFor(text, 0, text.length));
            return;
        }
        int index = step.place % model.size();
        int at = Listpack.seek(pack.bytes(), 0, index - model.size());
        if (step.action == Action.REPLACE) {
            Listpack.replace(pack, at, text, 0, text.length);
            model.set(index, step.text);
        } else {
            int count = Math.min(model.size() - index, 1 + step.text.length() % 3);
            Listpack.remove(pack, at, count);
            model.subList(index, index + count).clear();
        }
    }

    private static void check(Packed pack, List<String> model) {
        byte[] bytes = pack.bytes();
        assertThat(Listpack.isValid(bytes, 0, pack.length())).isTrue();
        assertThat(Listpack.count(bytes, 0)).isEqualTo(model.size());
        Element element = new Element();
        int at = Listpack.first(0);
        for (String text : model) {
            Listpack.read(bytes, at, element);
            assertThat(new String(element.copy(), StandardCharsets.ISO_8859_1)).isEqualTo(text);
            byte[] sought = text.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Listpack.equal(bytes, at, sought, 0, sought.length)).isTrue();
            int found = Listpack.find(bytes, 0, 1, sought, 0, sought.length);
            assertThat(found).isEqualTo(Listpack.seek(bytes, 0, model.indexOf(text)));
            at = Listpack.next(bytes, at);
        }
        assertThat(Listpack.isEnd(bytes, at)).isTrue();
        for (int i = model.size(); i > 0; i--) {
            at = Listpack.previous(bytes, at);
        }
        assertThat(at).isEqualTo(Listpack.first(0));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> numbers = Arbitraries.longs().map(String::valueOf);
        Arbitrary<String> small = Arbitraries.integers().between(-9000, 9000).map(String::valueOf);
        Arbitrary<String> nearNumbers = Arbitraries.of("", "-", "-0", "007", "+1", " 1", "9223372036854775808");
        Arbitrary<Integer> length = Arbitraries.of(1, 62, 63, 64, 65, 126, 127, 128, 4094, 4095, 4096, 16_400);
        Arbitrary<String> texts = length.map("x"::repeat);
        Arbitrary<String> text = Arbitraries.frequencyOf(
                Tuple.of(3, numbers), Tuple.of(3, small), Tuple.of(2, nearNumbers), Tuple.of(3, texts));
        Arbitrary<Tuple2<Action, Integer>> action = Arbitraries.frequency(
                        Tuple.of(5, Action.INSERT), Tuple.of(2, Action.REPLACE), Tuple.of(2, Action.REMOVE))
                .flatMap(a -> Arbitraries.integers().between(0, 1000).map(place -> Tuple.of(a, place)));
        return action.flatMap(a -> text.map(t -> new Step(a.get1(), a.get2(), t)))
                .list()
                .ofMaxSize(40);
    }

    /** Every change of one bit is either noticed or leaves something that can be walked to its end. */
    @Property(tries = 50)
    void damageIsNoticedOrHarmless(@ForAll("steps") List<Step> steps) {
        Packed pack = Packed.workspace(0);
        Listpack.clear(pack);
        List<String> model = new ArrayList<>();
        steps.stream().limit(6).forEach(step -> apply(step, pack, model));
        byte[] bytes = Arrays.copyOf(pack.bytes(), pack.length());
        Element element = new Element();
        for (int bit = 0; bit < Math.min(bytes.length, 300) * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            if (Listpack.isValid(bytes, 0, bytes.length)) {
                for (int at = Listpack.first(0); !Listpack.isEnd(bytes, at); at = Listpack.next(bytes, at)) {
                    Listpack.read(bytes, at, element);
                    element.copy();
                }
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void tellsApartTextsThatDifferInOneByteAnywhere() {
        for (int length : new int[] {1, 7, 8, 9, 15, 16, 17, 40}) {
            for (int place = 0; place < length; place++) {
                byte[] text = "x".repeat(length).getBytes(StandardCharsets.ISO_8859_1);
                Packed pack = Packed.workspace(0);
                Listpack.clear(pack);
                Listpack.append(pack, text, 0, length);
                byte[] sought = new byte[length + 2];
                System.arraycopy(text, 0, sought, 2, length);
                int first = Listpack.first(0);
                assertThat(Listpack.find(pack.bytes(), 0, 1, sought, 2, length)).isEqualTo(first);
                sought[2 + place] = 'y';
                assertThat(Listpack.find(pack.bytes(), 0, 1, sought, 2, length)).isEqualTo(-1);
                assertThat(Listpack.equal(pack.bytes(), first, sought, 2, length))
                        .isFalse();
            }
        }
    }

    @Test
    void countsMoreEntriesThanItsHeaderCanHold() {
        Packed pack = Packed.workspace(0);
        Listpack.clear(pack);
        for (int i = 0; i < 65_540; i++) {
            Listpack.append(pack, i & 63);
        }
        assertThat(Listpack.count(pack.bytes(), 0)).isEqualTo(65_540);
        Listpack.remove(pack, Listpack.first(0), 10);
        assertThat(Listpack.count(pack.bytes(), 0)).isEqualTo(65_530);
        Listpack.append(pack, 1);
        assertThat(Listpack.count(pack.bytes(), 0)).isEqualTo(65_531);
        assertThat(Listpack.isValid(pack.bytes(), 0, pack.length())).isTrue();
    }
}
