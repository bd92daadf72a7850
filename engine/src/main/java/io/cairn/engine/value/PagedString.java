package io.cairn.engine.value;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.MemorySize;
import io.cairn.engine.structure.SnapshotEpoch;
import java.util.Arrays;

/**
 * A long string that is changed in place: pages, so that a write under a snapshot copies what it touches and not the whole.
 *
 * <h2>Layout</h2>
 *
 * <p>A table of pages of 16 KiB, and beside it the epoch in which each page was created or copied. Pages that were never
 * written to are one shared page of zeros: a bitmap with one bit set far out takes a table and a page.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. One with a frozen stamp is never written, nor is its table; {@link #writable} gives a fork then.
 *   <li>I2. A page with a frozen stamp is never written: {@link #writablePage} replaces it in the table by a copy.
 *   <li>I3. What lies in the table behind the string's end is zeros.
 * </ul>
 *
 * <p>Cost: a write touches its pages; growing copies the table now and then, O(1) amortized for each byte appended; the
 * first write after a snapshot copies the table, 12 bytes for each 16 KiB.
 *
 * <p>Used by the single writer; a frozen one may be read by any thread.
 */
public final class PagedString implements LargeValue {
    /** A string changed in place is paged from this length on. */
    public static final int LEAST_BYTES = 64 * 1024;

    /** Length of a page. */
    public static final int PAGE_BYTES = 1 << 14;

    private static final int PAGE_BITS = Integer.numberOfTrailingZeros(PAGE_BYTES);
    private static final int PAGE_MASK = PAGE_BYTES - 1;

    /** Never written to. */
    private static final byte[] ZEROS = new byte[PAGE_BYTES];

    private byte[][] pages;
    private int[] stamps;
    private int length;
    private final int stamp;

    private PagedString(byte[][] pages, int[] stamps, int length, int stamp) {
        this.pages = pages;
        this.stamps = stamps;
        this.length = length;
        this.stamp = stamp;
    }

    /** A string with the content of the slice. */
    public static PagedString copyOf(byte[] source, int offset, int length, SnapshotEpoch epoch) {
        PagedString string = new PagedString(new byte[0][], new int[0], 0, epoch.stamp());
        string.grow(length);
        string.write(0, source, offset, length, epoch);
        return string;
    }

    /** This, or a fork that shares all pages if a snapshot may see this. */
    public PagedString writable(SnapshotEpoch epoch) {
        return epoch.isFrozen(stamp) ? new PagedString(pages.clone(), stamps.clone(), length, epoch.stamp()) : this;
    }

    @Override
    public PagedString movedTo(SnapshotEpoch epoch) {
        return this;
    }

    @Override
    public PagedString copy(SnapshotEpoch epoch) {
        byte[][] copies = pages.clone();
        int[] present = new int[copies.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = copies[i] == ZEROS ? ZEROS : copies[i].clone();
            present[i] = epoch.stamp();
        }
        return new PagedString(copies, present, length, epoch.stamp());
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** The page that holds the byte at {@code at}. Read only. */
    public byte[] page(int at) {
        return pages[at >>> PAGE_BITS];
    }

    /** Where in its page the byte at {@code at} is. */
    public static int offsetInPage(int at) {
        return at & PAGE_MASK;
    }

    /** How many bytes of the string, from {@code at} on, lie in one page. */
    public int runLength(int at) {
        return Math.min(PAGE_BYTES - offsetInPage(at), length - at);
    }

    /** The page that holds the byte at {@code at}, to be written to. */
    public byte[] writablePage(int at, SnapshotEpoch epoch) {
        int index = at >>> PAGE_BITS;
        byte[] page = pages[index];
        if (page != ZEROS && !epoch.isFrozen(stamps[index])) {
            return page;
        }
        byte[] writable = page == ZEROS ? new byte[PAGE_BYTES] : page.clone();
        pages[index] = writable;
        stamps[index] = epoch.stamp();
        return writable;
    }

    /** Makes the string longer by zeros, if it is shorter than this. */
    public void grow(int newLength) {
        int needed = (newLength + PAGE_MASK) >>> PAGE_BITS;
        int present = pages.length;
        if (needed > present) {
            // An eighth more, so that a string built by appending copies its table a number of times that grows with
            // its log.
            int capacity = needed + needed / 8;
            pages = Arrays.copyOf(pages, capacity);
            stamps = Arrays.copyOf(stamps, capacity);
            Arrays.fill(pages, present, capacity, ZEROS);
        }
        length = Math.max(length, newLength);
    }

    /** Writes the slice at {@code at}; it must end within the string. */
    public void write(int at, byte[] source, int offset, int sourceLength, SnapshotEpoch epoch) {
        int done = 0;
        while (done < sourceLength) {
            int position = at + done;
            int part = Math.min(PAGE_BYTES - offsetInPage(position), sourceLength - done);
            byte[] page = writablePage(position, epoch);
            System.arraycopy(source, offset + done, page, offsetInPage(position), part);
            done += part;
        }
    }

    /** The whole content in one array. */
    public byte[] toArray() {
        byte[] all = new byte[length];
        int left = length;
        for (int i = 0; left > 0; i++) {
            int part = Math.min(left, PAGE_BYTES);
            System.arraycopy(pages[i], 0, all, i << PAGE_BITS, part);
            left -= part;
        }
        return all;
    }

    /** Without the shared page of zeros. There are few pages: all are looked at. */
    @Override
    public long memoryBytes(int samples) {
        long bytes = MemorySize.ofReferences(pages.length) + MemorySize.ofBytes(stamps.length * Integer.BYTES);
        for (byte[] page : pages) {
            bytes += page == ZEROS ? 0 : MemorySize.ofBytes(PAGE_BYTES);
        }
        return bytes;
    }

    /** Throws if an invariant does not hold. */
    public void checkInvariants() {
        if (pages.length != stamps.length || pages.length < (length + PAGE_MASK) >>> PAGE_BITS) {
            throw new IllegalStateException("the table does not fit the string: pages=" + pages.length + ", stamps="
                    + stamps.length + ", length=" + length);
        }
        for (int i = 0; i < ZEROS.length; i++) {
            if (ZEROS[i] != 0) {
                throw new IllegalStateException("the page of zeros was written to: at=" + i);
            }
        }
        for (long at = length; at < (long) pages.length << PAGE_BITS; at++) {
            if (pages[(int) (at >>> PAGE_BITS)][(int) (at & PAGE_MASK)] != 0) {
                throw new IllegalStateException("something lies behind the end: at=" + at + ", length=" + length);
            }
        }
    }
}
