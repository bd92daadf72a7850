package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.value.CollectionValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The numbers and strings of an RDB file, written through one buffer, with their running checksum.
 *
 * <p>What is longer than the buffer goes past it to the target. Cost: one write of the target per buffer, no allocation
 * per string, except that a string over 1 MiB is compressed to an array of its own length, dropped afterwards. One thread.
 */
final class RdbOutput {
    static final int BUFFER_LENGTH_BYTES = 128 << 10;

    /** The longest thing that is put into the buffer without asking again whether it fits. */
    private static final int MAX_FIELD_BYTES = 32;

    private final RdbTarget target;
    private final boolean checksum;
    private final boolean compress;
    private final byte[] buffer = new byte[BUFFER_LENGTH_BYTES];
    private final ByteBuffer words = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    private final Crc64 crc = new Crc64();
    private final Lzf lzf = new Lzf();
    private final RdbString compressed = new RdbString();
    private long flushed;
    private int summed;
    private int position;

    RdbOutput(RdbTarget target, boolean compress, boolean checksum) {
        this.target = target;
        this.compress = compress;
        this.checksum = checksum;
    }

    /** The number of bytes written so far. */
    long offset() {
        return flushed + position;
    }

    /** Returns the checksum of all bytes written so far, or 0 if none is wanted. */
    long checksum() {
        sum();
        return crc.value();
    }

    /** Starts again from offset 0 and an empty checksum; what was not flushed is lost. */
    void reset() {
        crc.reset();
        flushed = 0;
        summed = 0;
        position = 0;
    }

    void flush() throws IOException {
        sum();
        int length = position;
        if (length > 0) {
            target.write(buffer, 0, length);
        }
        flushed += length;
        position = 0;
        summed = 0;
    }

    void writeByte(int value) throws IOException {
        makeRoom();
        buffer[position++] = (byte) value;
    }

    /** Writes 2 bytes, little-endian. */
    void writeShort(int value) throws IOException {
        makeRoom();
        words.putShort(position, (short) value);
        position += Short.BYTES;
    }

    /** Writes 4 bytes, little-endian. */
    void writeInt(int value) throws IOException {
        makeRoom();
        words.putInt(position, value);
        position += Integer.BYTES;
    }

    /** Writes 8 bytes, little-endian. */
    void writeLong(long value) throws IOException {
        makeRoom();
        words.putLong(position, value);
        position += Long.BYTES;
    }

    /** Writes a length in its shortest form. */
    void writeLength(long length) throws IOException {
        if (length < 0) {
            throw new IllegalArgumentException("a length cannot be negative: length=" + length);
        }
        writeUnsigned(length);
    }

    /** Writes any 64 bits as a length field in its shortest form. */
    void writeUnsigned(long length) throws IOException {
        if (length < 0) {
            writeByte(RdbFormat.LENGTH_64_BITS);
            writeLong(Long.reverseBytes(length));
        } else if (length <= RdbFormat.MAX_6_BIT_LENGTH) {
            writeByte((int) length);
        } else if (length <= RdbFormat.MAX_14_BIT_LENGTH) {
            writeByte(RdbFormat.LENGTH_14_BITS << 6 | (int) length >>> 8);
            writeByte((int) length);
        } else if (length <= 0xffff_ffffL) {
            writeByte(RdbFormat.LENGTH_32_BITS);
            writeInt(Integer.reverseBytes((int) length));
        } else {
            writeByte(RdbFormat.LENGTH_64_BITS);
            writeLong(Long.reverseBytes(length));
        }
    }

    /** Writes a string in the form that Redis would choose: a number if it is one, compressed if that pays, or plain. */
    void writeString(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length <= RdbFormat.MAX_INTEGER_DIGITS) {
            long integer = Decimal.parseInt(bytes, offset, length);
            if (integer != Decimal.NOT_AN_INT) {
                writeInteger((int) integer);
                return;
            }
        } else if (compress && length >= RdbFormat.MIN_COMPRESSED_STRING_LENGTH_BYTES) {
            if (writeCompressed(bytes, offset, length)) {
                return;
            }
        }
        writeLength(length);
        writeBytes(bytes, offset, length);
    }

    /** Writes the string of the decimal digits of {@code value}. */
    void writeDigits(long value) throws IOException {
        if (value == (int) value) {
            writeInteger((int) value);
            return;
        }
        makeRoom();
        int length = Decimal.put(value, buffer, position + 1);
        buffer[position] = (byte) length;
        position += length + 1;
    }

    /** Writes the string that an element is. */
    void writeElement(Element element) throws IOException {
        if (element.isInteger()) {
            writeDigits(element.integer());
        } else {
            writeString(element.bytes(), element.offset(), element.length());
        }
    }

    /** Writes the bytes of a compact value as a string. */
    void writePacked(CollectionValue compact) throws IOException {
        writeString(compact.packedBytes(), compact.packedStart(), compact.packedLength());
    }

    private void writeInteger(int value) throws IOException {
        if (value == (byte) value) {
            writeByte(RdbFormat.STRING_INT8);
            writeByte(value);
        } else if (value == (short) value) {
            writeByte(RdbFormat.STRING_INT16);
            writeShort(value);
        } else {
            writeByte(RdbFormat.STRING_INT32);
            writeInt(value);
        }
    }

    private boolean writeCompressed(byte[] bytes, int offset, int length) throws IOException {
        int limit = length - RdbFormat.MIN_COMPRESSION_SAVING_BYTES;
        byte[] scratch = compressed.reserve(limit);
        int compressedLength = lzf.compress(bytes, offset, length, scratch, 0, limit);
        if (compressedLength > 0) {
            writeByte(RdbFormat.STRING_LZF);
            writeLength(compressedLength);
            writeLength(length);
            writeBytes(scratch, 0, compressedLength);
        }
        compressed.release();
        return compressedLength > 0;
    }

    /** Writes bytes as they are. */
    void writeBytes(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - position) {
            flush();
            if (length > buffer.length) {
                writePastBuffer(bytes, offset, length);
                return;
            }
        }
        System.arraycopy(bytes, offset, buffer, position, length);
        position += length;
    }

    private void writePastBuffer(byte[] bytes, int offset, int length) throws IOException {
        if (checksum) {
            crc.update(bytes, offset, length);
        }
        target.write(bytes, offset, length);
        flushed += length;
    }

    private void makeRoom() throws IOException {
        if (buffer.length - position < MAX_FIELD_BYTES) {
            flush();
        }
    }

    private void sum() {
        if (checksum) {
            crc.update(buffer, summed, position - summed);
            summed = position;
        }
    }
}
