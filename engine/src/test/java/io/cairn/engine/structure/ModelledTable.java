package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A table and beside it a map that says what the table must hold; every operation is done to both and compared. */
final class ModelledTable {
    /** What a key must have: the value is a String of its bytes or any other object. */
    record Entry(int type, Object value, long expireAtMs) {}

    record Frozen(int id, RecordTable.Snapshot snapshot, Map<String, Entry> expected) {}

    final SnapshotEpoch epoch = new SnapshotEpoch();
    final Map<String, Entry> model = new HashMap<>();
    final Deque<Frozen> frozen = new ArrayDeque<>();
    final RecordCursor cursor = new RecordCursor();
    RecordTable table;
    private Map<String, Integer> accessStamps = new HashMap<>();
    private int changes;

    ModelledTable(KeyHash keyHash, int partBits) {
        table = new RecordTable(epoch, keyHash, partBits);
    }

    /** Keys of all lengths: none, a few bytes, more than 127, too long for a page. */
    static String key(int number) {
        String name = number == 0 ? "" : "k" + number;
        return switch (number % 13) {
            case 5 -> name + "-" + "x".repeat(8);
            case 7 -> name + "-" + "y".repeat(110 + number % 40);
            case 11 -> name + "-" + "z".repeat(PageFormat.MAX_INLINE_KEY_BYTES - 4 + number % 20);
            default -> name;
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** A value that no other call returns, as far as its length allows. */
    private String value(int length) {
        changes++;
        return (changes + "v".repeat(length)).substring(0, length);
    }

    private boolean find(String key) {
        // Not at the beginning of its array, and with something behind.
        byte[] slice = bytes("<" + key + ">");
        boolean found = table.find(slice, 1, slice.length - 2, cursor);
        same(found, model.containsKey(key));
        same(cursor.isFound(), found);
        return found;
    }

    private void remember(String key, Entry entry) {
        model.put(key, entry);
        verify(key);
    }

    void put(String key, int type, int length, long expireAtMs) {
        find(key);
        String value = value(length);
        cursor.put(type, bytes("[" + value + "]"), 1, length, expireAtMs);
        remember(key, new Entry(type, value, expireAtMs));
    }

    void putLong(String key, int type, long value, long expireAtMs) {
        find(key);
        cursor.putLong(type, value, expireAtMs);
        assertThat(cursor.longValue()).isEqualTo(value);
        remember(key, new Entry(type, longText(value), expireAtMs));
    }

    private static String longText(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        return text(bytes, 0, 8);
    }

    void putObject(String key, int type, long expireAtMs) {
        find(key);
        // Equal to nothing but itself.
        Object value = new AtomicReference<>(value(3));
        cursor.putObject(type, value, expireAtMs);
        remember(key, new Entry(type, value, expireAtMs));
    }

    void remove(String key) {
        if (find(key)) {
            cursor.remove();
            model.remove(key);
            accessStamps.remove(key);
        }
        assertThat(cursor.isFound()).isFalse();
        verify(key);
    }

    /** Removes and inserts with one search. */
    void replace(String key, int type, int length) {
        if (find(key)) {
            cursor.remove();
            accessStamps.remove(key);
        }
        String value = value(length);
        cursor.put(type, bytes(value), 0, length, RecordTable.NO_EXPIRY);
        remember(key, new Entry(type, value, RecordTable.NO_EXPIRY));
    }

    void setExpiry(String key, long expireAtMs) {
        if (find(key)) {
            cursor.setExpireAtMs(expireAtMs);
            Entry old = model.get(key);
            remember(key, new Entry(old.type(), old.value(), expireAtMs));
        }
    }

    void resize(String key, int length) {
        if (find(key) && !cursor.isObject()) {
            int offset = cursor.resizeValue(length);
            assertThat(offset).isEqualTo(cursor.valueOffset());
            Entry old = model.get(key);
            String oldValue = (String) old.value();
            String value = length <= oldValue.length()
                    ? oldValue.substring(0, length)
                    : oldValue + "\0".repeat(length - oldValue.length());
            remember(key, new Entry(old.type(), value, old.expireAtMs()));
        }
    }

    /** Overwrites a value inside its bounds. */
    void changeInPlace(String key, long value) {
        if (find(key) && !cursor.isObject()) {
            Entry old = model.get(key);
            String text;
            if (cursor.valueLength() == Long.BYTES) {
                cursor.setLong(value);
                text = longText(value);
            } else {
                text = value(cursor.valueLength());
                byte[] page = cursor.writableValue();
                System.arraycopy(bytes(text), 0, page, cursor.valueOffset(), text.length());
            }
            remember(key, new Entry(old.type(), text, old.expireAtMs()));
        }
    }

    /** Puts a value that lies in the table itself, as a rename does. */
    void copyValue(String from, String to) {
        RecordCursor source = new RecordCursor();
        byte[] fromKey = bytes(from);
        if (table.find(fromKey, 0, fromKey.length, source) && !source.isObject()) {
            find(to);
            cursor.put(
                    source.type(),
                    source.valueBytes(),
                    source.valueOffset(),
                    source.valueLength(),
                    source.expireAtMs());
            remember(to, model.get(from));
        }
    }

    /** Puts the rear part of a record's own value, from where it lies. */
    void keepRear(String key, int skipped, long expireAtMs) {
        if (find(key) && !cursor.isObject()) {
            Entry old = model.get(key);
            int from = Math.min(skipped, cursor.valueLength());
            cursor.put(
                    cursor.type(),
                    cursor.valueBytes(),
                    cursor.valueOffset() + from,
                    cursor.valueLength() - from,
                    expireAtMs);
            remember(key, new Entry(old.type(), ((String) old.value()).substring(from), expireAtMs));
        }
    }

    void trackAccess(boolean on) {
        table.trackAccess(on);
        if (!on) {
            accessStamps = new HashMap<>();
        }
    }

    void touch(String key, int stamp) {
        if (table.isAccessTracked() && find(key)) {
            cursor.setAccessStamp(stamp);
            accessStamps.put(key, stamp);
        }
    }

    /** Removes a record picked at random, as eviction does. */
    void evict(long random) {
        if (pick(random)) {
            String key = keyOf(cursor);
            cursor.remove();
            model.remove(key);
            accessStamps.remove(key);
            verify(key);
        }
    }

    /** Lays a record picked at random out anew: its key is known from its page only. */
    void changeRandom(long random, long expireAtMs) {
        if (pick(random)) {
            String key = keyOf(cursor);
            cursor.putLong(3, random, expireAtMs);
            remember(key, new Entry(3, longText(random), expireAtMs));
        }
    }

    private boolean pick(long random) {
        boolean any = table.random(random, cursor);
        same(any, !model.isEmpty());
        if (any) {
            same(entryOf(cursor), model.get(keyOf(cursor)));
        }
        return any;
    }

    /** Expires in calls of {@code maxPages}, until nothing due is left. */
    void expire(long nowMs, int maxPages) {
        Set<String> due = new HashSet<>();
        model.forEach((key, entry) -> {
            if (entry.expireAtMs() <= nowMs) {
                due.add(key);
            }
        });
        assertThat(table.minExpireAtMs()).isLessThanOrEqualTo(trueMinExpiry());
        int rounds = 0;
        while (table.minExpireAtMs() <= nowMs) {
            int before = due.size();
            int removed = table.expire(nowMs, maxPages, record -> {
                String key = keyOf(record);
                assertThat(due.remove(key))
                        .as("due and not visited before: %s", key)
                        .isTrue();
                assertThat(entryOf(record)).isEqualTo(model.remove(key));
                accessStamps.remove(key);
            });
            assertThat(removed).isEqualTo(before - due.size());
            table.checkInvariants();
            rounds++;
            assertThat(rounds).as("calls until the bound is later than now").isLessThan(10_000);
        }
        assertThat(due).isEmpty();
        assertThat(table.minExpireAtMs()).isLessThanOrEqualTo(trueMinExpiry());
    }

    private long trueMinExpiry() {
        return model.values().stream().mapToLong(Entry::expireAtMs).min().orElse(RecordTable.NO_EXPIRY);
    }

    /** Visits everything and removes four of five while pages merge behind and before the scan. */
    void removeInScan(int remainder) {
        long position = 0;
        do {
            position = table.scan(position, record -> {
                String key = keyOf(record);
                if (Math.floorMod(key.hashCode(), 5) != remainder) {
                    record.remove();
                    model.remove(key);
                    accessStamps.remove(key);
                }
            });
            table.checkInvariants();
        } while (position != 0);
        for (String key : model.keySet()) {
            same(Math.floorMod(key.hashCode(), 5), remainder);
        }
    }

    void openSnapshot() {
        int id = epoch.open();
        frozen.addLast(new Frozen(id, table.snapshot(), new HashMap<>(model)));
    }

    /** Closes the oldest or the newest snapshot, after comparing it with what it must hold. */
    void closeSnapshot(boolean newest) {
        if (!frozen.isEmpty()) {
            Frozen closed = newest ? frozen.removeLast() : frozen.removeFirst();
            verify(closed);
            epoch.close(closed.id());
        }
    }

    void fork() {
        table = table.fork();
    }

    // ---- comparing

    /** Compares without the cost of a described assertion where nothing is wrong. */
    private static void same(@Nullable Object actual, @Nullable Object expected) {
        if (!Objects.equals(actual, expected)) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    void verify(String key) {
        if (find(key)) {
            same(keyOf(cursor), key);
            same(entryOf(cursor), model.get(key));
            if (table.isAccessTracked()) {
                same(cursor.accessStamp(), accessStamps.getOrDefault(key, 0));
            }
        }
    }

    /** Compares everything: each key by search, all records by scan, all snapshots. */
    void verifyAll() {
        table.checkInvariants();
        assertThat(table.size()).isEqualTo(model.size());
        model.keySet().forEach(this::verify);
        Map<String, Entry> scanned = new HashMap<>();
        long position = 0;
        do {
            position = table.scan(position, record -> same(scanned.put(keyOf(record), entryOf(record)), null));
        } while (position != 0);
        assertThat(scanned).isEqualTo(model);
        frozen.forEach(ModelledTable::verify);
    }

    static void verify(Frozen each) {
        Map<String, Entry> seen = new HashMap<>();
        each.snapshot().forEach(record -> same(seen.put(keyOf(record), entryOf(record)), null));
        assertThat(seen).isEqualTo(each.expected());
        assertThat(each.snapshot().size()).isEqualTo(each.expected().size());
    }

    static String keyOf(RecordCursor record) {
        return text(record.keyBytes(), record.keyOffset(), record.keyLength());
    }

    static Entry entryOf(RecordCursor record) {
        Object value = record.isObject()
                ? record.object()
                : text(record.valueBytes(), record.valueOffset(), record.valueLength());
        return new Entry(record.type(), value, record.expireAtMs());
    }
}
