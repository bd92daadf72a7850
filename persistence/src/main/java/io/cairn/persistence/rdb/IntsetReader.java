package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;

/**
 * Reads intsets, small sets of numbers, and checks that they are in order.
 *
 * <pre>
 *   intset := bytes of a number u32 (2, 4 or 8), count u32, numbers, rising
 * </pre>
 */
final class IntsetReader extends BlobReader {
    private static final int HEADER_BYTES = 8;
    private static final int COUNT_AT = 4;

    private int width;
    private long last;

    IntsetReader() {
        super("intset");
    }

    @Override
    void readHeader() throws RdbException {
        requireTrue(end - start >= HEADER_BYTES, start, "it is too short");
        width = intAt(start);
        requireTrue(width == 2 || width == 4 || width == 8, start, "its numbers have no possible length");
        long declared = Integer.toUnsignedLong(intAt(start + COUNT_AT));
        requireTrue(
                declared * width == end - start - HEADER_BYTES,
                start + COUNT_AT,
                "its count does not fit the string that holds it");
        position = start + HEADER_BYTES;
    }

    @Override
    boolean next(Element into) throws RdbException {
        int at = position;
        if (at == end) {
            return false;
        }
        long number = width == 2 ? shortAt(at) : width == 4 ? intAt(at) : longAt(at);
        requireTrue(count == 0 || number > last, at, "its numbers are not in order");
        into.pointInteger(number);
        last = number;
        position = at + width;
        count++;
        return true;
    }
}
