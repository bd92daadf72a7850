package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table's directory: the pages of all positions that share {@code depth} leading bits.
 *
 * <p>The entry of a position is given by the bits after those; a page of a smaller depth than the directory resolves
 * fills a run of entries. Beside the pages lie, in arrays of the same shape that exist only when something needs them,
 * the objects and access stamps of each slot, and for each page a lower bound of its expiry times. Bounds are kept here
 * and not in the pages so that an expiry cycle reads one array for 512 pages.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. All arrays have the length of {@code pages}, a power of two; the entries of a run are equal in each.
 *   <li>I2. {@code dueAtMs[i]} is at most every expiry time in page i, and {@code minExpireAtMs} at most every
 *       {@code dueAtMs[i]}.
 *   <li>I3. {@code objects[i]} holds, at the page's slots, exactly the objects that its records announce.
 * </ul>
 *
 * <p>Changed by the single writer while its stamp is not frozen, except access stamps, which no snapshot reads.
 */
final class Part {
    final int stamp;
    final int depth;
    /** How far a position is shifted to give, with its higher bits cut off, its entry. */
    private final int shift;

    final byte[][] pages;

    @Nullable
    Object @Nullable [] @Nullable [] objects;

    int @Nullable [] @Nullable [] accessStamps;
    long @Nullable [] dueAtMs;
    long minExpireAtMs = RecordTable.NO_EXPIRY;

    Part(int stamp, int depth, byte[][] pages) {
        this.stamp = stamp;
        this.depth = depth;
        this.pages = pages;
        shift = RecordTable.POSITION_BITS - depth - Integer.numberOfTrailingZeros(pages.length);
    }

    /** Returns a copy of the directory for a new epoch; the pages stay shared until each is written to. */
    Part copy(int newStamp) {
        Part copy = new Part(newStamp, depth, pages.clone());
        copy.objects = objects == null ? null : objects.clone();
        copy.accessStamps = accessStamps == null ? null : accessStamps.clone();
        copy.dueAtMs = dueAtMs == null ? null : dueAtMs.clone();
        copy.minExpireAtMs = minExpireAtMs;
        return copy;
    }

    /** The number of position bits that the directory resolves below {@code depth}. */
    int bits() {
        return Integer.numberOfTrailingZeros(pages.length);
    }

    /** The greatest depth of a page that the directory can tell from its buddy. */
    int resolvedDepth() {
        return depth + bits();
    }

    int index(long position) {
        return (int) (position >>> shift) & (pages.length - 1);
    }

    byte[] page(long position) {
        byte[][] all = pages;
        return all[(int) (position >>> shift) & (all.length - 1)];
    }

    int runLength(byte[] page) {
        return 1 << (resolvedDepth() - PageFormat.depth(page));
    }

    /** Links in a page at all entries that its depth gives it; what lies beside it is set afterwards. */
    void setPage(int index, byte[] page) {
        int length = runLength(page);
        int start = index & -length;
        Arrays.fill(pages, start, start + length, page);
    }

    // ---- objects

    @Nullable
    Object @Nullable [] objects(int index) {
        return objects == null ? null : objects[index];
    }

    @Nullable
    Object object(int index, int slot) {
        return Objects.requireNonNull(Objects.requireNonNull(objects)[index])[slot];
    }

    void setObject(int index, int slot, @Nullable Object value) {
        @Nullable Object[] pageObjects = objects(index);
        if (pageObjects == null || slot >= pageObjects.length) {
            if (value == null) {
                return;
            }
            int slots = PageFormat.slots(pages[index]);
            pageObjects = pageObjects == null ? new Object[slots] : Arrays.copyOf(pageObjects, slots);
            setObjects(index, pageObjects);
        }
        pageObjects[slot] = value;
    }

    void setObjects(int index, @Nullable Object @Nullable [] pageObjects) {
        if (objects == null) {
            if (pageObjects == null) {
                return;
            }
            objects = new Object[pages.length][];
        }
        int length = runLength(pages[index]);
        int start = index & -length;
        Arrays.fill(objects, start, start + length, pageObjects);
    }

    // ---- access stamps

    int @Nullable [] accessStamps(int index) {
        return accessStamps == null ? null : accessStamps[index];
    }

    int accessStamp(int index, int slot) {
        int[] stamps = accessStamps(index);
        return stamps == null || slot >= stamps.length ? 0 : stamps[slot];
    }

    void setAccessStamp(int index, int slot, int accessStamp) {
        int[] stamps = accessStamps(index);
        if (stamps == null || slot >= stamps.length) {
            if (accessStamp == 0) {
                return;
            }
            int slots = PageFormat.slots(pages[index]);
            stamps = stamps == null ? new int[slots] : Arrays.copyOf(stamps, slots);
            setAccessStamps(index, stamps);
        }
        stamps[slot] = accessStamp;
    }

    void setAccessStamps(int index, int @Nullable [] stamps) {
        if (accessStamps == null) {
            if (stamps == null) {
                return;
            }
            accessStamps = new int[pages.length][];
        }
        int length = runLength(pages[index]);
        int start = index & -length;
        Arrays.fill(accessStamps, start, start + length, stamps);
    }

    /** Moves what lies beside the page's slot {@code from} to slot {@code to}, and clears {@code from}. */
    void moveSlot(int index, int from, int to) {
        if (objects(index) != null) {
            Object[] pageObjects = Objects.requireNonNull(objects(index));
            setObject(index, to, from < pageObjects.length ? pageObjects[from] : null);
            setObject(index, from, null);
        }
        if (accessStamps(index) != null) {
            setAccessStamp(index, to, accessStamp(index, from));
            setAccessStamp(index, from, 0);
        }
    }

    // ---- expiry

    /** A lower bound of the expiry times in the page at {@code index}. */
    long dueAtMs(int index) {
        return dueAtMs == null ? RecordTable.NO_EXPIRY : dueAtMs[index];
    }

    void setDueAtMs(int index, long atMs) {
        if (dueAtMs == null) {
            if (atMs == RecordTable.NO_EXPIRY) {
                return;
            }
            dueAtMs = new long[pages.length];
            Arrays.fill(dueAtMs, RecordTable.NO_EXPIRY);
        }
        int length = runLength(pages[index]);
        int start = index & -length;
        Arrays.fill(dueAtMs, start, start + length, atMs);
        minExpireAtMs = Math.min(minExpireAtMs, atMs);
    }

    /** Raises the part's bound to what its pages' bounds allow. */
    void refreshMinExpireAtMs() {
        long min = RecordTable.NO_EXPIRY;
        if (dueAtMs != null) {
            for (long each : dueAtMs) {
                min = Math.min(min, each);
            }
        }
        minExpireAtMs = min;
        if (min == RecordTable.NO_EXPIRY) {
            dueAtMs = null;
        }
    }

    // ---- shape: each change of shape makes a new part, which the table links in

    /** Returns this part with a directory that resolves one more bit. */
    Part doubled(int newStamp) {
        Part wider = new Part(newStamp, depth, new byte[2 * pages.length][]);
        wider.fill(0, wider.pages.length, this, 0, -1);
        wider.refreshMinExpireAtMs();
        return wider;
    }

    /** Returns this part with the shortest directory that tells its pages apart: itself if it is that already. */
    Part shortened(int newStamp) {
        Part shortest = this;
        while (shortest.canHalve()) {
            Part narrower = new Part(newStamp, depth, new byte[shortest.pages.length / 2][]);
            narrower.fill(0, narrower.pages.length, shortest, 0, 1);
            narrower.refreshMinExpireAtMs();
            shortest = narrower;
        }
        return shortest;
    }

    /** Returns the lower (0) or upper (1) half as a part of its own. */
    Part half(int newStamp, int upper) {
        int length = pages.length / 2;
        Part half = new Part(newStamp, depth + 1, new byte[length][]);
        half.fill(0, length, this, upper * length, 0);
        half.refreshMinExpireAtMs();
        return half;
    }

    /** Returns one part in place of two buddies. */
    static Part joined(int newStamp, Part lower, Part upper) {
        int bits = Math.max(lower.bits(), upper.bits());
        Part joined = new Part(newStamp, lower.depth - 1, new byte[2 << bits][]);
        joined.fill(0, 1 << bits, lower, 0, lower.bits() - bits);
        joined.fill(1 << bits, 2 << bits, upper, 0, upper.bits() - bits);
        joined.refreshMinExpireAtMs();
        return joined;
    }

    /** Tells whether every page fills at least two entries. */
    private boolean canHalve() {
        for (int i = 0; i < pages.length - 1; i += 2) {
            if (pages[i] != pages[i + 1]) {
                return false;
            }
        }
        return pages.length > 1;
    }

    /** Fills entries from those of another part, which repeat (negative shift) or are thinned out (positive shift). */
    private void fill(int start, int end, Part from, int fromStart, int shift) {
        if (from.objects != null && objects == null) {
            objects = new Object[pages.length][];
        }
        if (from.accessStamps != null && accessStamps == null) {
            accessStamps = new int[pages.length][];
        }
        if (from.dueAtMs != null && dueAtMs == null) {
            dueAtMs = new long[pages.length];
            Arrays.fill(dueAtMs, RecordTable.NO_EXPIRY);
        }
        for (int i = start; i < end; i++) {
            int k = fromStart + (shift < 0 ? (i - start) >>> -shift : (i - start) << shift);
            pages[i] = from.pages[k];
            if (objects != null) {
                objects[i] = from.objects(k);
            }
            if (accessStamps != null) {
                accessStamps[i] = from.accessStamps(k);
            }
            if (dueAtMs != null) {
                dueAtMs[i] = from.dueAtMs(k);
            }
        }
    }
}
