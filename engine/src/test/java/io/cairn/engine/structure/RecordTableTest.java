package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordTableTest {
    private static final long NEVER = RecordTable.NO_EXPIRY;

    private final SnapshotEpoch epoch = new SnapshotEpoch();
    private final RecordCursor cursor = new RecordCursor();

    private RecordTable table() {
        return new RecordTable(epoch, 11, 12);
    }

    private boolean find(RecordTable table, String key) {
        byte[] bytes = ModelledTable.bytes(key);
        return table.find(bytes, 0, bytes.length, cursor);
    }

    private void put(RecordTable table, String key, String value, long expireAtMs) {
        find(table, key);
        byte[] bytes = ModelledTable.bytes(value);
        cursor.put(1, bytes, 0, bytes.length, expireAtMs);
    }

    // ---- hashes that agree

    @Test
    void keepsManyKeysWithTheSameHashInOnePage() {
        RecordTable table = new RecordTable(epoch, (bytes, offset, length) -> 0x1234_5678_9abc_def0L, 1);
        for (int i = 0; i < 1000; i++) {
            put(table, "key" + i, "value" + i, NEVER);
        }
        table.checkInvariants();
        for (int i = 0; i < 1000; i++) {
            assertThat(find(table, "key" + i)).isTrue();
            assertThat(ModelledTable.entryOf(cursor).value()).isEqualTo("value" + i);
        }
        TableStatistics statistics = table.statistics();
        assertThat(statistics.mostRecords()).isEqualTo(1000);
        assertThat(statistics.topLength())
                .as("top array, in spite of all attempts to split")
                .isLessThanOrEqualTo(128);
        for (int i = 0; i < 1000; i++) {
            find(table, "key" + i);
            cursor.remove();
        }
        table.checkInvariants();
        assertThat(table.statistics().pages()).isEqualTo(1);
    }

    @Test
    void refusesWhatAPageOfEqualHashesCannotHoldAndStaysAsItWas() {
        RecordTable table = new RecordTable(epoch, (bytes, offset, length) -> 42L, 1);
        String value = "v".repeat(RecordTable.MAX_INLINE_VALUE_BYTES);
        int held = 0;
        while (held < 1000 && fits(table, "key" + held, value)) {
            held++;
        }
        assertThat(held).isBetween(PageFormat.SPLIT_ABOVE_RECORDS, 200);
        table.checkInvariants();
        assertThat(table.size()).isEqualTo(held);
        assertThat(find(table, "key" + held)).isFalse();
        // The next change finds everything in order.
        find(table, "key0");
        cursor.remove();
        assertThat(fits(table, "key" + held, value)).isTrue();
        table.checkInvariants();
    }

    private boolean fits(RecordTable table, String key, String value) {
        try {
            put(table, key, value, NEVER);
            return true;
        } catch (IllegalStateException full) {
            assertThat(full).hasMessageContaining("share the beginning of a hash");
            return false;
        }
    }

    @Test
    void splitsToTheLastBitOfPosition() {
        // 100 pairs of runs that differ in the last bit of their positions only, in a table deep enough to tell them.
        RecordTable table = new RecordTable(
                epoch, (bytes, offset, length) -> (long) (bytes[offset] & 1) << 16 | bytes[offset + 1] & 0xff, 47);
        for (int i = 0; i < 90; i++) {
            String key = (char) ('a' + i % 2) + "" + (char) i + "x";
            put(table, key, "value", NEVER);
        }
        table.checkInvariants();
        assertThat(table.size()).isEqualTo(90);
    }

    @Test
    void probesPastEqualFingerprints() {
        SipHash13 hash = new SipHash13(1, 2);
        RecordTable table =
                new RecordTable(epoch, (bytes, offset, length) -> hash.hash(bytes, offset, length) & ~0xffL | 7, 9);
        for (int i = 0; i < 500; i++) {
            put(table, "key" + i, "value" + i, NEVER);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(find(table, "key" + i)).isTrue();
            assertThat(find(table, "yek" + i)).isFalse();
        }
    }

    // ---- memory

    @Test
    void findsAndOverwritesWithoutAllocation() {
        RecordTable table = table();
        byte[][] keys = new byte[5000][];
        byte[] value = new byte[32];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ModelledTable.bytes("key:" + i);
            table.find(keys[i], 0, keys[i].length, cursor);
            cursor.put(1, value, 0, value.length, i % 2 == 0 ? NEVER : i);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            overwriteAll(table, keys, value);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }

    private void overwriteAll(RecordTable table, byte[][] keys, byte[] value) {
        for (int i = 0; i < keys.length; i++) {
            if (!table.find(keys[i], 0, keys[i].length, cursor)) {
                throw new AssertionError("lost: " + i);
            }
            value[0] = (byte) i;
            cursor.put(2, value, 0, value.length, i % 2 == 0 ? NEVER : i + 1);
        }
    }

    @Test
    void growsAndShrinksInPlaceWithoutAllocation() {
        RecordTable table = table();
        byte[] key = ModelledTable.bytes("counter");
        byte[] value = new byte[100];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 30; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                table.find(key, 0, key.length, cursor);
                cursor.put(1, value, 0, i * 7 % 100, i % 3 == 0 ? i : NEVER);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("pages go round in the pool").isZero();
    }

    @Test
    void takesLittleMoreThanTheRecordsThemselves() {
        RecordTable table = table();
        byte[] value = new byte[32];
        for (int i = 0; i < 100_000; i++) {
            byte[] key = ModelledTable.bytes("key:%012d".formatted(i));
            table.find(key, 0, key.length, cursor);
            cursor.put(1, value, 0, value.length, NEVER);
        }
        TableStatistics statistics = table.statistics();
        assertThat(statistics.liveBytes()).isEqualTo(100_000L * 51);
        assertThat(statistics.pageBytes() + 20L * statistics.pages()).isLessThan(100_000L * 60);
    }

    // ---- expiry

    @Test
    void entersOnlyPagesInWhichSomethingIsDue() {
        RecordTable table = table();
        for (int i = 0; i < 20_000; i++) {
            put(table, "key" + i, "value", i == 12_345 ? 1000 : 1_000_000 + i);
        }
        assertThat(table.minExpireAtMs()).isEqualTo(1000);
        assertThat(table.expire(999, 1, record -> {})).isZero();
        assertThat(table.expire(1000, 1, record -> {})).isEqualTo(1);
        assertThat(find(table, "key12345")).isFalse();
        assertThat(table.expiringCount()).isEqualTo(19_999);
        // Going on, the walk finds nothing and learns the next time something is due.
        assertThat(table.expire(1000, 1, record -> {})).isZero();
        assertThat(table.minExpireAtMs()).isEqualTo(1_000_000);
        table.checkInvariants();
    }

    @Test
    void expiresInSlices() {
        RecordTable table = table();
        for (int i = 0; i < 20_000; i++) {
            put(table, "key" + i, "value", i);
        }
        int calls = 0;
        int most = 0;
        while (table.size() > 0) {
            int removed = table.expire(20_000, 4, record -> {});
            most = Math.max(most, removed);
            calls++;
            assertThat(calls).as("calls until all are gone").isLessThan(20_000);
        }
        assertThat(calls).isGreaterThan(50);
        assertThat(most).isLessThanOrEqualTo(4 * PageFormat.SPLIT_ABOVE_RECORDS);
        assertThat(table.statistics().pages()).isEqualTo(1);
        assertThat(table.minExpireAtMs()).isEqualTo(NEVER);
    }

    @Test
    void expiringUnderASnapshotLeavesTheSnapshotAlone() {
        RecordTable table = table();
        for (int i = 0; i < 5000; i++) {
            put(table, "key" + i, "value", i);
        }
        int id = epoch.open();
        RecordTable.Snapshot snapshot = table.snapshot();
        assertThat(table.expire(2499, Integer.MAX_VALUE, record -> {})).isEqualTo(2500);
        Map<String, ModelledTable.Entry> seen = new HashMap<>();
        snapshot.forEach(record -> seen.put(ModelledTable.keyOf(record), ModelledTable.entryOf(record)));
        assertThat(seen).hasSize(5000);
        assertThat(seen.get("key7").expireAtMs()).isEqualTo(7);
        epoch.close(id);
    }

    // ---- random

    @Test
    void picksEachRecordAboutEquallyOften() {
        RecordTable table = table();
        int keys = 700;
        for (int i = 0; i < keys; i++) {
            put(table, "key" + i, "value", NEVER);
        }
        assertThat(table.statistics().pages()).isGreaterThan(8);
        Map<String, Integer> picks = new HashMap<>();
        Random random = new Random(1);
        int draws = 200 * keys;
        for (int i = 0; i < draws; i++) {
            assertThat(table.random(random.nextLong(), cursor)).isTrue();
            picks.merge(ModelledTable.keyOf(cursor), 1, Integer::sum);
        }
        double chiSquare = 0;
        for (int i = 0; i < keys; i++) {
            double difference = picks.getOrDefault("key" + i, 0) - 200;
            chiSquare += difference * difference / 200;
        }
        // 699 degrees of freedom: mean 699, standard deviation 37.
        assertThat(chiSquare).isBetween(550.0, 850.0);
    }

    @Test
    void findsTheOnlyRecordOfALargeEmptiedTable() {
        RecordTable table = new RecordTable(epoch, new SipHash13(1, 1), 2);
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            put(table, "key" + i, "value", NEVER);
        }
        for (int i = 1; i < 3000; i++) {
            find(table, "key" + i);
            cursor.remove();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(table.random(random.nextLong(), cursor)).isTrue();
            assertThat(ModelledTable.keyOf(cursor)).isEqualTo("key0");
        }
        cursor.remove();
        assertThat(table.random(1, cursor)).isFalse();
    }

    // ---- snapshots and forks

    @Test
    void copiesOnePageForOneChange() {
        RecordTable table = table();
        for (int i = 0; i < 20_000; i++) {
            put(table, "key" + i, "value", NEVER);
        }
        int id = epoch.open();
        table.snapshot();
        for (int i = 0; i < 10; i++) {
            put(table, "key77", "VALUE", NEVER);
        }
        assertThat(table.events.pageCopies).isEqualTo(1);
        assertThat(table.events.partCopies).isEqualTo(1);
        assertThat(table.events.topCopies).isEqualTo(1);
        epoch.close(id);
        put(table, "key78", "VALUE", NEVER);
        assertThat(table.events.pageCopies).isEqualTo(1);
    }

    @Test
    void readingCopiesNothing() {
        RecordTable table = table();
        for (int i = 0; i < 1000; i++) {
            put(table, "key" + i, "value", NEVER);
        }
        epoch.open();
        table.trackAccess(true);
        for (int i = 0; i < 1000; i++) {
            assertThat(find(table, "key" + i)).isTrue();
            cursor.setAccessStamp(i);
        }
        assertThat(table.events.pageCopies).isZero();
        assertThat(table.events.partCopies).isZero();
        assertThat(find(table, "key9")).isTrue();
        assertThat(cursor.accessStamp()).isEqualTo(9);
    }

    @Test
    void raisingABoundLeavesAFrozenPartAlone() {
        RecordTable table = table();
        put(table, "key", "value", 100);
        cursor.setExpireAtMs(1000);
        epoch.open();
        Part frozen = table.part(0);
        assertThat(table.expire(200, 1, record -> {})).isZero();
        assertThat(table.minExpireAtMs()).isEqualTo(1000);
        assertThat(frozen.dueAtMs(0)).isEqualTo(100);
        assertThat(frozen.minExpireAtMs).isEqualTo(100);
    }

    @Test
    void aForkGoesItsOwnWay() {
        RecordTable table = table();
        for (int i = 0; i < 3000; i++) {
            put(table, "key" + i, "value", i);
        }
        int id = epoch.open();
        RecordTable fork = table.fork();
        for (int i = 0; i < 3000; i++) {
            if (i % 10 != 0) {
                find(fork, "key" + i);
                cursor.remove();
            }
        }
        assertThat(fork.events.pageMerges).isPositive();
        fork.checkInvariants();
        table.checkInvariants();
        assertThat(fork.size()).isEqualTo(300);
        assertThat(table.size()).isEqualTo(3000);
        assertThat(fork.expiringCount()).isEqualTo(300);
        Map<String, ModelledTable.Entry> seen = new HashMap<>();
        table.snapshot().forEach(record -> seen.put(ModelledTable.keyOf(record), ModelledTable.entryOf(record)));
        assertThat(seen).hasSize(3000);
        epoch.close(id);
    }

    @Test
    void refusesToChangeASnapshotsRecord() {
        RecordTable table = table();
        put(table, "key", "value", NEVER);
        RecordTable.Snapshot snapshot = table.snapshot();
        snapshot.forEach(record -> {
            assertThatThrownBy(record::remove).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> record.putLong(1, 1, NEVER)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(record::writableValue).isInstanceOf(IllegalStateException.class);
        });
    }

    // ---- callers' mistakes

    @Test
    void refusesWhatItCannotHold() {
        RecordTable table = table();
        find(table, "key");
        byte[] tooLong = new byte[RecordTable.MAX_INLINE_VALUE_BYTES + 1];
        assertThatThrownBy(() -> cursor.put(1, tooLong, 0, tooLong.length, NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length=513");
        assertThatThrownBy(() -> cursor.putLong(16, 1, NEVER)).hasMessageContaining("type=16");
        assertThatThrownBy(() -> cursor.putLong(-1, 1, NEVER)).hasMessageContaining("type=-1");
        assertThatThrownBy(() -> table.find(tooLong, 510, 5, cursor)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(table.size()).isZero();
        assertThatThrownBy(cursor::remove).isInstanceOf(IllegalStateException.class);
        put(table, "key", "12345678", NEVER);
        assertThatThrownBy(() -> cursor.putLong(16, 1, NEVER)).hasMessageContaining("type=16");
        assertThatThrownBy(() -> cursor.resizeValue(-1)).hasMessageContaining("newLength=-1");
        assertThatThrownBy(cursor::object).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cursor.setAccessStamp(1)).hasMessageContaining("does not track");
        cursor.putObject(1, "object", NEVER);
        assertThatThrownBy(cursor::longValue).hasMessageContaining("valueLength=-1");
        assertThatThrownBy(() -> cursor.resizeValue(3)).hasMessageContaining("object");
    }

    @Test
    void aVisitorMayChangeInPlaceButNotLayOutAnew() {
        RecordTable table = table();
        put(table, "key", "12345678", NEVER);
        table.scan(0, record -> {
            record.setLong(77);
            assertThatThrownBy(() -> record.resizeValue(9)).isInstanceOf(IllegalStateException.class);
        });
        find(table, "key");
        assertThat(cursor.longValue()).isEqualTo(77);
    }
}
