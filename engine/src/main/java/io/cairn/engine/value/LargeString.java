package io.cairn.engine.value;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.MemorySize;
import io.cairn.engine.structure.SnapshotEpoch;
import java.util.Arrays;

/**
 * A string too long for a page: an array of its own with room to grow. One that is changed in place and as long as
 * {@link PagedString#LEAST_BYTES} becomes a {@link PagedString}.
 *
 * <p>Invariants: one with a frozen stamp is never written, {@link #writable} gives a copy then; what lies in the array
 * behind the string's end is zeros.
 */
public final class LargeString implements LargeValue {
    private byte[] bytes;
    private int length;
    private final int stamp;

    private LargeString(byte[] bytes, int length, int stamp) {
        this.bytes = bytes;
        this.length = length;
        this.stamp = stamp;
    }

    /** A string with the content of the slice. */
    public static LargeString copyOf(byte[] source, int offset, int length, SnapshotEpoch epoch) {
        return new LargeString(Arrays.copyOfRange(source, offset, offset + length), length, epoch.stamp());
    }

    /** This, or a copy if a snapshot may see this. */
    public LargeString writable(SnapshotEpoch epoch) {
        return epoch.isFrozen(stamp) ? copy(epoch) : this;
    }

    /**
     * Makes the slice, which may be of this string, the content if the array is of its size and no snapshot may see it.
     *
     * @return whether it did
     */
    public boolean takeOver(byte[] source, int offset, int newLength, SnapshotEpoch epoch) {
        if (newLength > bytes.length || newLength < bytes.length / 2 || epoch.isFrozen(stamp)) {
            return false;
        }
        System.arraycopy(source, offset, bytes, 0, newLength);
        if (newLength < length) {
            Arrays.fill(bytes, newLength, length, (byte) 0);
        }
        length = newLength;
        return true;
    }

    @Override
    public long memoryBytes(int samples) {
        return MemorySize.ofBytes(bytes.length);
    }

    @Override
    public LargeString movedTo(SnapshotEpoch epoch) {
        return this;
    }

    @Override
    public LargeString copy(SnapshotEpoch epoch) {
        return copyOf(bytes, 0, length, epoch);
    }

    /** The array that holds the content from 0 to {@link #length}. Read only, but for who has it {@link #writable}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** Makes the string longer by zeros, or shorter. */
    public void resize(int newLength) {
        if (newLength > bytes.length) {
            // A quarter more, so that a string built by appending is copied a number of times that grows with its log.
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 64L, newLength + newLength / 4L));
        } else if (newLength < length) {
            Arrays.fill(bytes, newLength, length, (byte) 0);
        }
        length = newLength;
    }
}
