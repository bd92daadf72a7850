package io.cairn.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Effects;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.RecordTable;
import io.cairn.testing.Dataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Goal: a set in a keyspace holds what a {@code Set} holds, in the form that Redis 7.2 would keep it in, and snapshots hold
 * what it held.
 *
 * <p>Method: random steps on the value and on a model that knows Redis' rules for the forms; invariants after each step.
 * Limits are small, so that all of them are crossed, but for the length of a member: one that is as long as it may be is
 * alone worth an index. Some steps are many uses of one view, as a request makes them. What happened is counted.
 */
class SetValuePropertyTest {
    private static final int MAX_INTSET = 8;
    private static final int MAX_LISTPACK = 12;
    private static final int MAX_LENGTH = 60;
    private static final byte[] KEY = {'k'};
    private static final byte[] OTHER = {'o'};

    private static final Set<String> ENCODINGS = new HashSet<>();
    private static long snapshotsCompared;

    enum Action {
        ADD,
        REMOVE,
        REMOVE_RANDOM,
        USE_ONE_VIEW,
        ADD_NUMBERS,
        REMOVE_MANY,
        COPY,
        BECOME_INTSET,
        OPEN_SNAPSHOT,
        CLOSE_SNAPSHOT
    }

    enum Use {
        ADD,
        REMOVE,
        LOOK
    }

    record UseOf(String text, Use use) {}

    record Step(Action action, int number, String text, List<UseOf> uses) {}

    /** What is expected of an open snapshot. */
    private record Frozen(DataSnapshot snapshot, String expected) {}

    private Databases databases = newDatabases();
    private final Set<String> model = new HashSet<>();
    private final List<Frozen> open = new ArrayList<>();
    private String encoding = "";

    private static Databases newDatabases() {
        return new Databases(1, new SplittableRandom(7)::nextLong, new Effects());
    }

    /** One instance serves all tries. */
    @BeforeTry
    void begin() {
        databases = newDatabases();
        model.clear();
        open.clear();
    }

    @AfterContainer
    static void everythingHappened() {
        assertThat(ENCODINGS).contains("intset", "listpack", "hashtable");
        assertThat(snapshotsCompared).isGreaterThan(100);
    }

    @Property(tries = 1500)
    void holdsWhatASetHolds(@ForAll("steps") List<Step> steps) {
        EncodingLimits d = EncodingLimits.DEFAULT;
        databases.setLimits(new EncodingLimits(
                d.listMaxListpackSize(), 0, 1, 1, MAX_INTSET, MAX_LISTPACK, MAX_LENGTH, 1, 1, 1, 1, 1));
        for (Step step : steps) {
            apply(step);
            check();
        }
        while (!open.isEmpty()) {
            closeSnapshot(0);
        }
    }

    private SetValue set() {
        SetValue set = databases.keyspace(0).entry(KEY, 0, 1).collection(SetValue.class);
        assertThat(set).isNotNull();
        return set;
    }

    private void apply(Step step) {
        switch (step.action) {
            case ADD -> add(set(), step.text);
            case REMOVE -> remove(set(), step.text);
            case REMOVE_RANDOM -> removeRandom();
            case USE_ONE_VIEW -> useOneView(step.uses);
            case ADD_NUMBERS -> {
                for (int i = 0; i < step.number; i++) {
                    add(set(), Integer.toString(step.number * i));
                }
            }
            case REMOVE_MANY ->
                new ArrayList<>(model).subList(0, model.size() * 2 / 3).forEach(text -> remove(set(), text));
            case COPY -> copy();
            case BECOME_INTSET -> becomeIntset();
            case OPEN_SNAPSHOT -> open.add(new Frozen(databases.snapshot(), expected()));
            case CLOSE_SNAPSHOT -> {
                if (!open.isEmpty()) {
                    closeSnapshot(step.number % open.size());
                }
            }
            default -> throw new AssertionError(step);
        }
    }

    private void useOneView(List<UseOf> uses) {
        SetValue set = set();
        for (UseOf one : uses) {
            switch (one.use) {
                case ADD -> add(set, one.text);
                case REMOVE -> remove(set, one.text);
                case LOOK -> {
                    byte[] bytes = bytes(one.text);
                    assertThat(set.contains(bytes, 0, bytes.length)).isEqualTo(model.contains(one.text));
                }
                default -> throw new AssertionError(one);
            }
        }
    }

    private void add(SetValue set, String text) {
        byte[] bytes = bytes(text);
        boolean added = model.add(text);
        if (added) {
            noteAdded(text, bytes);
        }
        assertThat(set.add(bytes, 0, bytes.length)).isEqualTo(added);
    }

    /** Redis' rules. The model has the new member already. */
    private void noteAdded(String text, byte[] bytes) {
        boolean numeric = Numbers.isLong(bytes, 0, bytes.length);
        boolean fits = model.size() <= MAX_LISTPACK && text.length() <= MAX_LENGTH;
        if (model.size() == 1) {
            encoding = numeric ? "intset" : fits ? "listpack" : "hashtable";
        } else if (encoding.equals("intset")) {
            boolean numbersFit = model.stream().allMatch(member -> member.length() <= MAX_LENGTH);
            encoding = numeric
                    ? model.size() <= MAX_INTSET ? "intset" : "hashtable"
                    : fits && numbersFit ? "listpack" : "hashtable";
        } else if (encoding.equals("listpack") && !fits) {
            encoding = "hashtable";
        }
    }

    private void remove(SetValue set, String text) {
        byte[] bytes = bytes(text);
        assertThat(set.remove(bytes, 0, bytes.length)).isEqualTo(model.remove(text));
    }

    private void removeRandom() {
        if (!model.isEmpty()) {
            Element picked = set().random();
            String text = text(picked);
            assertThat(model.remove(text)).isTrue();
            assertThat(set().remove(picked)).isTrue();
        }
    }

    /** Puts a deep copy in the place of the value, and spoils the original afterwards, which must not show. */
    private void copy() {
        Entry entry = databases.keyspace(0).entry(KEY, 0, 1);
        if (!entry.exists()) {
            return;
        }
        DetachedValue value = entry.detach();
        DetachedValue copy = value.copy(databases.epoch());
        databases.keyspace(0).entry(OTHER, 0, 1).put(value, RecordTable.NO_EXPIRY);
        databases.keyspace(0).entry(KEY, 0, 1).put(copy, RecordTable.NO_EXPIRY);
        SetValue original = databases.keyspace(0).entry(OTHER, 0, 1).collection(SetValue.class);
        assertThat(original).isNotNull();
        for (String member : model) {
            original.remove(bytes(member), 0, bytes(member).length);
        }
        assertThat(databases.keyspace(0).entry(OTHER, 0, 1).exists()).isFalse();
    }

    private void becomeIntset() {
        boolean numbers = model.stream().allMatch(text -> Numbers.isLong(bytes(text), 0, text.length()));
        if (numbers) {
            set().becomeIntset();
            encoding = !model.isEmpty() && model.size() <= MAX_INTSET ? "intset" : encoding;
        }
    }

    private void closeSnapshot(int index) {
        Frozen frozen = open.remove(index);
        assertThat(Dataset.of(frozen.snapshot).toString()).isEqualTo(frozen.expected);
        databases.close(frozen.snapshot);
        snapshotsCompared++;
    }

    private String expected() {
        DataSnapshot now = databases.snapshot();
        String text = Dataset.of(now).toString();
        databases.close(now);
        return text;
    }

    private void check() {
        SetValue set = set();
        set.checkInvariants();
        assertThat(set.size()).isEqualTo(model.size());
        Set<String> walked = new TreeSet<>();
        for (ElementWalk walk = set.walk(); walk.next(); ) {
            assertThat(walked.add(text(walk.element()))).isTrue();
        }
        assertThat(walked).isEqualTo(new TreeSet<>(model));
        for (String text : List.of("1", "x", "400", "nope", "")) {
            assertThat(set.contains(bytes(text), 0, text.length())).isEqualTo(model.contains(text));
        }
        if (!model.isEmpty()) {
            assertThat(set.encoding()).isEqualTo(encoding);
            ENCODINGS.add(encoding);
            assertThat(model).contains(text(set.random()));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Element element) {
        return new String(element.copy(), StandardCharsets.ISO_8859_1);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.integers().between(-5, 5).map(String::valueOf),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.of("", "x", "y", "01", "-0", "+1"),
                Arbitraries.of(MAX_LENGTH, MAX_LENGTH + 1, 255, 256, 257, 600).map("z"::repeat));
        Arbitrary<Integer> numbers = Arbitraries.frequency(
                Tuple.of(6, 3), Tuple.of(3, MAX_INTSET), Tuple.of(2, MAX_LISTPACK + 1), Tuple.of(1, 200));
        Arbitrary<Action> actions = Arbitraries.oneOf(
                Arbitraries.of(Action.values()), Arbitraries.of(Action.ADD, Action.REMOVE, Action.ADD_NUMBERS));
        Arbitrary<List<UseOf>> uses = Combinators.combine(
                        Arbitraries.of("x", "y", "1", "z".repeat(MAX_LENGTH), "z".repeat(MAX_LENGTH + 1)),
                        Arbitraries.of(Use.values()))
                .as(UseOf::new)
                .list()
                .ofMaxSize(20);
        return Combinators.combine(actions, numbers, texts, uses)
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }
}
