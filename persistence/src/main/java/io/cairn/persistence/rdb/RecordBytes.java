package io.cairn.persistence.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Records on their way from one thread to the other: written to the end of an array, which grows, and read from anywhere. */
final class RecordBytes {
    private static final byte[] NOTHING = {};

    private final int keptBytes;
    private byte[] bytes = NOTHING;
    private ByteBuffer words = words();
    private int end;
    private int position;

    /** @param keptBytes an array that is longer is used once; others are all as long as this */
    RecordBytes(int keptBytes) {
        this.keptBytes = keptBytes;
    }

    private ByteBuffer words() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Begins anew. */
    void clear() {
        end = 0;
        position = 0;
        if (bytes.length > keptBytes) {
            bytes = NOTHING;
            words = words();
        }
    }

    int end() {
        return end;
    }

    // ---- writing

    /** Makes room for so many bytes. */
    void reserve(long length) {
        if (length > bytes.length - end) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(end + length, keptBytes)));
            words = words();
        }
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

    // ---- reading

    boolean hasMore() {
        return position < end;
    }

    /** Goes to a place where a record begins; returns whether there is one. */
    boolean seek(int newPosition) {
        position = newPosition;
        return hasMore();
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
