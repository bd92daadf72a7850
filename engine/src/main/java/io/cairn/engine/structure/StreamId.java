package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.invoke.VarHandle;

/**
 * The id of an entry of a stream: milliseconds and a sequence number, both of 64 bits without sign.
 *
 * <p>To be used again and again, without allocation: it takes any value. Whoever is lent one that belongs to a stream
 * only reads it.
 */
public final class StreamId {
    /** Length as a key of a tree: both numbers big-endian, so that keys are in the order of ids. On disk, do not change. */
    public static final int KEY_BYTES = 16;

    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, BIG_ENDIAN);

    private long ms;
    private long sequence;

    /** Creates the least id, {@code 0-0}, which no entry has. */
    public StreamId() {}

    /** Creates the id of these numbers. */
    public StreamId(long ms, long sequence) {
        set(ms, sequence);
    }

    /** Returns the milliseconds. */
    public long ms() {
        return ms;
    }

    /** Returns the sequence number. */
    public long sequence() {
        return sequence;
    }

    /** Takes another value. */
    public void set(long newMs, long newSequence) {
        ms = newMs;
        sequence = newSequence;
    }

    /** Takes another's value. */
    public void set(StreamId other) {
        set(other.ms, other.sequence);
    }

    /** Takes the least value. */
    public void setLeast() {
        set(0, 0);
    }

    /** Takes the greatest value. */
    public void setGreatest() {
        set(-1, -1);
    }

    /** Tells whether it is {@code 0-0}. */
    public boolean isLeast() {
        return ms == 0 && sequence == 0;
    }

    /** Tells whether no id is greater. */
    public boolean isGreatest() {
        return ms == -1 && sequence == -1;
    }

    /** Returns a number below, equal to or above 0, as this is below, equal to or above the other. */
    public int compare(StreamId other) {
        return compare(other.ms, other.sequence);
    }

    /** {@link #compare} with the id of these numbers. */
    int compare(long otherMs, long otherSequence) {
        return ms != otherMs ? Long.compareUnsigned(ms, otherMs) : Long.compareUnsigned(sequence, otherSequence);
    }

    /** Tells whether it has the other's value. */
    public boolean isSame(StreamId other) {
        return ms == other.ms && sequence == other.sequence;
    }

    /** Goes to the next id; the greatest goes to the least and returns false. */
    public boolean increment() {
        sequence++;
        if (sequence != 0) {
            return true;
        }
        ms++;
        return ms != 0;
    }

    /** Goes to the previous id; the least goes to the greatest and returns false. */
    public boolean decrement() {
        sequence--;
        if (sequence != -1) {
            return true;
        }
        ms--;
        return ms != -1;
    }

    /** Writes it as a key. */
    public void putKey(byte[] target, int offset) {
        LONGS.set(target, offset, ms);
        LONGS.set(target, offset + Long.BYTES, sequence);
    }

    /** Takes the value of a key. */
    public void setKey(byte[] source, int offset) {
        ms = (long) LONGS.get(source, offset);
        sequence = (long) LONGS.get(source, offset + Long.BYTES);
    }

    /** Writes it as text, such as {@code 1526919030474-55}, and returns the offset behind it. */
    public int putText(byte[] target, int offset) {
        int at = putUnsigned(target, offset, ms);
        target[at] = '-';
        return putUnsigned(target, at + 1, sequence);
    }

    /** Returns how many bytes {@link #putText} writes: 41 at most, two numbers of 20 digits and what is between them. */
    public int textBytes() {
        return unsignedDigits(ms) + 1 + unsignedDigits(sequence);
    }

    private static int unsignedDigits(long value) {
        return value >= 0 ? Numbers.longDigits(value) : Numbers.longDigits(Long.divideUnsigned(value, 10)) + 1;
    }

    private static int putUnsigned(byte[] target, int offset, long value) {
        if (value >= 0) {
            return Numbers.putLong(target, offset, value);
        }
        int at = Numbers.putLong(target, offset, Long.divideUnsigned(value, 10));
        target[at] = (byte) ('0' + Long.remainderUnsigned(value, 10));
        return at + 1;
    }

    /** Its text. */
    @Override
    public String toString() {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(sequence);
    }
}
