package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;

/**
 * Reads listpacks, of which {@link io.cairn.engine.structure.Listpack} has the layout, from whoever wrote them: a number may
 * be longer than need be, and may stand as text.
 */
final class ListpackReader extends BlobReader {
    private static final int HEADER_BYTES = 6;
    private static final int COUNT_AT = 4;
    private static final int UNKNOWN_COUNT = 0xffff;
    private static final int END = 0xff;

    private static final int STRING6 = 0x80;
    private static final int INT13 = 0xc0;
    private static final int STRING12 = 0xe0;
    private static final int STRING32 = 0xf0;
    private static final int INT16 = 0xf1;
    private static final int INT24 = 0xf2;
    private static final int INT32 = 0xf3;
    private static final int INT64 = 0xf4;

    ListpackReader() {
        super("listpack");
    }

    @Override
    void readHeader() throws RdbException {
        requireTrue(end - start > HEADER_BYTES, start, "it is too short");
        requireTrue(intAt(start) == end - start, start, "its length is not that of the string that holds it");
        requireTrue(unsignedByte(end - 1) == END, end - 1, "it does not end with its end");
        position = start + HEADER_BYTES;
    }

    @Override
    boolean next(Element into) throws RdbException {
        int at = position;
        int first = unsignedByte(at);
        if (first == END) {
            checkEnd(at);
            return false;
        }
        int length;
        if (first < STRING6) {
            into.pointInteger(first);
            length = 1;
        } else if (first < INT13) {
            length = string(into, at, 1, first & 0x3f);
        } else if (first < STRING12) {
            require(at, 2);
            into.pointInteger(((first & 0x1f) << 8 | unsignedByte(at + 1)) << 19 >> 19);
            length = 2;
        } else if (first < STRING32) {
            require(at, 2);
            length = string(into, at, 2, (first & 0x0f) << 8 | unsignedByte(at + 1));
        } else {
            length = longEntry(into, at, first);
        }
        position = behindBackLength(at, length);
        count++;
        return true;
    }

    /** Reads an entry whose first byte is all its encoding; returns the length of encoding and data. */
    private int longEntry(Element into, int at, int first) throws RdbException {
        switch (first) {
            case STRING32 -> {
                require(at, 5);
                return string(into, at, 5, Integer.toUnsignedLong(intAt(at + 1)));
            }
            case INT16 -> {
                require(at, 3);
                into.pointInteger(shortAt(at + 1));
                return 3;
            }
            case INT24 -> {
                require(at, 4);
                into.pointInteger(int24At(at + 1));
                return 4;
            }
            case INT32 -> {
                require(at, 5);
                into.pointInteger(intAt(at + 1));
                return 5;
            }
            case INT64 -> {
                require(at, 9);
                into.pointInteger(longAt(at + 1));
                return 9;
            }
            default -> throw damaged(at, "no entry begins with " + RdbInput.hex(first));
        }
    }

    private int string(Element into, int at, int head, long length) throws RdbException {
        require(at, head + length);
        into.point(bytes, at + head, (int) length);
        return head + (int) length;
    }

    /** Checks the length behind an entry, by which it is found from behind; returns where the next entry begins. */
    private int behindBackLength(int at, int length) throws RdbException {
        int groups = length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
        int from = at + length;
        require(from, groups);
        for (int i = 0; i < groups; i++) {
            int expected = length >>> 7 * (groups - 1 - i) & 0x7f | (i == 0 ? 0 : 0x80);
            requireTrue(unsignedByte(from + i) == expected, from + i, "the length behind an entry is wrong");
        }
        return from + groups;
    }

    private void checkEnd(int at) throws RdbException {
        requireTrue(at == end - 1, at, "its end comes too early");
        int declared = shortAt(start + COUNT_AT) & 0xffff;
        if (declared != UNKNOWN_COUNT && declared != count) {
            throw damaged(start + COUNT_AT, "it has " + count + " entries, not " + declared);
        }
    }
}
