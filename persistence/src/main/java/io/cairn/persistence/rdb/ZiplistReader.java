package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;

/**
 * Reads ziplists, what Redis had before listpacks.
 *
 * <pre>
 *   ziplist  := total bytes u32, offset of the last entry u32, count u16 (65535: count them), entry*, ff
 *   entry    := length of the entry before, encoding, data
 *   length   := u8, up to 253 | fe u32
 *
 *   00llllll           string of up to 63 bytes        11000000 i16    11110000 i24
 *   01llllll l8        string of up to 16383 bytes     11010000 i32    11111110 i8
 *   10...... u32       longer string, big endian       11100000 i64    1111vvvv v - 1, for v from 1 to 13
 * </pre>
 */
final class ZiplistReader extends BlobReader {
    private static final int HEADER_BYTES = 10;
    private static final int TAIL_AT = 4;
    private static final int COUNT_AT = 8;
    private static final int UNKNOWN_COUNT = 0xffff;
    private static final int END = 0xff;
    private static final int LONG_PREVIOUS = 0xfe;

    private static final int STRING14 = 0x40;
    private static final int STRING32 = 0x80;
    private static final int INT16 = 0xc0;
    private static final int INT32 = 0xd0;
    private static final int INT64 = 0xe0;
    private static final int INT24 = 0xf0;
    private static final int INT8 = 0xfe;
    private static final int FIRST_IMMEDIATE = 0xf1;
    private static final int LAST_IMMEDIATE = 0xfd;

    /** Where the entry handed over last begins. */
    private int last;

    ZiplistReader() {
        super("ziplist");
    }

    @Override
    void readHeader() throws RdbException {
        requireTrue(end - start > HEADER_BYTES, start, "it is too short");
        requireTrue(intAt(start) == end - start, start, "its length is not that of the string that holds it");
        requireTrue(unsignedByte(end - 1) == END, end - 1, "it does not end with its end");
        position = start + HEADER_BYTES;
        last = position;
    }

    @Override
    boolean next(Element into) throws RdbException {
        int at = position;
        if (unsignedByte(at) == END) {
            checkEnd(at);
            return false;
        }
        int encodingAt = behindPrevious(at);
        require(encodingAt, 1);
        int first = unsignedByte(encodingAt);
        position = first < INT16 ? string(into, encodingAt, first) : integer(into, encodingAt, first);
        last = at;
        count++;
        return true;
    }

    /** Checks the length of the entry before; returns where the encoding begins. */
    private int behindPrevious(int at) throws RdbException {
        long previous = unsignedByte(at);
        int encodingAt = at + 1;
        if (previous == LONG_PREVIOUS) {
            require(at, 5);
            previous = Integer.toUnsignedLong(intAt(at + 1));
            encodingAt = at + 5;
        }
        requireTrue(previous == at - last, at, "the length of the entry before is wrong");
        return encodingAt;
    }

    /** Returns where the entry ends, as the other ones do. */
    private int string(Element into, int at, int first) throws RdbException {
        int head;
        long length;
        if (first < STRING14) {
            head = 1;
            length = first;
        } else if (first < STRING32) {
            head = 2;
            require(at, head);
            length = (first & 0x3fL) << 8 | unsignedByte(at + 1);
        } else {
            head = 5;
            require(at, head);
            length = Integer.toUnsignedLong(Integer.reverseBytes(intAt(at + 1)));
        }
        require(at, head + length);
        into.point(bytes, at + head, (int) length);
        return at + head + (int) length;
    }

    private int integer(Element into, int at, int first) throws RdbException {
        if (first >= FIRST_IMMEDIATE && first <= LAST_IMMEDIATE) {
            into.pointInteger(first - FIRST_IMMEDIATE);
            return at + 1;
        }
        int length = integerBytes(at, first);
        require(at, 1 + length);
        into.pointInteger(
                switch (length) {
                    case 1 -> bytes[at + 1];
                    case 2 -> shortAt(at + 1);
                    case 3 -> int24At(at + 1);
                    case 4 -> intAt(at + 1);
                    default -> longAt(at + 1);
                });
        return at + 1 + length;
    }

    private int integerBytes(int at, int first) throws RdbException {
        return switch (first) {
            case INT8 -> 1;
            case INT16 -> 2;
            case INT24 -> 3;
            case INT32 -> 4;
            case INT64 -> 8;
            default -> throw damaged(at, "no entry has the encoding " + RdbInput.hex(first));
        };
    }

    private void checkEnd(int at) throws RdbException {
        requireTrue(at == end - 1, at, "its end comes too early");
        requireTrue(intAt(start + TAIL_AT) == last - start, start + TAIL_AT, "its last entry is elsewhere");
        int declared = shortAt(start + COUNT_AT) & 0xffff;
        if (declared != UNKNOWN_COUNT && declared != count) {
            throw damaged(start + COUNT_AT, "it has " + count + " entries, not " + declared);
        }
    }
}
