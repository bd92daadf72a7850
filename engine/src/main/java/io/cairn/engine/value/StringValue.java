package io.cairn.engine.value;

import io.cairn.engine.structure.Numbers;

/**
 * A view of a string: bytes in a page or an array, or a whole number kept as 8 bytes.
 *
 * <p>A number's text is made when somebody asks for it. Not thread-safe; each reader has a view of its own.
 */
public final class StringValue implements Value {
    /** The longest string that Redis keeps together with its key, which it calls {@code embstr}. */
    private static final int MAX_EMBEDDED_LENGTH = 44;

    private final byte[] digits = new byte[Numbers.MAX_LONG_DIGITS];
    private byte[] bytes = digits;
    private int offset;
    private int length;
    private boolean integer;
    private boolean raw;
    private long number;

    /** Points at a slice; {@code raw}: a string that was changed in place, which OBJECT ENCODING tells apart. */
    public void point(byte[] source, int sourceOffset, int sourceLength, boolean raw) {
        this.bytes = source;
        this.offset = sourceOffset;
        this.length = sourceLength;
        this.raw = raw;
        this.integer = false;
    }

    /** Points at a number. */
    public void pointInteger(long value) {
        this.number = value;
        this.integer = true;
        this.length = 0;
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public String encoding() {
        if (integer) {
            return "int";
        }
        return raw || length > MAX_EMBEDDED_LENGTH ? "raw" : "embstr";
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

    private void spell() {
        if (integer && length == 0) {
            bytes = digits;
            offset = 0;
            length = Numbers.putLong(digits, 0, number);
        }
    }
}
