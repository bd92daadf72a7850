package io.cairn.engine.structure;

import java.util.Arrays;

/**
 * Finds entries of one {@link Listpack}, which must stay as it is until {@link #forget}: the first look-ups go through its
 * entries, and whoever asks more often pays once for an index, after which each look-up is O(1).
 *
 * <p>The index is an open hash table of offsets from the listpack's beginning, of which none is 0. Only the first of several
 * entries with the same text is found. Who chooses texts so that they collide gets what every look-up would cost otherwise.
 *
 * <p>Cost: indexing is about as much as three look-ups that go through all entries. The table is used again and again;
 * nothing is allocated but for a listpack with more entries than any before. Not thread-safe.
 */
public final class ListpackIndex {
    /** So many look-ups go without an index. */
    private static final int FEW_LOOKUPS = 2;

    /** In less than this, looking at all entries is as quick. */
    private static final int LEAST_BYTES = 64;

    /** No more is indexed than this, so that the table, which is kept, stays below half a mebibyte. */
    private static final int MOST_BYTES = 1 << 16;

    private static final long NUMBER_MULTIPLIER = 0x9e3779b97f4a7c15L;

    private static final byte[] NO_BYTES = {};

    private int[] slots = {};
    private int mask;
    private int lookups;
    private boolean built;
    private byte[] indexed = NO_BYTES;
    private int indexedStart;

    /** Says that the next look-up is in another listpack, or in one that has changed. */
    public void forget() {
        lookups = 0;
        if (built) {
            built = false;
            indexed = NO_BYTES;
        }
    }

    /** Whether there is an index, so that nobody need say where the listpack lies. */
    public boolean isBuilt() {
        return built;
    }

    /** Says how many look-ups follow, before the first of them: many are worth an index at once. */
    public void expect(long count) {
        if (count > FEW_LOOKUPS && !built) {
            lookups = FEW_LOOKUPS;
        }
    }

    /** {@link Listpack#find} in the listpack that it has been asked about since {@link #forget}, with the same step. */
    public int find(byte[] bytes, int start, int step, byte[] text, int offset, int length) {
        if (!built) {
            if (lookups < FEW_LOOKUPS || !isWorthwhile(Listpack.totalBytes(bytes, start))) {
                lookups++;
                return Listpack.find(bytes, start, step, text, offset, length);
            }
            build(bytes, start, step);
        }
        return search(bytes, start, text, offset, length);
    }

    /** {@link #find(byte[], int, int, byte[], int, int)} where there is an index, and the listpack still lies where it was made. */
    public int find(byte[] text, int offset, int length) {
        return search(indexed, indexedStart, text, offset, length);
    }

    private int search(byte[] bytes, int start, byte[] text, int offset, int length) {
        int slot = hash(text, offset, length) & mask;
        while (slots[slot] != 0) {
            int at = start + slots[slot];
            if (Listpack.equal(bytes, at, text, offset, length)) {
                return at;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    private static boolean isWorthwhile(int totalBytes) {
        return totalBytes >= LEAST_BYTES && totalBytes <= MOST_BYTES;
    }

    private void build(byte[] bytes, int start, int step) {
        int size = 4 * Integer.highestOneBit(Listpack.count(bytes, start) / step + 1);
        if (slots.length < size) {
            slots = new int[size];
        } else {
            Arrays.fill(slots, 0, size, 0);
        }
        mask = size - 1;
        int at = Listpack.first(start);
        while (!Listpack.isEnd(bytes, at)) {
            int slot = hash(bytes, at) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = at - start;
            for (int i = 0; i < step; i++) {
                at = Listpack.next(bytes, at);
            }
        }
        indexed = bytes;
        indexedStart = start;
        built = true;
    }

    /** The hash of an entry. */
    private static int hash(byte[] bytes, int at) {
        if (Listpack.isInteger(bytes, at)) {
            return hash(Listpack.integer(bytes, at));
        }
        int head = Listpack.headBytes(bytes, at);
        return hashText(bytes, at + head, Listpack.entryBytes(bytes, at) - head);
    }

    /** The hash of the entry with this text, which is a number if the text is one. */
    private static int hash(byte[] text, int offset, int length) {
        return Numbers.isLong(text, offset, length)
                ? hash(Numbers.toLong(text, offset, length))
                : hashText(text, offset, length);
    }

    private static int hash(long number) {
        return (int) (number * NUMBER_MULTIPLIER >>> Integer.SIZE);
    }

    private static int hashText(byte[] bytes, int offset, int length) {
        return (int) Murmur64.hash(bytes, offset, length, 0);
    }
}
