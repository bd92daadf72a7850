package io.cairn.persistence.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Collects records of keys, to give them out in the order of the keys' hashes: the one who builds then puts many keys to one
 * page of memory, one after the other, instead of waiting for the memory of another page with each.
 *
 * <p>Records of the same key come out in the order in which they went in.
 *
 * <p>Memory: as much as the records take, which is bounded by who fills it. Cost: a copy and a share of a sort.
 */
final class RecordWindow {
    /** So many bits of a hash make room for a record's number; the others are as many as the order needs. */
    private static final int NUMBER_BITS = 20;

    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

    /** What they need of memory fits the processor's nearest cache. */
    private static final int RECORDS_AHEAD = 32;

    private final int mostBytes;
    private byte[] bytes = new byte[64 << 10];
    private ByteBuffer words = words();
    private int end;
    private long[] hashes = new long[1024];
    private long[] order = new long[1024];
    private int[] starts = new int[1024];
    private int count;

    RecordWindow(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    private ByteBuffer words() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Begins a record of at most so many bytes; false if there is no room for it, even if the window is empty. */
    boolean begin(long length, long hash) {
        if (end + length > mostBytes || count > NUMBER_MASK) {
            return false;
        }
        if (end + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(mostBytes, Math.max(end + length, 2L * bytes.length)));
            words = words();
        }
        if (count == starts.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            order = Arrays.copyOf(order, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        hashes[count] = hash;
        order[count] = hash & ~NUMBER_MASK | count;
        starts[count] = end;
        count++;
        return true;
    }

    void putByte(int value) {
        bytes[end] = (byte) value;
        end++;
    }

    void putLong(long value) {
        words.putLong(end, value);
        end += Long.BYTES;
    }

    void putInt(int value) {
        words.putInt(end, value);
        end += Integer.BYTES;
    }

    /** What {@link #putInt} has written at {@code offset} of the bytes that are given out. */
    int intAt(int offset) {
        return words.getInt(offset);
    }

    /** Writes a length and so many bytes. */
    void putBytes(byte[] source, int offset, int length) {
        words.putInt(end, length);
        end += Integer.BYTES;
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    /** Is given records. */
    interface Taker {
        /** A record. */
        void take(byte[] bytes, int offset, int length, long hash);
    }

    /**
     * Gives out all records, and begins anew.
     *
     * @return a number that means nothing: it must be used for what is looked up ahead to be looked up
     */
    int drain(Taker taker) {
        Arrays.sort(order, 0, count);
        int sum = 0;
        for (int block = 0; block < count; block += RECORDS_AHEAD) {
            int blockEnd = Math.min(count, block + RECORDS_AHEAD);
            // All of them at once, so that the processor waits for the memory of many and not for one after the other.
            for (int i = block; i < blockEnd; i++) {
                sum += bytes[starts[(int) (order[i] & NUMBER_MASK)]];
            }
            for (int i = block; i < blockEnd; i++) {
                int number = (int) (order[i] & NUMBER_MASK);
                int to = number + 1 == count ? end : starts[number + 1];
                taker.take(bytes, starts[number], to - starts[number], hashes[number]);
            }
        }
        end = 0;
        count = 0;
        return sum;
    }
}
