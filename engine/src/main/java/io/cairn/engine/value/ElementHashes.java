package io.cairn.engine.value;

import io.cairn.engine.structure.RecordTable;

/**
 * Hashes of elements that requests name, found before the requests are executed: so that whoever looks an element up then need not hash
 * it once more.
 *
 * <p>They hold for every table of the data set, because all of them hash alike. An element is known by where it lies: its array must
 * not change as long as {@link #know} counts.
 *
 * <p>Cost: a look-up in the order in which the request has its elements compares two numbers. Allocates nothing. Used by the single
 * writer.
 */
public final class ElementHashes {
    private static final byte[] NOTHING = {};

    private final int[] offsets;
    private final int[] lengths;
    private final long[] hashes;
    private int count;

    private byte[] bytes = NOTHING;
    private int from;
    private int to;
    /** Where the next one is, or the last one once more. */
    private int at;

    /** Room for so many. */
    public ElementHashes(int most) {
        offsets = new int[most];
        lengths = new int[most];
        hashes = new long[most];
    }

    /** How many were added. */
    public int count() {
        return count;
    }

    /** How many there is room for. */
    public int most() {
        return hashes.length;
    }

    /** Whether there is no room for more. */
    public boolean isFull() {
        return count == hashes.length;
    }

    /** Adds an element, whose hash nobody knows yet. */
    public void add(int offset, int length) {
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    /** Finds the hash of an element that was added, and that lies in this array. */
    public void hash(RecordTable table, byte[] in, int index) {
        hashes[index] = table.hash(in, offsets[index], lengths[index]);
    }

    /** Hashes by the order in which elements were added, as far as {@link #hash} has found them. */
    public long[] all() {
        return hashes;
    }

    /** Forgets all elements, and lets go of their array. */
    public void clear() {
        forget();
        bytes = NOTHING;
        count = 0;
    }

    /** Says that elements {@code first} to {@code last - 1}, whose hashes were found, lie in this array, which does not change now. */
    public void know(byte[] in, int first, int last) {
        // A store of a reference costs a barrier, and this one is nearly always the same.
        if (bytes != in) {
            bytes = in;
        }
        from = first;
        at = first;
        to = last;
    }

    /** Says that arrays may change. */
    public void forget() {
        to = 0;
    }

    /** The hash of an element, as {@link RecordTable#hash} has it. */
    public long of(RecordTable table, byte[] in, int offset, int length) {
        if (in == bytes && at < to) {
            int index = at;
            if (offsets[index] != offset) {
                index = index + 1 < to ? index + 1 : from;
            }
            if (offsets[index] == offset && lengths[index] == length) {
                at = index;
                assert hashes[index] == table.hash(in, offset, length) : "not the hash of this table's";
                return hashes[index];
            }
        }
        return table.hash(in, offset, length);
    }
}
