package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.resp.ProtocolLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and strings of an RDB file, read through one buffer, with their running checksum.
 *
 * <pre>
 *   buffer   | consumed | unread      | free |
 *            0  ^       position      limit
 *               summed: the checksum has the bytes before it
 * </pre>
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. {@code 0 <= summed <= position <= limit <= buffer.length}.
 *   <li>I2. {@code buffer[0]} is the file's byte {@code bufferOffset}.
 *   <li>I3. A string may lie in the buffer, where it is good until something else is read. One that is {@link #pin pinned}
 *       stays good: before the buffer changes, its bytes move to its scratch.
 *   <li>I4. Memory follows bytes that arrived, never a length that was declared: what does not fit the buffer is read to an
 *       array that at most doubles each time it was filled, and a decompressed string gets its array only after its tokens
 *       were counted.
 * </ul>
 *
 * <p>Cost: one read of the source per buffer; the checksum is computed per buffer. No allocation per string. One thread.
 */
final class RdbInput {
    /** Large enough that reads and checksum cost little each, small enough to stay in the second-level cache. */
    static final int BUFFER_LENGTH_BYTES = 128 << 10;

    /** The array that a string too long for the buffer starts with; also what may be allocated on a declared length. */
    private static final int FIRST_SCRATCH_BYTES = BUFFER_LENGTH_BYTES;

    private static final int MAX_STRING_BYTES = ProtocolLimits.FILES.maxBulkLength();

    /** A key, a field and its value. */
    private static final int MAX_PINNED = 3;

    private final @Nullable RdbSource source;
    private final byte[] buffer;
    private final ByteBuffer words;
    private final Crc64 crc = new Crc64();
    private final RdbString compressed = new RdbString();
    private long bufferOffset;
    private int summed;
    private int position;
    private int limit;
    private final RdbString[] pinned = new RdbString[MAX_PINNED];
    private int pinnedCount;

    /** Creates one that reads {@code source} until its end. */
    RdbInput(RdbSource source) {
        this(source, new byte[BUFFER_LENGTH_BYTES], 0, 0);
    }

    /** Creates one that reads bytes which are all there; they must not change. Its offsets count from {@code from}. */
    RdbInput(byte[] bytes, int from, int to) {
        this(null, bytes, from, to);
    }

    private RdbInput(@Nullable RdbSource source, byte[] buffer, int from, int to) {
        Objects.checkFromToIndex(from, to, buffer.length);
        this.source = source;
        this.buffer = buffer;
        words = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
        bufferOffset = -from;
        summed = from;
        position = from;
        limit = to;
    }

    /** The offset in the file of the next byte to be read. */
    long offset() {
        return bufferOffset + position;
    }

    /** Whether bytes are left; asks the source if need be. */
    boolean hasMore() throws IOException {
        return position < limit || fill(1);
    }

    /** Whether everything that arrived was read; does not ask the source. */
    boolean isAtLimit() {
        return position == limit;
    }

    /** Returns the checksum of all bytes read so far. */
    long checksum() {
        sum();
        return crc.value();
    }

    /** Adds a string to those that must outlive changes of the buffer. */
    void pin(RdbString string) {
        string.clear();
        pinned[pinnedCount++] = string;
    }

    /** Takes away the string that was added last. */
    void unpin() {
        pinnedCount--;
    }

    int readByte() throws IOException {
        if (position == limit) {
            require(1);
        }
        return buffer[position++] & 0xff;
    }

    /** Reads 4 bytes, little-endian. */
    int readInt() throws IOException {
        require(Integer.BYTES);
        int value = words.getInt(position);
        position += Integer.BYTES;
        return value;
    }

    /** Reads 8 bytes, little-endian. */
    long readLong() throws IOException {
        require(Long.BYTES);
        long value = words.getLong(position);
        position += Long.BYTES;
        return value;
    }

    /** Reads a length that counts something: never negative. */
    long readLength() throws IOException {
        long start = offset();
        long value = readUnsigned();
        if (value < 0) {
            throw damaged(start, "the length " + Long.toUnsignedString(value) + " is impossible");
        }
        return value;
    }

    /** Reads a length field that holds any 64 bits. */
    long readUnsigned() throws IOException {
        return readUnsigned(readByte());
    }

    private long readUnsigned(int first) throws IOException {
        return switch (first >>> 6) {
            case RdbFormat.LENGTH_6_BITS -> first & RdbFormat.MAX_6_BIT_LENGTH;
            case RdbFormat.LENGTH_14_BITS -> ((first & RdbFormat.MAX_6_BIT_LENGTH) << 8) | readByte();
            case RdbFormat.LENGTH_WORD -> readUnsignedWord(first);
            default -> throw damaged(offset() - 1, "a length was expected, but " + hex(first) + " is none");
        };
    }

    private long readUnsignedWord(int first) throws IOException {
        if (first == RdbFormat.LENGTH_32_BITS) {
            return Integer.toUnsignedLong(Integer.reverseBytes(readInt()));
        }
        if (first == RdbFormat.LENGTH_64_BITS) {
            return Long.reverseBytes(readLong());
        }
        throw damaged(offset() - 1, "a length was expected, but " + hex(first) + " is none");
    }

    /** Reads a string; its bytes are borrowed as I3 says. */
    void readString(RdbString string) throws IOException {
        long start = offset();
        int first = readByte();
        if (first < RdbFormat.LENGTH_SPECIAL << 6) {
            readBytes(string, checkedStringLength(readUnsigned(first), start));
            return;
        }
        switch (first) {
            case RdbFormat.STRING_INT8 -> string.setInteger((byte) readByte());
            case RdbFormat.STRING_INT16 -> string.setInteger((short) (readByte() | (readByte() << 8)));
            case RdbFormat.STRING_INT32 -> string.setInteger(readInt());
            case RdbFormat.STRING_LZF -> readCompressed(string, start);
            default -> throw damaged(start, "a string cannot begin with " + hex(first));
        }
    }

    private void readCompressed(RdbString string, long start) throws IOException {
        int sourceLength = checkedStringLength(readUnsigned(), start);
        int length = checkedStringLength(readUnsigned(), start);
        if (length == 0 || length > (long) sourceLength * Lzf.MAX_EXPANSION) {
            throw damaged(start, sourceLength + " compressed bytes cannot hold a string of " + length + " bytes");
        }
        readBytes(compressed, sourceLength);
        byte[] source = compressed.bytes;
        int from = compressed.offset;
        boolean trusted = length <= Math.max(FIRST_SCRATCH_BYTES, string.capacity());
        if ((!trusted && Lzf.decompressedLength(source, from, sourceLength) != length)
                || !Lzf.decompress(source, from, sourceLength, string.reserve(length), 0, length)) {
            throw damaged(start, "a compressed string of " + length + " bytes does not decompress");
        }
        string.setBytes(string.reserve(length), 0, length);
        compressed.release();
    }

    private static int checkedStringLength(long length, long start) throws RdbException {
        if (length < 0 || length > MAX_STRING_BYTES) {
            throw damaged(
                    start,
                    "a string of " + Long.toUnsignedString(length) + " bytes is longer than the limit of "
                            + MAX_STRING_BYTES + " bytes");
        }
        return (int) length;
    }

    private void readBytes(RdbString string, int length) throws IOException {
        if (length > limit - position) {
            if (length > buffer.length) {
                readLongString(string, length);
                return;
            }
            require(length);
        }
        string.setBytes(buffer, position, length);
        position += length;
    }

    /** Reads a string that does not fit the buffer, to an array that grows with what arrived. */
    private void readLongString(RdbString string, int length) throws IOException {
        byte[] target = string.reserve(Math.min(length, FIRST_SCRATCH_BYTES));
        for (int have = 0; have < length; ) {
            if (have == target.length) {
                target = string.extend((int) Math.min(length, 2L * have));
            }
            if (position == limit) {
                require(1);
            }
            int count = Math.min(Math.min(length, target.length) - have, limit - position);
            System.arraycopy(buffer, position, target, have, count);
            position += count;
            have += count;
        }
        string.setBytes(target, 0, length);
    }

    /** Passes over the bytes of a string without keeping them. */
    void skipString() throws IOException {
        int first = readByte();
        switch (first) {
            case RdbFormat.STRING_INT8 -> skip(1);
            case RdbFormat.STRING_INT16 -> skip(2);
            case RdbFormat.STRING_INT32 -> skip(4);
            case RdbFormat.STRING_LZF -> {
                long compressedLength = readLength();
                readLength();
                skip(compressedLength);
            }
            default -> skip(readUnsigned(first));
        }
    }

    /** Passes over {@code count} bytes, taken as unsigned. */
    void skip(long count) throws IOException {
        long rest = count;
        while (rest != 0) {
            if (position == limit) {
                require(1);
            }
            int step = limit - position;
            if (rest > 0 && rest < step) {
                step = (int) rest;
            }
            position += step;
            rest -= step;
        }
    }

    /** Makes sure that {@code count} bytes are unread, {@code count <= buffer.length}. */
    private void require(int count) throws IOException {
        if (count > limit - position && !fill(count)) {
            String what = source == null
                    ? "the payload ends in the middle of its value"
                    : "the file ends in the middle of a record";
            throw damaged(bufferOffset + limit, what);
        }
    }

    /** Reads until {@code count} bytes are unread, and returns whether there are so many. */
    private boolean fill(int count) throws IOException {
        if (source == null) {
            return false;
        }
        makeRoom();
        while (limit < count) {
            int read = source.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                return false;
            }
            if (read == 0 || read > buffer.length - limit) {
                throw new IllegalStateException(
                        "a source must read at least 1 byte and no more than asked: read=" + read);
            }
            limit += read;
        }
        return true;
    }

    private void makeRoom() {
        sum();
        for (int i = 0; i < pinnedCount; i++) {
            if (pinned[i].bytes == buffer && !pinned[i].isInteger) {
                pinned[i].moveToScratch();
            }
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        bufferOffset += position;
        limit -= position;
        position = 0;
        summed = 0;
    }

    private void sum() {
        crc.update(buffer, summed, position - summed);
        summed = position;
    }

    static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}
