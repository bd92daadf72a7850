package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;

/**
 * Takes apart a string that holds the elements of a compact collection, checking every byte before it believes it: lengths
 * stay inside, counts are true, the end is where it should be. What was handed over before damage is found was right.
 *
 * <p>The elements borrow the string's bytes. No allocation. One thread; used for one blob after the other.
 */
abstract class BlobReader {
    private static final byte[] NOTHING = {};

    byte[] bytes = NOTHING;
    int start;
    /** Behind the last byte. */
    int end;
    /** Where the next entry begins. */
    int position;
    /** Entries handed over so far. */
    long count;

    private final String name;
    private long fileOffset;
    private Object owner = "";

    /** @param name what the blob is, for people */
    BlobReader(String name) {
        this.name = name;
    }

    /**
     * Begins with a blob and checks its header.
     *
     * @param offset where it stands in the file
     * @param value whose it is; its text is for people
     */
    final void open(RdbString blob, long offset, Object value) throws RdbException {
        blob.toDigits();
        bytes = blob.bytes;
        start = blob.offset;
        end = blob.offset + blob.length;
        position = start;
        count = 0;
        fileOffset = offset;
        owner = value;
        readHeader();
    }

    /** Checks the header and puts {@link #position} behind it. */
    abstract void readHeader() throws RdbException;

    /** Points {@code into} at the next entry; at the end, checks that it is one and returns false. */
    abstract boolean next(Element into) throws RdbException;

    /** Checks that {@code length} bytes are left from {@code at} on, before the terminating byte. */
    final void require(int at, long length) throws RdbException {
        if (length > end - 1 - at) {
            throw damaged(at, "an entry reaches beyond the end");
        }
    }

    final void requireTrue(boolean condition, int at, String sentence) throws RdbException {
        if (!condition) {
            throw damaged(at, sentence);
        }
    }

    final RdbException damaged(int at, String sentence) {
        return RdbException.damaged(
                fileOffset, owner + " is damaged at byte " + (at - start) + " of its " + name + ": " + sentence);
    }

    final int unsignedByte(int at) {
        return bytes[at] & 0xff;
    }

    final int shortAt(int at) {
        return (short) (unsignedByte(at) | bytes[at + 1] << 8);
    }

    final int int24At(int at) {
        return unsignedByte(at) | unsignedByte(at + 1) << 8 | bytes[at + 2] << 16;
    }

    final int intAt(int at) {
        return unsignedByte(at) | unsignedByte(at + 1) << 8 | unsignedByte(at + 2) << 16 | bytes[at + 3] << 24;
    }

    final long longAt(int at) {
        return Integer.toUnsignedLong(intAt(at)) | (long) intAt(at + 4) << 32;
    }
}
