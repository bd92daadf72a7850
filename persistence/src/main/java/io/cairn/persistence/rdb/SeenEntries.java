package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Listpack;
import java.util.Arrays;

/**
 * Tells whether an entry of a listpack that is being built is there already: a hash table of their offsets.
 *
 * <p>The entries are canonical, so two are the same if their bytes are. Open addressing, at most half full. Whoever makes
 * entries that collide gains little: a compact value has few of them.
 *
 * <p>Cost: O(length of an entry); to begin anew O(entries seen before). No allocation but for growth.
 */
final class SeenEntries {
    private static final int FIRST_CAPACITY = 16;
    /** A table of more entries is not kept for the next value. */
    private static final int MAX_KEPT_CAPACITY = 1 << 16;

    /** Offset of an entry, 0 for none: a listpack's first is behind its header. */
    private int[] slots = new int[FIRST_CAPACITY];

    private int capacity = FIRST_CAPACITY;
    private int count;

    /** Forgets all entries. */
    void clear() {
        if (slots.length > MAX_KEPT_CAPACITY) {
            slots = new int[FIRST_CAPACITY];
        } else {
            Arrays.fill(slots, 0, capacity, 0);
        }
        capacity = FIRST_CAPACITY;
        count = 0;
    }

    /** Adds the entry that lies from {@code from} to {@code to}; returns whether none is the same. */
    boolean add(byte[] bytes, int from, int to) {
        if (2 * count >= capacity) {
            grow(bytes);
        }
        int length = to - from;
        int slot = slot(bytes, from, length);
        while (slots[slot] != 0) {
            int other = slots[slot];
            // A shorter one that begins like this differs in its first bytes, which tell its length.
            if (Arrays.equals(bytes, other, Math.min(other + length, from), bytes, from, to)) {
                return false;
            }
            slot = slot + 1 & capacity - 1;
        }
        slots[slot] = from;
        count++;
        return true;
    }

    private int slot(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash * 0x9e37_79b1 >>> 8) & capacity - 1;
    }

    private void grow(byte[] bytes) {
        int[] old = Arrays.copyOf(slots, capacity);
        capacity *= 2;
        if (slots.length < capacity) {
            slots = new int[capacity];
        } else {
            Arrays.fill(slots, 0, capacity, 0);
        }
        for (int at : old) {
            if (at != 0) {
                int slot = slot(bytes, at, Listpack.next(bytes, at) - at);
                while (slots[slot] != 0) {
                    slot = slot + 1 & capacity - 1;
                }
                slots[slot] = at;
            }
        }
    }
}
