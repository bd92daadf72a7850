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

    /** Points at a slice. */
    public void point(byte[] source, int sourceOffset, int sourceLength) {
        this.bytes = source;
        this.offset = sourceOffset;
        this.length = sourceLength;
        this.integer = false;
    }

    /** Points at a number. */
    public void pointInteger(long value) {
        this.number = value;
        this.integer = true;
        this.length = 0;
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
        spell();
        return bytes;
    }

    /** Where in {@link #bytes} the text begins. */
    public int offset() {
        spell();
        return offset;
    }

    /** Length of the text in bytes. */
    public int length() {
        spell();
        return length;
    }

    /** A copy of the text. */
    public byte[] copy() {
        byte[] copy = new byte[length()];
        System.arraycopy(bytes, offset, copy, 0, length);
        return copy;
    }

    /** Whether the text is the slice's. */
    public boolean hasText(byte[] other, int otherOffset, int otherLength) {
        spell();
        return Arrays.equals(bytes, offset, offset + length, other, otherOffset, otherOffset + otherLength);
    }

    private void spell() {
        if (integer && length == 0) {
            bytes = digits;
            offset = 0;
            length = Numbers.putLong(digits, 0, number);
        }
    }
}
