package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a table that was loaded is the one that the same records, put one by one, would have made.
 *
 * <p>Method: keys at random, some of them again and again, some too long for a page, with values of all lengths, go to a
 * loader and to a map; with few or many, or few bytes, collected at once, with a hash that is good and one that has few values. Invariants:
 * what is there already is told at once; the table has exactly the map's records, holds its own invariants, and can be
 * changed.
 */
class TableLoaderPropertyTest {
    private static int twice;
    private static int long_;
    private static int inPages;

    @AfterContainer
    static void everythingHappened() {
        System.out.printf("tables loaded: %d keys twice, %d long, %d in whole pages%n", twice, long_, inPages);
        assertThat(twice).isGreaterThan(1000);
        assertThat(long_).isGreaterThan(100);
        assertThat(inPages).isGreaterThan(10_000);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void hasWhatWasAdded(@ForAll long seed, @ForAll @IntRange(min = 0, max = 3000) int records) {
        Random random = new Random(seed);
        int hashBits = random.nextInt(4) == 0 ? 6 : 64;
        SipHash13 sip = new SipHash13(random.nextLong(), random.nextLong());
        KeyHash hash = (bytes, offset, length) -> sip.hash(bytes, offset, length) << 64 - hashBits;
        RecordTable table = new RecordTable(new SnapshotEpoch(), hash, 1 + random.nextInt(9));
        int collected = random.nextBoolean() ? 1 + random.nextInt(500) : 1 << 20;
        int bytes = random.nextBoolean() ? random.nextInt(100_000) : 1 << 20;
        TableLoader loader = new TableLoader(collected, bytes);
        loader.begin(new RecordTable(new SnapshotEpoch(), sip, 9), random.nextInt(1000));
        for (int i = 0; i < 50; i++) {
            add(loader, key(random, 1000, false), new byte[i], random);
        }
        loader.finish();
        loader.begin(table, random.nextBoolean() ? records : random.nextInt(100_000));
        // A hash of six bits gives a page more than it may hold.
        int most = hashBits == 6 ? Math.min(records, 600) : records;
        int longestValue = random.nextInt(3) == 0 ? 600 : 40;
        boolean longKeys = random.nextInt(4) == 0;
        Map<String, byte[]> model = new HashMap<>();
        for (int i = 0; i < most; i++) {
            String key = key(random, most, longKeys);
            byte[] value = new byte[random.nextInt(longestValue)];
            random.nextBytes(value);
            boolean isNew = add(loader, key, value, random);
            assertThat(isNew).isEqualTo(!model.containsKey(key));
            twice += isNew ? 0 : 1;
            long_ += key.length() > PageFormat.MAX_INLINE_KEY_BYTES ? 1 : 0;
            if (isNew) {
                model.put(key, value);
            }
        }
        assertThat(loader.finish()).isSameAs(table);
        inPages += table.events.pageRebuilds == 0 ? 0 : (int) table.size();
        check(table, model);
        changeAll(table, model);
        check(table, model);
    }

    private static String key(Random random, int keys, boolean longKeys) {
        int number = random.nextInt(2 * keys);
        return longKeys && number % 50 == 7 ? number + "x".repeat(300) : "key:" + number;
    }

    private static boolean add(TableLoader loader, String key, byte[] value, Random random) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        if (value.length == Long.BYTES && random.nextBoolean()) {
            return loader.add(bytes, 0, bytes.length, (long) PageFormat.LONGS.get(value, 0));
        }
        byte[] among = new byte[bytes.length + 2];
        System.arraycopy(bytes, 0, among, 1, bytes.length);
        return loader.add(among, 1, bytes.length, value, 0, value.length);
    }

    private static void check(RecordTable table, Map<String, byte[]> model) {
        table.checkInvariants();
        assertThat(table.size()).isEqualTo(model.size());
        RecordCursor cursor = new RecordCursor();
        model.forEach((key, value) -> {
            byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(table.find(bytes, 0, bytes.length, cursor)).isTrue();
            byte[] found = cursor.isObject()
                    ? (byte[]) cursor.object()
                    : java.util.Arrays.copyOfRange(
                            cursor.valueBytes(), cursor.valueOffset(), cursor.valueOffset() + cursor.valueLength());
            assertThat(found).isEqualTo(value);
        });
    }

    private static void changeAll(RecordTable table, Map<String, byte[]> model) {
        RecordCursor cursor = new RecordCursor();
        int step = 0;
        for (String key : Map.copyOf(model).keySet()) {
            byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
            table.find(bytes, 0, bytes.length, cursor);
            if (step++ % 3 == 0) {
                cursor.remove();
                model.remove(key);
            } else {
                byte[] value = new byte[step % 60];
                cursor.put(0, value, 0, value.length, RecordTable.NO_EXPIRY);
                model.put(key, value);
            }
        }
    }
}
