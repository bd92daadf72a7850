package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: the table holds what a map would hold, its snapshots what the map held, and all invariants hold after each step.
 *
 * <p>Method: random steps on a table and a map. Hashes that collide and parts of two pages give a table of some hundred
 * records the shapes of a huge one. What happened is counted: a run without splits, merges or copies proves nothing.
 */
class RecordTablePropertyTest {
    private static final int KEYS = 600;

    /** What the steps of all tries did to the tables. */
    private static final TableEvents SUM = new TableEvents();

    private static long externalKeys;
    private static long deepest;
    private static long mostRecords;

    enum Operation {
        PUT,
        PUT_SAME_LENGTH,
        PUT_LONG,
        PUT_OBJECT,
        REMOVE,
        REPLACE,
        SET_EXPIRY,
        RESIZE,
        CHANGE_IN_PLACE,
        COPY_VALUE,
        KEEP_REAR,
        FILL,
        CLEAR_RANGE,
        EXPIRE,
        EVICT,
        CHANGE_RANDOM,
        REMOVE_IN_SCAN,
        OPEN_SNAPSHOT,
        CLOSE_SNAPSHOT,
        FORK,
        TRACK_ACCESS,
        TOUCH
    }

    record Step(Operation operation, int number, int length, long moment) {}

    /** 64 positions and four fingerprints: pages get crowded and every probe finds false candidates. */
    private static KeyHash crowded() {
        SipHash13 hash = new SipHash13(1, 2);
        return (bytes, offset, length) -> hash.hash(bytes, offset, length) & 0xfc00_0000_0000_0003L;
    }

    /** Every other key shares 44 bits of position with all of its kind. */
    private static KeyHash lopsided() {
        SipHash13 hash = new SipHash13(1, 2);
        return (bytes, offset, length) -> {
            long bits = hash.hash(bytes, offset, length);
            return (bits & 1) == 0 ? bits : bits >>> 44;
        };
    }

    private static int mostPagesAhead;

    @Property(tries = 150)
    void holdsWhatAMapHolds(@ForAll("steps") List<Step> steps) {
        run(new ModelledTable(new SipHash13(3, 4), 2), steps);
    }

    @Property(tries = 150)
    void holdsWhatAMapHoldsInTheSmallestParts(@ForAll("steps") List<Step> steps) {
        run(new ModelledTable(new SipHash13(5, 6), 1), steps);
    }

    @Property(tries = 150)
    void holdsWhatAMapHoldsWhenHashesCollide(@ForAll("steps") List<Step> steps) {
        run(new ModelledTable(crowded(), 1), steps);
    }

    @Property(tries = 150)
    void holdsWhatAMapHoldsWhenHashesShareManyBits(@ForAll("steps") List<Step> steps) {
        run(new ModelledTable(lopsided(), 5), steps);
    }

    @Property(tries = 100)
    void holdsWhatAMapHoldsWhateverIsExpected(@ForAll("steps") List<Step> steps) {
        ModelledTable table = new ModelledTable(new SipHash13(7, 8), 2);
        int splits = 0;
        for (int i = 0; i < steps.size(); i++) {
            long size = table.table.size();
            table.table.expect(size * (i % 5 == 0 ? 100 : i % 5));
            apply(table, steps.get(i));
            table.table.checkInvariants();
            splits = Math.max(splits, table.table.statistics().pages());
        }
        table.verifyAll();
        mostPagesAhead = Math.max(mostPagesAhead, splits);
    }

    @AfterContainer
    static void everythingHappened() {
        assertThat(SUM.pageSplits).as("page splits").isGreaterThan(1000);
        assertThat(SUM.pageMerges).as("page merges").isGreaterThan(1000);
        assertThat(SUM.pageRebuilds).as("rebuilds").isGreaterThan(1000);
        assertThat(SUM.compactions).as("compactions").isGreaterThan(1000);
        assertThat(SUM.pageCopies).as("page copies").isGreaterThan(1000);
        assertThat(SUM.partSplits).as("part splits").isGreaterThan(100);
        assertThat(SUM.partMerges).as("part merges").isGreaterThan(100);
        assertThat(SUM.partCopies).as("part copies").isGreaterThan(100);
        assertThat(SUM.topCopies).as("top copies").isGreaterThan(100);
        assertThat(externalKeys).as("things outside pages").isGreaterThan(100);
        assertThat(deepest).as("deepest page").isGreaterThan(8);
        assertThat(mostPagesAhead).as("pages for what is expected").isGreaterThan(60);
        assertThat(mostRecords).as("records in an overfull page").isGreaterThan(PageFormat.SPLIT_ABOVE_RECORDS);
    }

    private static void run(ModelledTable table, List<Step> steps) {
        for (Step step : steps) {
            apply(table, step);
            table.table.checkInvariants();
        }
        table.verifyAll();
        countFigures(table.table.statistics());
        for (int number = 0; number < KEYS; number++) {
            table.remove(ModelledTable.key(number));
        }
        table.verifyAll();
        countEvents(table.table.events);
        TableStatistics empty = table.table.statistics();
        assertThat(empty.pages()).as("%s", empty).isEqualTo(1);
        assertThat(empty.parts()).isEqualTo(1);
        assertThat(empty.topLength()).isEqualTo(1);
        assertThat(empty.pageBytes()).isLessThanOrEqualTo(128);
    }

    private static void countFigures(TableStatistics statistics) {
        externalKeys += statistics.objects();
        deepest = Math.max(deepest, statistics.deepest());
        mostRecords = Math.max(mostRecords, statistics.mostRecords());
    }

    private static void countEvents(TableEvents events) {
        SUM.pageSplits += events.pageSplits;
        SUM.pageMerges += events.pageMerges;
        SUM.pageRebuilds += events.pageRebuilds;
        SUM.compactions += events.compactions;
        SUM.pageCopies += events.pageCopies;
        SUM.partSplits += events.partSplits;
        SUM.partMerges += events.partMerges;
        SUM.partCopies += events.partCopies;
        SUM.topCopies += events.topCopies;
    }

    private static void apply(ModelledTable table, Step step) {
        int number = step.number();
        String key = ModelledTable.key(number);
        int type = number & 15;
        switch (step.operation()) {
            case PUT -> table.put(key, type, step.length(), step.moment());
            case PUT_SAME_LENGTH -> {
                table.put(key, type, step.length(), step.moment());
                table.put(key, type ^ 1, step.length(), step.moment());
            }
            case PUT_LONG -> table.putLong(key, type, step.moment() * number, step.moment());
            case PUT_OBJECT -> table.putObject(key, type, step.moment());
            case REMOVE -> table.remove(key);
            case REPLACE -> table.replace(key, type, step.length());
            case SET_EXPIRY -> table.setExpiry(key, step.moment());
            case RESIZE -> table.resize(key, step.length());
            case CHANGE_IN_PLACE -> table.changeInPlace(key, step.moment() ^ number);
            case COPY_VALUE -> table.copyValue(key, ModelledTable.key((number * 7 + 1) % KEYS));
            case KEEP_REAR -> table.keepRear(key, step.length() % 5, step.moment());
            case FILL -> fill(table, step);
            case CLEAR_RANGE -> clear(table, step);
            case EXPIRE -> table.expire(step.moment() & 0xff, 1 + number % 5);
            case EVICT -> table.evict(step.moment() * 0x9e3779b97f4a7c15L + number);
            case CHANGE_RANDOM -> table.changeRandom(step.length() * 0x9e3779b97f4a7c15L + number, step.moment());
            case REMOVE_IN_SCAN -> table.removeInScan(number % 5);
            case OPEN_SNAPSHOT -> {
                if (table.frozen.size() < 3) {
                    table.openSnapshot();
                }
            }
            case CLOSE_SNAPSHOT -> table.closeSnapshot((number & 1) == 0);
            case FORK -> table.fork();
            case TRACK_ACCESS -> table.trackAccess(number % 4 != 0);
            case TOUCH -> table.touch(key, step.length());
            default -> throw new AssertionError(step);
        }
    }

    /** Puts a range of keys, mostly with values of one length, as a program would. */
    private static void fill(ModelledTable table, Step step) {
        for (int i = 0; i < 120; i++) {
            int number = (step.number() + i) % KEYS;
            int length = i % 10 == 0 ? step.length() : step.length() & 31;
            table.put(ModelledTable.key(number), 2, length, i % 3 == 0 ? step.moment() + i : RecordTable.NO_EXPIRY);
        }
    }

    private static void clear(ModelledTable table, Step step) {
        for (int i = 0; i < 150; i++) {
            table.remove(ModelledTable.key((step.number() + i) % KEYS));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> numbers = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 7), Arbitraries.integers().between(0, KEYS - 1));
        Arbitrary<Integer> lengths = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 24),
                Arbitraries.of(8, 126, 127, 128, 129, RecordTable.MAX_INLINE_VALUE_BYTES),
                Arbitraries.integers().between(0, RecordTable.MAX_INLINE_VALUE_BYTES));
        Arbitrary<Long> moments =
                Arbitraries.oneOf(Arbitraries.longs().between(-1, 300), Arbitraries.just(RecordTable.NO_EXPIRY));
        Arbitrary<Operation> operations = Arbitraries.oneOf(
                Arbitraries.of(Operation.values()),
                Arbitraries.of(Operation.PUT, Operation.FILL, Operation.CLEAR_RANGE, Operation.OPEN_SNAPSHOT));
        return Combinators.combine(operations, numbers, lengths, moments)
                .as(Step::new)
                .list()
                .ofMinSize(8)
                .ofMaxSize(60);
    }
}
