package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a scan visits each key that is there all the time, whatever happens between its calls, and it ends.
 *
 * <p>Method: between two calls ranges of other keys come and go. Counted are the scans that met splits and merges.
 */
class RecordTableScanPropertyTest {
    private static final int STABLE_KEYS = 200;
    private static final int OTHER_KEYS = 1500;

    private static int scansWithSplits;
    private static int scansWithMerges;
    private static int scansWithSecondVisits;

    record Change(boolean insert, int first, int count) {}

    @Property(tries = 300)
    void visitsWhatIsThereAllTheTime(@ForAll("changes") List<Change> changes, @ForAll boolean fullAtFirst) {
        RecordTable table = new RecordTable(new SnapshotEpoch(), new SipHash13(7, 8), 2);
        for (int i = 0; i < STABLE_KEYS; i++) {
            put(table, "stable" + i);
        }
        if (fullAtFirst) {
            change(table, new Change(true, 0, OTHER_KEYS));
        }
        long splits = table.events.pageSplits;
        long merges = table.events.pageMerges;
        Map<String, Integer> visits = new HashMap<>();
        long cursor = 0;
        long last = -1;
        int step = 0;
        do {
            assertThat(cursor).isGreaterThan(last).isLessThan(1L << 48);
            last = cursor;
            cursor = table.scan(cursor, record -> visits.merge(ModelledTable.keyOf(record), 1, Integer::sum));
            change(table, changes.get(step % changes.size()));
            step++;
        } while (cursor != 0);
        for (int i = 0; i < STABLE_KEYS; i++) {
            assertThat(visits).containsKey("stable" + i);
        }
        scansWithSplits += table.events.pageSplits > splits ? 1 : 0;
        scansWithMerges += table.events.pageMerges > merges ? 1 : 0;
        scansWithSecondVisits += visits.values().stream().anyMatch(count -> count > 1) ? 1 : 0;
    }

    @Property(tries = 50)
    void visitsEachOnceWhenNothingChanges(@ForAll("changes") List<Change> changes) {
        RecordTable table = new RecordTable(new SnapshotEpoch(), new SipHash13(7, 8), 2);
        changes.forEach(change -> change(table, change));
        Set<String> visited = new HashSet<>();
        long cursor = 0;
        do {
            cursor = table.scan(
                    cursor,
                    record ->
                            assertThat(visited.add(ModelledTable.keyOf(record))).isTrue());
        } while (cursor != 0);
        assertThat(visited).hasSize((int) table.size());
    }

    @Property(tries = 50)
    void takesAnyCursor(@ForAll long cursor) {
        RecordTable table = new RecordTable(new SnapshotEpoch(), new SipHash13(7, 8), 2);
        change(table, new Change(true, 0, 500));
        assertThat(table.scan(cursor, record -> assertThat(record.isFound()).isTrue()))
                .isBetween(0L, (1L << 48) - 1);
    }

    @AfterContainer
    static void changesHappened() {
        assertThat(scansWithSplits).as("scans with splits").isGreaterThan(30);
        assertThat(scansWithMerges).as("scans with merges").isGreaterThan(30);
        assertThat(scansWithSecondVisits).as("scans with second visits").isGreaterThan(5);
    }

    private static void put(RecordTable table, String key) {
        RecordCursor cursor = new RecordCursor();
        byte[] bytes = ModelledTable.bytes(key);
        table.find(bytes, 0, bytes.length, cursor);
        cursor.put(1, bytes, 0, bytes.length, RecordTable.NO_EXPIRY);
    }

    private static void change(RecordTable table, Change change) {
        RecordCursor cursor = new RecordCursor();
        for (int i = 0; i < change.count(); i++) {
            String key = "other" + (change.first() + i) % OTHER_KEYS;
            if (change.insert()) {
                put(table, key);
            } else {
                byte[] bytes = ModelledTable.bytes(key);
                if (table.find(bytes, 0, bytes.length, cursor)) {
                    cursor.remove();
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, OTHER_KEYS - 1),
                        Arbitraries.integers().between(0, OTHER_KEYS).withDistribution(RandomDistribution.uniform()))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }
}
