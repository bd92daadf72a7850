package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;

/**
 * Reads zipmaps, the small hashes of Redis before 2.6: fields and values in turn.
 *
 * <pre>
 *   zipmap := count of fields u8 (254: count them), (length field length free u8 value, free bytes)*, ff
 *   length := u8, up to 253 | fe u32
 * </pre>
 */
final class ZipmapReader extends BlobReader {
    private static final int HEADER_BYTES = 1;
    private static final int UNKNOWN_COUNT = 0xfe;
    private static final int LONG_LENGTH = 0xfe;
    private static final int END = 0xff;

    ZipmapReader() {
        super("zipmap");
    }

    @Override
    void readHeader() throws RdbException {
        requireTrue(end - start > HEADER_BYTES, start, "it is too short");
        requireTrue(unsignedByte(end - 1) == END, end - 1, "it does not end with its end");
        position = start + HEADER_BYTES;
    }

    @Override
    boolean next(Element into) throws RdbException {
        int at = position;
        int first = unsignedByte(at);
        boolean isValue = (count & 1) == 1;
        if (first == END) {
            requireTrue(!isValue, at, "the last field has no value");
            checkEnd(at);
            return false;
        }
        int head = 1;
        long length = first;
        if (first == LONG_LENGTH) {
            require(at, 5);
            head = 5;
            length = Integer.toUnsignedLong(intAt(at + 1));
        }
        int free = 0;
        if (isValue) {
            require(at, head + 1);
            free = unsignedByte(at + head);
            head++;
        }
        require(at, head + length + free);
        into.point(bytes, at + head, (int) length);
        position = at + head + (int) length + free;
        count++;
        return true;
    }

    private void checkEnd(int at) throws RdbException {
        requireTrue(at == end - 1, at, "its end comes too early");
        int declared = unsignedByte(start);
        if (declared != UNKNOWN_COUNT && declared != count / 2) {
            throw damaged(start, "it has " + count / 2 + " fields, not " + declared);
        }
    }
}
