package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;

/**
 * A hash table of small records, packed in pages that snapshots share: extendible hashing over slotted pages.
 *
 * <pre>
 *   top[hash's first bits]  ---->  Part.pages[next bits]  ---->  page: fingerprints, offsets, records
 *     a few thousand at most         up to 512 each                up to 56 records, about 4 KiB at most
 * </pre>
 *
 * <p>The first 48 bits of a key's hash are its <i>position</i>. A page holds all records of one interval of positions; it
 * splits in two halves when it gets crowded and joins its buddy when both have become nearly empty. So do parts, and the
 * top array doubles and halves. Nothing ever touches more than one page, one part or the top array at a time: there is no
 * resize. {@link PageFormat} has the bytes of a page.
 *
 * <p>A scan's cursor is a position, always the first of a page at the time. A page that holds that position later, after
 * whatever splits and merges, holds every record from there to its end; hence a record that is there from the beginning
 * to the end of a scan is visited at least once. One that is visited twice was merged with records visited before.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. {@code top.length == 2^topDepth}; a part of depth d fills a run of {@code 2^(topDepth - d)} entries.
 *   <li>I2. A chunk (top, part, page) whose stamp is frozen is never written. If a page is not frozen, neither are the
 *       part and the top array that lead to it.
 *   <li>I3. A page array is linked at one place of one table, or at several only where all of them are frozen.
 *   <li>I4. {@code minExpireAtMs} is at most every part's {@code minExpireAtMs}.
 * </ul>
 *
 * <h2>Limits</h2>
 *
 * <p>A page that may not split, because its keys share 48 bits of hash or because the top array is already much longer
 * than there are parts, grows beyond the usual limits, up to 60 KiB: 56 records of the largest size, a thousand small
 * ones. More make a change fail with {@link IllegalStateException}, the table staying as it was. With a secret random key
 * for the hash that does not happen.
 *
 * <h2>Cost</h2>
 *
 * <p>Finding: a hash, three dependent loads, a probe of about five words and one compare; no allocation. Overwriting by a
 * value of the same size: that and a copy of the value. The first change of a page after a snapshot copies the page, and
 * its part if that is the first change there.
 *
 * <h2>Threads and ownership</h2>
 *
 * <p>The single writer calls everything. A {@link Snapshot} may be read by any thread until its epoch is closed.
 *
 * <p>Source: Fagin, Nievergelt, Pippenger and Strong, "Extendible hashing" (1979); the fingerprints are those of Swiss
 * tables.
 */
public final class RecordTable {
    /** Expiry time of a record that does not expire. */
    public static final long NO_EXPIRY = Long.MAX_VALUE;

    /** Longer values are the caller's objects: at this size the object's own cost is below a tenth. */
    public static final int MAX_INLINE_VALUE_BYTES = 512;

    /** Type tags are below this: they have four bits. */
    public static final int TYPE_LIMIT = 16;

    /** A cursor of a scan has as many bits: few enough to be exact as a floating-point number, as JavaScript keeps it. */
    static final int POSITION_BITS = 48;

    static final int HASH_BITS_BELOW_POSITION = Long.SIZE - POSITION_BITS;
    static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    /** Directories of 512 pages: a copy of one costs no more than that of a page. */
    private static final int PART_BITS = 9;
    /** Draws of {@link #random} before it takes a record that is not quite as likely as the others. */
    private static final int RANDOM_DRAWS = 48;

    final SnapshotEpoch epoch;
    final KeyHash keyHash;
    final int partBits;
    final TableEvents events;
    private final int[] pagesAtDepth;
    private int pageCount = 1;
    private Part[] top;
    private int topShift = POSITION_BITS;
    private int topStamp;
    private int partCount = 1;
    private long size;
    private long expiringCount;
    private long minExpireAtMs = NO_EXPIRY;
    private boolean accessTracked;
    private long expectedSize;
    /** Where the next call of {@link #expire} goes on. */
    long expirePosition;

    /**
     * Creates an empty table.
     *
     * @param epoch the engine's clock of snapshots
     * @param hashKey0 half of the hash's secret key, at random
     * @param hashKey1 the other half
     */
    public RecordTable(SnapshotEpoch epoch, long hashKey0, long hashKey1) {
        this(epoch, new SipHash13(hashKey0, hashKey1), PART_BITS);
    }

    /** For tests: with a hash of the test's choice and small parts, so that a small table has a large one's shape. */
    RecordTable(SnapshotEpoch epoch, KeyHash keyHash, int partBits) {
        this.epoch = epoch;
        this.keyHash = keyHash;
        this.partBits = partBits;
        events = new TableEvents();
        pagesAtDepth = new int[POSITION_BITS + 1];
        pagesAtDepth[0] = 1;
        byte[] page = new byte[PagePool.roundUp(PageFormat.lengthFor(0, 0))];
        PageFormat.format(page, epoch.stamp(), 0, PageFormat.slotsFor(0));
        top = new Part[] {new Part(epoch.stamp(), 0, new byte[][] {page})};
        topStamp = epoch.stamp();
    }

    private RecordTable(RecordTable other, SnapshotEpoch epoch) {
        this.epoch = epoch;
        keyHash = other.keyHash;
        partBits = other.partBits;
        events = other.events;
        pagesAtDepth = other.pagesAtDepth.clone();
        pageCount = other.pageCount;
        top = other.top;
        topShift = other.topShift;
        topStamp = other.topStamp;
        partCount = other.partCount;
        size = other.size;
        expiringCount = other.expiringCount;
        minExpireAtMs = other.minExpireAtMs;
        accessTracked = other.accessTracked;
        expirePosition = other.expirePosition;
    }

    /**
     * Returns a table with the same records for the writer to go on with, in O(1), when this one belongs to a value that
     * a snapshot may see. This one must not be changed any more.
     */
    public RecordTable fork() {
        return new RecordTable(this, epoch);
    }

    /** As {@link LargeValue#movedTo}, in O(1). */
    public RecordTable movedTo(SnapshotEpoch newEpoch) {
        return new RecordTable(this, newEpoch);
    }

    /** Returns an empty table that hashes keys as this one does. */
    public RecordTable empty() {
        return new RecordTable(epoch, keyHash, partBits);
    }

    /** Returns the number of records. */
    public long size() {
        return size;
    }

    /**
     * Says how many records there are going to be, 0 if nobody knows: pages get room for them, and split for them, ahead of
     * time. How far ahead follows what is there, so that a wrong number does little harm.
     */
    public void expect(long records) {
        expectedSize = records;
    }

    /** What {@link #expect} has said. */
    long expectedSize() {
        return expectedSize;
    }

    /** Returns the bytes of memory that it takes, by {@code samples} of its pages; 0: by all of them. */
    public long memoryBytes(int samples) {
        return MemorySize.of(this, samples);
    }

    /** Returns the number of records that have an expiry time. */
    public long expiringCount() {
        return expiringCount;
    }

    /** Returns a lower bound of all expiry times, {@link #NO_EXPIRY} if no record expires. O(1). */
    public long minExpireAtMs() {
        return minExpireAtMs;
    }

    // ---- finding

    /**
     * Puts the cursor on the key's record, or where it would go.
     *
     * <p>The cursor remembers the slice, which must stay unchanged until the cursor's last change of the table.
     *
     * @return whether there is such a record
     */
    public boolean find(byte[] bytes, int offset, int length, RecordCursor cursor) {
        return find(bytes, offset, length, hash(bytes, offset, length), cursor);
    }

    /** The hash that decides where a key's record is; any thread may ask for it. */
    public long hash(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return keyHash.hash(bytes, offset, length);
    }

    /** {@link #find(byte[], int, int, RecordCursor)} for those who have the key's {@link #hash} already. */
    public boolean find(byte[] bytes, int offset, int length, long hash, RecordCursor cursor) {
        byte[] page = part(hash >>> HASH_BITS_BELOW_POSITION).page(hash >>> HASH_BITS_BELOW_POSITION);
        cursor.aim(this, hash, bytes, offset, length);
        int slot = findSlot(page, hash, bytes, offset, length);
        return cursor.settleIfFound(page, slot);
    }

    int findSlot(byte[] page, long hash, byte[] bytes, int offset, int length) {
        return length <= PageFormat.MAX_INLINE_KEY_BYTES
                ? PageFormat.findSlot(page, hash, bytes, offset, length)
                : findExternalKey(page, hash, bytes, offset, length);
    }

    private int findExternalKey(byte[] page, long hash, byte[] bytes, int offset, int length) {
        Part part = part(hash >>> HASH_BITS_BELOW_POSITION);
        int index = part.index(hash >>> HASH_BITS_BELOW_POSITION);
        int slot = PageFormat.nextCandidate(page, hash, 0);
        while (slot >= 0) {
            if ((page[PageFormat.record(page, slot)] & PageFormat.EXTERNAL_KEY) != 0
                    && part.object(index, slot) instanceof ExternalKey external
                    && Arrays.equals(external.key(), 0, external.key().length, bytes, offset, offset + length)) {
                return slot;
            }
            slot = PageFormat.nextCandidate(page, hash, slot + 1);
        }
        return -1;
    }

    /** Walks over all records, in the order of their positions' pages; valid until the table changes. */
    public RecordWalk walk() {
        return snapshot().walk();
    }

    /**
     * Visits all records of one page.
     *
     * @param cursor 0 to begin, then what the last call returned
     * @return the cursor for the next call, 0 at the end
     */
    public long scan(long cursor, RecordVisitor visitor) {
        long position = cursor & POSITION_MASK;
        RecordCursor record = new RecordCursor();
        byte[] page = part(position).page(position);
        long next = positionBehind(position, PageFormat.depth(page));
        record.iterate(this, position, page);
        int count = PageFormat.count(page);
        for (int slot = count - 1; slot >= 0; slot--) {
            record.settle(slot);
            visitor.visit(record);
        }
        if (PageFormat.count(record.page()) < count) {
            TableShrinkage.shrink(this, position);
        }
        return next;
    }

    /**
     * Puts the cursor on a record picked by random bits, each with the same probability, very nearly.
     *
     * <p>A page is drawn by position, which makes pages of a small depth more likely, and then a slot out of as many as
     * that likelihood stands for; a draw that hits no record is repeated with other bits made from the given ones.
     *
     * @return false if the table is empty
     */
    public boolean random(long random, RecordCursor cursor) {
        if (size == 0) {
            return false;
        }
        int deepest = POSITION_BITS;
        while (pagesAtDepth[deepest] == 0) {
            deepest--;
        }
        long bits = random;
        for (int draw = 0; draw < RANDOM_DRAWS; draw++) {
            long position = bits >>> HASH_BITS_BELOW_POSITION;
            byte[] page = part(position).page(position);
            int count = PageFormat.count(page);
            long virtualSlots = deepest == 0 ? count : 64L << Math.min(deepest - PageFormat.depth(page), 24);
            long slot = ((bits & 0xffff_ffffL) * virtualSlots) >>> 32;
            if (slot < count) {
                cursor.settleAt(this, position, page, (int) slot);
                return true;
            }
            bits = mix(bits);
        }
        return randomNear(bits, cursor);
    }

    private boolean randomNear(long bits, RecordCursor cursor) {
        long position = bits >>> HASH_BITS_BELOW_POSITION;
        byte[] page = part(position).page(position);
        while (PageFormat.count(page) == 0) {
            position = positionBehind(position, PageFormat.depth(page));
            page = part(position).page(position);
        }
        cursor.settleAt(this, position, page, (int) ((bits & 0xffff_ffffL) % PageFormat.count(page)));
        return true;
    }

    /** Returns other random bits: one step of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * Shows the due records to the visitor and removes them, going on where the last call stopped.
     *
     * @param nowMs a record is due when its expiry time is at most this
     * @param maxPages enters at most so many pages; parts and pages in which nothing is due are passed over
     * @return the number of records removed
     */
    public int expire(long nowMs, int maxPages, RecordVisitor due) {
        return minExpireAtMs > nowMs ? 0 : new TableExpiry(this, nowMs, due).run(maxPages);
    }

    // ---- access stamps

    /** Tells whether records have access stamps. */
    public boolean isAccessTracked() {
        return accessTracked;
    }

    /** Begins or ends keeping an access stamp for each record, 0 at first. */
    public void trackAccess(boolean on) {
        accessTracked = on;
        if (!on) {
            for (long position = 0, next = -1; next != 0; position = next) {
                next = positionBehind(position, part(position).depth);
                if (part(position).accessStamps != null) {
                    writablePart(position).accessStamps = null;
                }
            }
        }
    }

    // ---- snapshots

    /** Freezes the content in O(1); to be called directly after {@link SnapshotEpoch#open}. */
    public Snapshot snapshot() {
        return new Snapshot(top, topShift, size, expiringCount);
    }

    /** The content of a {@link RecordTable} at one moment. Immutable; for any thread, until its epoch is closed. */
    public static final class Snapshot {
        private final Part[] top;
        private final int topShift;
        private final long size;
        private final long expiringCount;

        private Snapshot(Part[] top, int topShift, long size, long expiringCount) {
            this.top = top;
            this.topShift = topShift;
            this.size = size;
            this.expiringCount = expiringCount;
        }

        /** Returns the number of records. */
        public long size() {
            return size;
        }

        /** Returns the number of records that have an expiry time. */
        public long expiringCount() {
            return expiringCount;
        }

        /** Walks over all records, in the order of their positions' pages. */
        public RecordWalk walk() {
            return new RecordWalk(this);
        }

        /** Puts the cursor on the page at {@code position}; returns how many records that has. */
        int enter(long position, RecordCursor record) {
            Part part = top[(int) (position >>> topShift)];
            byte[] page = part.page(position);
            record.iterateFrozen(part, position, page);
            return PageFormat.count(page);
        }

        /** Visits all records, in the order of their positions' pages. */
        public void forEach(RecordVisitor visitor) {
            long cursor = 0;
            do {
                cursor = scan(cursor, visitor);
            } while (cursor != 0);
        }

        /** Visits one page as {@link RecordTable#scan} does. */
        public long scan(long cursor, RecordVisitor visitor) {
            long position = cursor & POSITION_MASK;
            RecordCursor record = new RecordCursor();
            int count = enter(position, record);
            for (int slot = count - 1; slot >= 0; slot--) {
                record.settle(slot);
                visitor.visit(record);
            }
            return positionBehind(position, PageFormat.depth(record.page()));
        }
    }

    // ---- the directory

    /** Returns the first position behind the page or part of this depth that holds {@code position}; 0 at the end. */
    static long positionBehind(long position, int depth) {
        int shift = POSITION_BITS - depth;
        return (((position >>> shift) + 1) << shift) & POSITION_MASK;
    }

    Part part(long position) {
        return top[(int) (position >>> topShift)];
    }

    int topLength() {
        return top.length;
    }

    int topDepth() {
        return POSITION_BITS - topShift;
    }

    int topStamp() {
        return topStamp;
    }

    int partCount() {
        return partCount;
    }

    boolean isFrozen(byte[] page) {
        return epoch.isFrozen(PageFormat.stamp(page));
    }

    Part writablePart(long position) {
        Part part = part(position);
        return epoch.isFrozen(part.stamp) ? copyPart(part, position) : part;
    }

    private Part copyPart(Part part, long position) {
        Part copy = part.copy(epoch.stamp());
        if (!accessTracked) {
            copy.accessStamps = null;
        }
        linkPart(copy, position);
        events.partCopies++;
        return copy;
    }

    /** Returns the page that holds {@code position}, copied first if a snapshot may see it. */
    byte[] writablePage(long position) {
        Part part = writablePart(position);
        int index = part.index(position);
        byte[] page = part.pages[index];
        if (!isFrozen(page)) {
            return page;
        }
        byte[] copy = epoch.pagePool().take(page.length);
        System.arraycopy(page, 0, copy, 0, PageFormat.end(page));
        PageFormat.setStamp(copy, epoch.stamp());
        part.setPage(index, copy);
        Object[] objects = part.objects(index);
        if (objects != null) {
            part.setObjects(index, objects.clone());
        }
        events.pageCopies++;
        return copy;
    }

    /** Hands the array of a page that has just been unlinked to whoever needs one next. */
    void recycle(byte[] page) {
        if (!isFrozen(page)) {
            epoch.pagePool().recycle(page);
        }
    }

    /** Links a part in at all entries that its depth gives it. */
    void linkPart(Part part, long position) {
        if (epoch.isFrozen(topStamp)) {
            top = top.clone();
            topStamp = epoch.stamp();
            events.topCopies++;
        }
        int length = 1 << (topDepth() - part.depth);
        int start = (int) (position >>> topShift) & -length;
        Arrays.fill(top, start, start + length, part);
    }

    void doubleTop() {
        Part[] wider = new Part[2 * top.length];
        for (int i = 0; i < wider.length; i++) {
            wider[i] = top[i >>> 1];
        }
        setTop(wider, topShift - 1);
    }

    /** Halves the top array as long as every part fills at least two entries. */
    void halveTop() {
        while (top.length > 1 && everyPartFillsTwo()) {
            Part[] narrower = new Part[top.length / 2];
            for (int i = 0; i < narrower.length; i++) {
                narrower[i] = top[2 * i];
            }
            setTop(narrower, topShift + 1);
        }
    }

    private boolean everyPartFillsTwo() {
        for (int i = 0; i < top.length; i += 2) {
            if (top[i] != top[i + 1]) {
                return false;
            }
        }
        return true;
    }

    private void setTop(Part[] newTop, int newShift) {
        top = newTop;
        topShift = newShift;
        topStamp = epoch.stamp();
    }

    // ---- bookkeeping, for those who change pages and parts

    void addParts(int difference) {
        partCount += difference;
    }

    void addPages(int depth, int difference) {
        pagesAtDepth[depth] += difference;
        pageCount += difference;
    }

    int pageCount() {
        return pageCount;
    }

    int pagesAtDepth(int depth) {
        return pagesAtDepth[depth];
    }

    void addRecords(int difference) {
        size += difference;
    }

    void addExpiring(int difference) {
        expiringCount += difference;
    }

    void setMinExpireAtMs(long atMs) {
        minExpireAtMs = atMs;
    }

    /** Lowers the bounds of the page, its part and the table for a record that expires at {@code atMs}. */
    void noteExpiry(long position, long atMs) {
        Part part = part(position);
        int index = part.index(position);
        if (atMs < part.dueAtMs(index)) {
            part.setDueAtMs(index, atMs);
            minExpireAtMs = Math.min(minExpireAtMs, atMs);
        }
    }

    /** Returns figures about the table's shape, found by looking at every page. */
    public TableStatistics statistics() {
        return TableStatistics.of(this);
    }

    /** Fails if one of the invariants does not hold. Looks at everything: for tests. */
    public void checkInvariants() {
        TableCheck.check(this);
    }
}
