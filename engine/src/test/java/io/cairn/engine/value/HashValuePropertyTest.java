package io.cairn.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.ExpiryListener;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.testing.Dataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
 * Goal: a hash in a keyspace holds what a map of values and times holds, in the form that Redis 7.4 would keep it in; its
 * fields are gone when their time has come, whether somebody looks or the cycle in the background finds them; and snapshots
 * hold what it held.
 *
 * <p>Method: random steps on the value and on a model, the clock among them; invariants after each step. Some steps are many
 * uses of one view, as a request makes them, and a field as long as it may be is alone worth an index. Every field that
 * goes by itself must be told to the listener, once. What happened is counted.
 */
class HashValuePropertyTest {
    private static final int MAX_FIELDS = 8;
    private static final int MAX_LENGTH = 60;
    private static final byte[] KEY = {'k'};
    private static final byte[] OTHER = {'o'};
    private static final long NEVER = RecordTable.NO_EXPIRY;

    private static final Set<String> ENCODINGS = new HashSet<>();
    private static long snapshotsCompared;
    private static long fieldsExpired;

    enum Action {
        PUT,
        PUT_EXPIRING,
        SET_TIME,
        REMOVE,
        USE_ONE_VIEW,
        PUT_MANY,
        REMOVE_MANY,
        ADVANCE,
        EXPIRE_IN_BACKGROUND,
        MOVE,
        COPY,
        OPEN_SNAPSHOT,
        CLOSE_SNAPSHOT
    }

    enum Use {
        PUT,
        PUT_EXPIRING,
        SET_TIME,
        REMOVE,
        LOOK
    }

    record UseOf(String field, Use use) {}

    record Step(Action action, String field, String value, long time, List<UseOf> uses) {}

    private record Field(String value, long expireAtMs) {}

    private record Frozen(DataSnapshot snapshot, String expected) {}

    private final Set<String> told = new TreeSet<>();
    private Databases databases = newDatabases();
    private final Map<String, Field> model = new TreeMap<>();
    private final List<Frozen> open = new ArrayList<>();
    private boolean large;
    private boolean expiring;
    private long nowMs;

    private Databases newDatabases() {
        return new Databases(1, new SplittableRandom(7)::nextLong, new Listener());
    }

    /** One instance serves all tries. */
    @BeforeTry
    void begin() {
        databases = newDatabases();
        model.clear();
        open.clear();
        nowMs = 1000;
    }

    @AfterContainer
    static void everythingHappened() {
        assertThat(ENCODINGS).contains("listpack", "listpackex", "hashtable");
        assertThat(snapshotsCompared).isGreaterThan(100);
        assertThat(fieldsExpired).isGreaterThan(1000);
    }

    @Property(tries = 1500)
    void holdsWhatAMapHolds(@ForAll("steps") List<Step> steps) {
        EncodingLimits d = EncodingLimits.DEFAULT;
        databases.setLimits(
                new EncodingLimits(d.listMaxListpackSize(), 0, MAX_FIELDS, MAX_LENGTH, 1, 1, 1, 1, 1, 1, 1, 1));
        databases.setNowMs(nowMs);
        for (Step step : steps) {
            apply(step);
            check();
        }
        while (!open.isEmpty()) {
            closeSnapshot(0);
        }
    }

    private HashValue hash() {
        HashValue hash = databases.keyspace(0).entry(KEY, 0, 1).collection(HashValue.class);
        assertThat(hash).isNotNull();
        return hash;
    }

    private void apply(Step step) {
        long time = nowMs + step.time;
        switch (step.action) {
            case PUT -> put(hash(), step.field, step.value, NEVER);
            case PUT_EXPIRING -> put(hash(), step.field, step.value, time);
            case SET_TIME -> setTime(hash(), step.field, step.time % 3 == 0 ? NEVER : time);
            case REMOVE -> remove(hash(), step.field);
            case USE_ONE_VIEW -> useOneView(step.uses, step.value, time);
            case PUT_MANY -> {
                for (int i = 0; i < step.time; i++) {
                    put(hash(), "many" + i, step.value, i % 2 == 0 ? NEVER : time + i % 5);
                }
            }
            case REMOVE_MANY ->
                new ArrayList<>(model.keySet())
                        .subList(0, model.size() * 2 / 3)
                        .forEach(field -> remove(hash(), field));
            case ADVANCE -> advance(step.time);
            case EXPIRE_IN_BACKGROUND -> expireInBackground(step.time);
            case MOVE -> move();
            case COPY -> copy();
            case OPEN_SNAPSHOT -> open.add(new Frozen(databases.snapshot(), expected()));
            case CLOSE_SNAPSHOT -> {
                if (!open.isEmpty()) {
                    closeSnapshot((int) (step.time % open.size()));
                }
            }
            default -> throw new AssertionError(step);
        }
    }

    private void useOneView(List<UseOf> uses, String value, long expireAtMs) {
        HashValue hash = hash();
        for (UseOf one : uses) {
            switch (one.use) {
                case PUT -> put(hash, one.field, value, NEVER);
                case PUT_EXPIRING -> put(hash, one.field, value, expireAtMs);
                case SET_TIME -> setTime(hash, one.field, expireAtMs);
                case REMOVE -> remove(hash, one.field);
                case LOOK -> look(hash, one.field);
                default -> throw new AssertionError(one);
            }
        }
    }

    private void put(HashValue hash, String field, String value, long expireAtMs) {
        if (model.isEmpty()) {
            large = false;
            expiring = false;
        }
        boolean added = model.put(field, new Field(value, expireAtMs)) == null;
        large |= Math.max(field.length(), value.length()) > MAX_LENGTH || model.size() > MAX_FIELDS;
        expiring |= expireAtMs != NEVER;
        byte[] name = bytes(field);
        byte[] text = bytes(value);
        boolean isNew = expireAtMs == NEVER
                ? hash.put(name, 0, name.length, text, 0, text.length)
                : hash.put(name, 0, name.length, text, 0, text.length, expireAtMs);
        assertThat(isNew).isEqualTo(added);
    }

    private void setTime(HashValue hash, String field, long expireAtMs) {
        byte[] name = bytes(field);
        Field present = model.get(field);
        assertThat(hash.setExpireAtMs(name, 0, name.length, expireAtMs)).isEqualTo(present != null);
        if (present != null) {
            model.put(field, new Field(present.value, expireAtMs));
            expiring |= expireAtMs != NEVER;
        }
    }

    private void remove(HashValue hash, String field) {
        byte[] name = bytes(field);
        assertThat(hash.remove(name, 0, name.length)).isEqualTo(model.remove(field) != null);
    }

    private void advance(long ms) {
        nowMs += ms;
        databases.setNowMs(nowMs);
        Set<String> due = removeDueFromModel();
        told.clear();
        databases.keyspace(0).entry(KEY, 0, 1);
        assertThat(told).isEqualTo(due);
    }

    private void expireInBackground(long ms) {
        nowMs += ms;
        databases.setNowMs(nowMs);
        Set<String> due = removeDueFromModel();
        told.clear();
        while (databases.keyspace(0).expireSome(1)) {
            // There is more.
        }
        assertThat(told).isEqualTo(due);
        assertThat(databases.keyspace(0).size()).isEqualTo(model.isEmpty() ? 0 : 1);
    }

    private Set<String> removeDueFromModel() {
        Set<String> due = new TreeSet<>();
        model.forEach((name, field) -> {
            if (field.expireAtMs <= nowMs) {
                due.add(name);
            }
        });
        model.keySet().removeAll(due);
        fieldsExpired += due.size();
        return due;
    }

    /** To another key and back: the cycle in the background must find it at both. */
    private void move() {
        Entry entry = databases.keyspace(0).entry(KEY, 0, 1);
        if (entry.exists()) {
            DetachedValue value = entry.detach();
            entry.remove();
            Entry other = databases.keyspace(0).entry(OTHER, 0, 1);
            other.put(value, NEVER);
            DetachedValue back = other.detach();
            other.remove();
            databases.keyspace(0).entry(KEY, 0, 1).put(back, NEVER);
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
        databases.keyspace(0).entry(OTHER, 0, 1).put(value, NEVER);
        databases.keyspace(0).entry(KEY, 0, 1).put(copy, NEVER);
        HashValue original = databases.keyspace(0).entry(OTHER, 0, 1).collection(HashValue.class);
        assertThat(original).isNotNull();
        for (String field : model.keySet()) {
            original.put(bytes(field), 0, field.length(), bytes("spoilt"), 0, 6);
            original.remove(bytes(field), 0, field.length());
        }
        assertThat(databases.keyspace(0).entry(OTHER, 0, 1).exists()).isFalse();
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
        HashValue hash = hash();
        hash.checkInvariants();
        assertThat(hash.size()).isEqualTo(model.size());
        Map<String, Field> walked = new TreeMap<>();
        for (FieldWalk walk = hash.walk(); walk.next(); ) {
            Field field = new Field(text(walk.value()), walk.expireAtMs());
            assertThat(walked.put(text(walk.name()), field)).isNull();
        }
        assertThat(walked).isEqualTo(model);
        for (String name : List.of("a", "1", "many3", "nope")) {
            look(hash, name);
        }
        if (!model.isEmpty()) {
            String encoding = large ? "hashtable" : expiring ? "listpackex" : "listpack";
            assertThat(hash.encoding()).isEqualTo(encoding);
            ENCODINGS.add(encoding);
            hash.random();
            assertThat(text(hash.value())).isEqualTo(model.get(text(hash.name())).value);
            assertThat(hash.isOutlived(nowMs)).isFalse();
            assertThat(hash.hasExpiringFields())
                    .isEqualTo(model.values().stream().anyMatch(field -> field.expireAtMs != NEVER));
        }
    }

    private void look(HashValue hash, String name) {
        Field expected = model.get(name);
        assertThat(hash.find(bytes(name), 0, name.length())).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(new Field(text(hash.value()), hash.fieldExpireAtMs())).isEqualTo(expected);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Element element) {
        return new String(element.copy(), StandardCharsets.ISO_8859_1);
    }

    private final class Listener implements ExpiryListener {
        @Override
        public void expired(int database, byte[] key, int offset, int length) {
            throw new AssertionError("no key has a time");
        }

        @Override
        public void fieldExpired(int database, byte[] key, byte[] field, int offset, int length) {
            assertThat(key).isEqualTo(KEY);
            assertThat(told.add(new String(field, offset, length, StandardCharsets.ISO_8859_1)))
                    .isTrue();
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("a", "b", "c", "d", "1", "2", "", "many3"),
                Arbitraries.of(MAX_LENGTH, MAX_LENGTH + 1, 256, 257).map("n"::repeat));
        Arbitrary<String> values = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.of("", "v", "7", "-70000", "other")),
                Tuple.of(
                        1,
                        Arbitraries.of(MAX_LENGTH, MAX_LENGTH + 1, 512, 513, 3000)
                                .map("v"::repeat)));
        Arbitrary<Long> times = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(1, 12)), Tuple.of(1, Arbitraries.of(100L, 300L)));
        Arbitrary<Action> actions = Arbitraries.oneOf(
                Arbitraries.of(Action.values()),
                Arbitraries.of(Action.PUT, Action.PUT_EXPIRING, Action.SET_TIME, Action.ADVANCE));
        Arbitrary<List<UseOf>> uses = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(3, "a"),
                                Tuple.of(3, "1"),
                                Tuple.of(5, "n".repeat(MAX_LENGTH)),
                                Tuple.of(1, "n".repeat(MAX_LENGTH + 1))),
                        Arbitraries.frequency(
                                Tuple.of(3, Use.REMOVE),
                                Tuple.of(3, Use.LOOK),
                                Tuple.of(2, Use.PUT),
                                Tuple.of(1, Use.PUT_EXPIRING),
                                Tuple.of(1, Use.SET_TIME)))
                .as(UseOf::new)
                .list()
                .ofMaxSize(20);
        return Combinators.combine(actions, names, values, times, uses)
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }
}
