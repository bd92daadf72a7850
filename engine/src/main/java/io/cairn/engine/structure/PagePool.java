package io.cairn.engine.structure;

/**
 * Byte arrays for pages in size classes, and a few of each class waiting for their next use.
 *
 * <p>Sizes rise in eight steps per power of two, so an array is at most an eighth larger than what it was asked for. A
 * table that grows moves each page to the next larger class again and again; the array it leaves is what its neighbour
 * needs next, so a table grows with little garbage.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. An array in the pool is in no table and no open snapshot: {@link #recycle} is called only by whoever has just
 *       unlinked a page that was not frozen.
 *   <li>I2. At most {@link #KEPT_PER_CLASS} arrays of a class wait, 1.2 MiB in all.
 * </ul>
 *
 * <p>Owned by the single writer, as is the room to put a value aside while its page is rebuilt.
 */
final class PagePool {
    /** Enough for the pages that change class at about the same time; more would be memory that holds no data. */
    static final int KEPT_PER_CLASS = 16;

    private static final int SMALLEST_BYTES = 64;
    /** Classes kept: up to 4.5 KiB. Larger pages are rare, and would make the pool itself large. */
    private static final int CLASSES_KEPT = sizeClass(PageFormat.COMFORTABLE_BYTES) + 2;

    private final byte[][][] waiting = new byte[CLASSES_KEPT][][];
    private final int[] waitingCount = new int[CLASSES_KEPT];
    private final byte[] valueAside = new byte[RecordTable.MAX_INLINE_VALUE_BYTES];

    /** Room for one value whose page is about to be rebuilt. */
    byte[] valueAside() {
        return valueAside;
    }

    /** Returns an array of the smallest class that holds {@code bytes}; its content is anything. */
    byte[] take(int bytes) {
        int sizeClass = sizeClass(bytes);
        if (sizeClass < CLASSES_KEPT && waitingCount[sizeClass] > 0) {
            waitingCount[sizeClass]--;
            return waiting[sizeClass][waitingCount[sizeClass]];
        }
        return new byte[sizeOf(sizeClass)];
    }

    /** Takes back an array that no table and no open snapshot holds. */
    void recycle(byte[] page) {
        int sizeClass = sizeClass(page.length);
        if (sizeClass >= CLASSES_KEPT) {
            return;
        }
        if (waiting[sizeClass] == null) {
            waiting[sizeClass] = new byte[KEPT_PER_CLASS][];
        }
        if (waitingCount[sizeClass] < KEPT_PER_CLASS) {
            waiting[sizeClass][waitingCount[sizeClass]] = page;
            waitingCount[sizeClass]++;
        }
    }

    /** Tells whether the pool holds this very array, which then must not be in use. */
    boolean holds(byte[] page) {
        int sizeClass = sizeClass(page.length);
        if (sizeClass < CLASSES_KEPT) {
            for (int i = 0; i < waitingCount[sizeClass]; i++) {
                if (waiting[sizeClass][i] == page) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the length of the arrays handed out for {@code bytes}. */
    static int roundUp(int bytes) {
        return sizeOf(sizeClass(bytes));
    }

    /** Class c has (8 + c mod 8) eighths of 64 * 2^(c / 8) bytes. */
    private static int sizeClass(int bytes) {
        if (bytes <= SMALLEST_BYTES) {
            return 0;
        }
        int octave = 31 - 6 - Integer.numberOfLeadingZeros(bytes - 1);
        int step = 8 << octave;
        return (octave << 3) + (bytes + step - 1) / step - 8;
    }

    private static int sizeOf(int sizeClass) {
        return (8 + (sizeClass & 7)) * (8 << (sizeClass >>> 3));
    }
}
