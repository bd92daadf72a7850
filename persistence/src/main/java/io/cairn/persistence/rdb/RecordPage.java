package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.DetachedValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A stretch of a file on its way from the thread that reads to the one that builds: keys with what they hold, and behind them
 * other records.
 *
 * <p>The keys are given out in the order of their hashes: the one who builds then puts many keys to one page of memory, one
 * after the other, instead of waiting for the memory of another page with each. Records of the same key come out in the order
 * in which they went in.
 *
 * <p>Memory: as much as the records take, which is bounded by who fills it. Cost: a copy and a share of a sort.
 */
final class RecordPage {
    /** So many bits of a hash make room for a record's number; the others are as many as the order needs. */
    private static final int NUMBER_BITS = 20;

    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

    /** Other records than those of keys are few. */
    private static final int KEPT_OTHER_BYTES = 128 << 10;

    private final int mostBytes;
    private final RecordBytes keys;
    private final RecordBytes others = new RecordBytes(KEPT_OTHER_BYTES);
    /** What lies beside the records, by number. */
    private final List<DetachedValue> values = new ArrayList<>();

    private long[] hashes = new long[1024];
    private long[] order = new long[1024];
    private int[] starts = new int[1024];
    private int count;
    private long fileOffset;

    /** @param mostBytes so many bytes of keys at most */
    RecordPage(int mostBytes) {
        this.mostBytes = mostBytes;
        keys = new RecordBytes(mostBytes);
    }

    /** Begins anew. */
    void clear() {
        keys.clear();
        others.clear();
        values.clear();
        count = 0;
    }

    /** Up to where the file had been read when the page was full. */
    long fileOffset() {
        return fileOffset;
    }

    void setFileOffset(long offset) {
        fileOffset = offset;
    }

    // ---- writing

    /** Whether a key of so many bytes with its value may be added: not behind another record. */
    boolean hasRoom(long length) {
        return keys.end() + length <= mostBytes && count <= NUMBER_MASK && others.end() == 0;
    }

    /** Adds a key; {@link #hasRoom} has said that there is room for it. */
    RecordBytes addKey(long length, long hash) {
        if (count == starts.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            order = Arrays.copyOf(order, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        hashes[count] = hash;
        order[count] = hash & ~NUMBER_MASK | count;
        starts[count] = keys.end();
        count++;
        keys.reserve(length);
        return keys;
    }

    /** Whether another record should rather go to another page. */
    boolean isCrowded(long length) {
        return others.end() > 0 && others.end() + length > KEPT_OTHER_BYTES;
    }

    /** Adds another record. */
    RecordBytes addOther(long length) {
        others.reserve(length);
        return others;
    }

    /** Adds a value that lies beside the records; returns its number. */
    int addValue(DetachedValue value) {
        values.add(value);
        return values.size() - 1;
    }

    /** Says that no more keys come. */
    void sort() {
        Arrays.sort(order, 0, count);
    }

    // ---- reading, after sorting

    RecordBytes keys() {
        return keys;
    }

    RecordBytes others() {
        return others;
    }

    DetachedValue value(int number) {
        return values.get(number);
    }

    int keyCount() {
        return count;
    }

    /** Writes the hashes of keys {@code from} to {@code to - 1}, in their order, to the beginning of an array. */
    void copyHashes(int from, int to, long[] target) {
        for (int i = from; i < to; i++) {
            target[i - from] = hashes[number(i)];
        }
    }

    /**
     * Reads a little of the records of keys {@code from} to {@code to - 1}, so that the processor waits for the memory of many
     * of them at once, and not for one after the other when they are read.
     *
     * @return a number that means nothing: it must be used for the reading to be done
     */
    int warm(int from, int to) {
        byte[] bytes = keys.bytes();
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += bytes[starts[number(i)]];
        }
        return sum;
    }

    /** Goes to the record of key {@code index} in {@link #keys}. */
    void seekKey(int index) {
        keys.seek(starts[number(index)]);
    }

    private int number(int index) {
        return (int) (order[index] & NUMBER_MASK);
    }
}
