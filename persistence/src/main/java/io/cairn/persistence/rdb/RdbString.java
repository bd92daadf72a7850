package io.cairn.persistence.rdb;

import java.util.Arrays;

/**
 * A string as a file holds it: a number, or bytes that lie in somebody's buffer. Reused for one record after the other.
 *
 * <p>The bytes lie in the reader's input buffer if they fit there, so that most strings are never copied; or in
 * {@code scratch}, which belongs to this object.
 */
final class RdbString {
    /** The largest scratch that is kept for the next record. */
    private static final int MAX_KEPT_SCRATCH_BYTES = 1 << 20;

    private static final byte[] NOTHING = {};

    byte[] bytes = NOTHING;
    int offset;
    int length;
    /** Whether the file holds a number; then the bytes mean nothing until {@link #toDigits}. */
    boolean isInteger;

    long integer;

    private byte[] scratch = NOTHING;

    void setBytes(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        isInteger = false;
    }

    /** Makes it empty. */
    void clear() {
        setBytes(NOTHING, 0, 0);
    }

    void setInteger(long integer) {
        this.integer = integer;
        isInteger = true;
    }

    /** Makes the number the string of its decimal digits. */
    void toDigits() {
        if (isInteger) {
            byte[] target = reserve(Decimal.MAX_DIGITS);
            setBytes(target, 0, Decimal.put(integer, target, 0));
        }
    }

    /** Copies the bytes out of a buffer that is about to change. */
    void moveToScratch() {
        byte[] target = reserve(length);
        System.arraycopy(bytes, offset, target, 0, length);
        setBytes(target, 0, length);
    }

    /** Returns the scratch, at least {@code capacity} bytes long, with undefined content. */
    byte[] reserve(int capacity) {
        if (scratch.length < capacity) {
            scratch = new byte[Math.max(capacity, 64)];
        }
        return scratch;
    }

    /** Returns the scratch, at least {@code capacity} bytes long, with its content. */
    byte[] extend(int capacity) {
        scratch = Arrays.copyOf(scratch, capacity);
        return scratch;
    }

    int capacity() {
        return scratch.length;
    }

    /** Ends the use of the bytes: a scratch that one huge string needed does not outlive it. */
    void release() {
        if (scratch.length > MAX_KEPT_SCRATCH_BYTES) {
            scratch = NOTHING;
            clear();
        }
    }
}
