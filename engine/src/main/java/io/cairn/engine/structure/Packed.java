package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;

/**
 * The bytes of a compact value ({@link Listpack}, intset) in an array of their own, with room to grow: a value too long
 * for a page, or one taken out of its page to be edited.
 *
 * <p>Invariant: one with a frozen stamp is never written; {@link #writable} gives a copy then. Used by the single writer;
 * a frozen one may be read by any thread.
 */
public final class Packed implements LargeValue {
    /** What a Java array can hold. */
    static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    private byte[] bytes;
    private int length;
    private final int stamp;

    private Packed(byte[] bytes, int length, int stamp) {
        this.bytes = bytes;
        this.length = length;
        this.stamp = stamp;
    }

    /** An empty one that no snapshot ever sees, to edit in; with room for {@code capacity} bytes at first. */
    public static Packed workspace(int capacity) {
        return new Packed(new byte[capacity], 0, Integer.MAX_VALUE);
    }

    /** One with the content of the slice, and no room to grow. */
    public static Packed copyOf(byte[] source, int offset, int length, SnapshotEpoch epoch) {
        return new Packed(Arrays.copyOfRange(source, offset, offset + length), length, epoch.stamp());
    }

    /** Edits another array from here on, of which so many bytes are in use, instead of the present one. */
    void adopt(byte[] other, int otherLength) {
        bytes = other;
        length = otherLength;
    }

    /** This, or a copy if a snapshot may see this. */
    public Packed writable(SnapshotEpoch epoch) {
        return epoch.isFrozen(stamp) ? copy(epoch) : this;
    }

    @Override
    public Packed movedTo(SnapshotEpoch epoch) {
        return this;
    }

    @Override
    public Packed copy(SnapshotEpoch epoch) {
        return copyOf(bytes, 0, length, epoch);
    }

    @Override
    public long memoryBytes(int samples) {
        return MemorySize.OBJECT_BYTES + MemorySize.ofBytes(bytes.length);
    }

    /** The array that holds the content from 0 to {@link #length}; another one after each {@link #splice}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** Makes the content that of the slice, which must not be this one's own. */
    public void load(byte[] source, int offset, int newLength) {
        length = 0;
        splice(0, 0, newLength);
        System.arraycopy(source, offset, bytes, 0, newLength);
    }

    /**
     * Replaces {@code removed} bytes at {@code at} by {@code added} bytes, which are the caller's to write; what follows
     * moves.
     *
     * @return the array, as {@link #bytes}
     */
    public byte[] splice(int at, int removed, int added) {
        Objects.checkFromIndexSize(at, removed, length);
        long newLength = (long) length - removed + added;
        byte[] target = bytes;
        if (newLength > target.length) {
            if (newLength > MAX_BYTES) {
                throw new IllegalStateException("a compact value does not fit an array: bytes=" + newLength);
            }
            // An eighth more, so that many small additions copy it seldom.
            target = new byte[(int) Math.min(MAX_BYTES, newLength + newLength / 8 + 16)];
            System.arraycopy(bytes, 0, target, 0, at);
        }
        System.arraycopy(bytes, at + removed, target, at + added, length - at - removed);
        bytes = target;
        length = (int) newLength;
        return target;
    }

    /** Gives up room to grow beyond a sixteenth of the content: for one that is likely to stay as it is. */
    public void trim() {
        if (bytes.length - length > length / 16) {
            bytes = Arrays.copyOf(bytes, length);
        }
    }
}
