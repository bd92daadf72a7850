package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.DetachedValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A stretch of records on its way from the thread that reads to the one that builds. It is written to its end, handed over,
 * and read to its end.
 *
 * <p>A record that is longer than a page gets a page as long as it is, which is not kept.
 */
final class RecordPage {
    private final int usualBytes;
    private byte[] bytes;
    private ByteBuffer words;
    private int end;
    private int position;
    private long fileOffset;
    private long[] hashes = new long[1024];
    private int hashCount;
    private final Deque<DetachedValue> values = new ArrayDeque<>();

    RecordPage(int usualBytes) {
        this.usualBytes = usualBytes;
        bytes = new byte[usualBytes];
        words = words();
    }

    private ByteBuffer words() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Begins anew. */
    void clear() {
        end = 0;
        position = 0;
        hashCount = 0;
        values.clear();
        if (bytes.length > usualBytes) {
            bytes = new byte[usualBytes];
            words = words();
        }
    }

    /** Makes room for a record; false if the page has others and it does not fit behind them. */
    boolean reserve(long length) {
        if (length <= bytes.length - end) {
            return true;
        }
        if (end > 0) {
            return false;
        }
        bytes = new byte[Math.toIntExact(length)];
        words = words();
        return true;
    }

    boolean isEmpty() {
        return end == 0;
    }

    /** Up to where the file had been read when the page was full. */
    long fileOffset() {
        return fileOffset;
    }

    void setFileOffset(long offset) {
        fileOffset = offset;
    }

    /** The hashes of the page's keys, in order. */
    long[] hashes() {
        return hashes;
    }

    int hashCount() {
        return hashCount;
    }

    // ---- writing

    void addHash(long hash) {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashCount);
        }
        hashes[hashCount] = hash;
        hashCount++;
    }

    /** Adds a value that lies beside the records. */
    void addValue(DetachedValue value) {
        values.add(value);
    }

    void putByte(int value) {
        bytes[end] = (byte) value;
        end++;
    }

    void putInt(int value) {
        words.putInt(end, value);
        end += Integer.BYTES;
    }

    void putLong(long value) {
        words.putLong(end, value);
        end += Long.BYTES;
    }

    /** Writes a length and so many bytes. */
    void putBytes(byte[] source, int offset, int length) {
        putInt(length);
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    /** Writes bytes as they are. */
    void putRecord(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    // ---- reading

    boolean hasMore() {
        return position < end;
    }

    int takeByte() {
        position++;
        return bytes[position - 1] & 0xff;
    }

    int takeInt() {
        position += Integer.BYTES;
        return words.getInt(position - Integer.BYTES);
    }

    long takeLong() {
        position += Long.BYTES;
        return words.getLong(position - Long.BYTES);
    }

    /** Takes the value that was added first. */
    DetachedValue takeValue() {
        return values.remove();
    }

    /** Reads a length and passes over so many bytes of {@link #bytes}, which end at {@link #position}. */
    int takeBytes() {
        int length = takeInt();
        position += length;
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }
}
