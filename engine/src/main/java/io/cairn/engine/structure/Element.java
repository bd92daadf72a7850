package io.cairn.engine.structure;

import java.util.Arrays;

/**
 * A view of one string: bytes somewhere in an array, or a whole number of which the text is made when somebody asks for
 * it. What lists, hashes, sets and sorted sets consist of.
 *
 * <p>Valid until what it points at changes. Not thread-safe; each reader has views of its own.
 */
public class Element {
    private final byte[] digits = new byte[Numbers.MAX_LONG_DIGITS];
    private byte[] bytes = digits;
    private int offset;
    private int length;
    private boolean integer;
    private long number;
    /** True until the text of a number is spelt, or one that lies in pieces is put together. */
    private boolean pending;

    /** Points at a slice. */
    public void point(byte[] source, int sourceOffset, int sourceLength) {
        // A store of a reference costs a barrier, and one walk's elements mostly lie in the same array.
        if (bytes != source) {
            this.bytes = source;
        }
        this.offset = sourceOffset;
        this.length = sourceLength;
        this.integer = false;
        this.pending = false;
    }

    /** Points at a number. */
    public void pointInteger(long value) {
        this.number = value;
        this.integer = true;
        this.pending = true;
    }

    /** Points at a text that lies in pieces, which {@link #gather} puts together if somebody asks for its array. */
    protected final void pointApart(int textLength) {
        this.length = textLength;
        this.integer = false;
        this.pending = true;
    }

    /** A copy in one piece of a text that lies in pieces. */
    protected byte[] gather() {
        throw new IllegalStateException("an element in one piece has no pieces to gather");
    }

    /** Whether it is kept as a number. */
    public boolean isInteger() {
        return integer;
    }

    /** The number, if {@link #isInteger}. */
    public long integer() {
        return number;
    }

    /** Whether the text is a whole number, however it is kept. */
    public boolean isNumeric() {
        return integer || Numbers.isLong(bytes, offset, length);
    }

    /** The number that {@link #isNumeric} has found. */
    public long parse() {
        return integer ? number : Numbers.toLong(bytes, offset, length);
    }

    /** The array that holds the text. Read only. */
    public byte[] bytes() {
        if (pending) {
            spell();
        }
        return bytes;
    }

    /** Where in {@link #bytes} the text begins. */
    public int offset() {
        if (pending) {
            spell();
        }
        return offset;
    }

    /** Length of the text in bytes. */
    public int length() {
        if (pending && integer) {
            spell();
        }
        return length;
    }

    /** A copy of the text. */
    public byte[] copy() {
        byte[] source = bytes();
        return Arrays.copyOfRange(source, offset, offset + length);
    }

    /** Whether the text is the slice's. */
    public boolean hasText(byte[] other, int otherOffset, int otherLength) {
        byte[] text = bytes();
        return Arrays.equals(text, offset, offset + length, other, otherOffset, otherOffset + otherLength);
    }

    private void spell() {
        pending = false;
        offset = 0;
        if (integer) {
            bytes = digits;
            length = Numbers.putLong(digits, 0, number);
        } else {
            bytes = gather();
        }
    }
}
