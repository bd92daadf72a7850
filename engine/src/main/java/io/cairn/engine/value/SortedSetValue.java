package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.structure.TreeWarming;

/**
 * A view of a sorted set: members in the order of their scores, those with the same score in the order of their bytes.
 * Ranks count from 0, lowest score first.
 *
 * <p>A {@link CompactSortedSet}, until there are more members, or longer ones, than {@link EncodingLimits} say; then a
 * {@link LargeSortedSet} for good.
 */
public final class SortedSetValue extends CollectionValue {
    /** The score of a member that is not there. */
    public static final double ABSENT = LargeSortedSet.ABSENT;

    /** The rank of a member that is not there. */
    public static final long NO_RANK = -1;

    /** A listpack does not grow beyond this, whatever the limits say: Redis' own limit, below its format's. */
    private static final long MAX_COMPACT_BYTES = 1L << 30;

    private final CompactSortedSet.Workspace workspace = new CompactSortedSet.Workspace();

    SortedSetValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "zset";
    }

    @Override
    public String encoding() {
        return isCompact() ? "listpack" : "skiplist";
    }

    @Override
    public long size() {
        if (isEmpty()) {
            return 0;
        }
        return isCompact() ? CompactSortedSet.size(packedBytes(), packedStart()) : large().size();
    }

    /** What keys of members with this score begin with in {@link LargeValue#order}, as {@link TreeWarming} takes it. */
    public static long orderPrefix(double score) {
        return LargeSortedSet.orderedBits(score) ^ Long.MIN_VALUE;
    }

    // ---- reading

    /** The member's score; {@link #ABSENT} if it is not there. */
    public double score(byte[] member, int offset, int length) {
        if (isEmpty()) {
            return ABSENT;
        }
        if (!isCompact()) {
            return score(large(), member, offset, length);
        }
        int at = findCompact(CompactSortedSet.STEP, member, offset, length);
        return at < 0 ? ABSENT : CompactSortedSet.score(packedBytes(), at, workspace.text);
    }

    /** The member's rank; {@link #NO_RANK} if it is not there. */
    public long rank(byte[] member, int offset, int length) {
        if (isEmpty()) {
            return NO_RANK;
        }
        if (!isCompact()) {
            LargeSortedSet large = large();
            return large.rank(member, offset, length, host.hash(large.scores(), member, offset, length));
        }
        int at = findCompact(CompactSortedSet.STEP, member, offset, length);
        return at < 0 ? NO_RANK : CompactSortedSet.rank(packedBytes(), packedStart(), at);
    }

    /**
     * The ranks of the members in a range.
     *
     * @param reverse whether the members are wanted from the last one on, which makes a difference for a range by bytes of
     *     members whose scores are not the same
     */
    public RankRange ranks(MemberRange range, boolean reverse) {
        if (isEmpty()) {
            return RankRange.NONE;
        }
        return isCompact()
                ? CompactSortedSet.ranks(packedBytes(), packedStart(), range, reverse)
                : large().ranks(range);
    }

    /** Walks over all members, lowest score first. */
    public ScoreWalk walk() {
        return walk(0, false);
    }

    /** Walks from rank {@code from} to the end or, in reverse, to the beginning. There must be a value. */
    public ScoreWalk walk(long from, boolean reverse) {
        return isCompact()
                ? new CompactMemberWalk(packedBytes(), packedStart(), from, reverse)
                : large().walk(from, reverse);
    }

    /**
     * Visits members, with their scores as text, from {@code cursor} on until {@code count} have been visited or a few more;
     * all of a compact set.
     *
     * @param cursor 0 to begin, then what the last call returned; any number is a cursor
     * @return the cursor for the next call, 0 at the end
     */
    public long scan(long cursor, long count, ScoreVisitor visitor) {
        if (isCompact()) {
            CompactSortedSet.forEach(packedBytes(), packedStart(), visitor);
            return 0;
        }
        return large().scan(cursor, count, visitor);
    }

    /** Is shown members and the texts of their scores. */
    @FunctionalInterface
    public interface ScoreVisitor {
        /** A member; it and its score are valid during the call. */
        void visit(Element member, Element score);
    }

    // ---- changing

    /** Adds a member, or gives it another score; returns whether it is new. The score is not NaN. */
    public boolean add(byte[] member, int offset, int length, double score) {
        return Double.isNaN(put(member, offset, length, score));
    }

    /** {@link #add} that returns the score that the member had before; {@link #ABSENT} if it is new. */
    public double put(byte[] member, int offset, int length, double score) {
        if (!isEmpty() && !isCompact()) {
            return putLarge(member, offset, length, score);
        }
        double present = score(member, offset, length);
        if (present == score) {
            return present;
        }
        boolean isNew = Double.isNaN(present);
        if (isNew && !staysCompact(length)) {
            storeLarge(RecordTypes.SORTED_SET, enlarged());
            large().put(member, offset, length, score);
        } else {
            putCompact(member, offset, length, score, isNew);
        }
        changed(1);
        return present;
    }

    private double putLarge(byte[] member, int offset, int length, double score) {
        LargeSortedSet large = large();
        double present = score(large, member, offset, length);
        if (present == score) {
            return present;
        }
        LargeSortedSet writable = writableLarge();
        if (writable == large) {
            large.putHere(member, offset, length, present, score);
        } else {
            writable.put(member, offset, length, score);
        }
        changed(1);
        return present;
    }

    private void putCompact(byte[] member, int offset, int length, double score, boolean isNew) {
        Packed pack = lift();
        if (!isNew) {
            CompactSortedSet.remove(pack, CompactSortedSet.find(pack.bytes(), 0, member, offset, length));
        }
        CompactSortedSet.insert(pack, member, offset, length, score, workspace);
        store(RecordTypes.SORTED_SET, pack);
    }

    private boolean staysCompact(int memberLength) {
        EncodingLimits limits = host.limits();
        return size() < limits.zsetMaxListpackEntries()
                && memberLength <= limits.zsetMaxListpackValue()
                && (isEmpty() ? 0 : packedLength()) + (long) memberLength < MAX_COMPACT_BYTES;
    }

    /** The same members in the large form. */
    private LargeSortedSet enlarged() {
        LargeSortedSet large = new LargeSortedSet(host.newTable(), host.epoch());
        if (host.putsOff(large)) {
            large.orderLater();
        }
        if (!isEmpty()) {
            for (MemberWalk walk = walk(); walk.next(); ) {
                Element member = walk.member();
                large.put(member.bytes(), member.offset(), member.length(), walk.score());
            }
        }
        return large;
    }

    /** Makes a result the value, in the form that suits its size; there must be none yet. */
    public void take(SortedSetResult result) {
        EncodingLimits limits = host.limits();
        boolean compact = result.size() <= limits.zsetMaxListpackEntries()
                && result.longestMember() <= limits.zsetMaxListpackValue()
                && result.memberBytes() < MAX_COMPACT_BYTES;
        if (compact) {
            Packed pack = lift();
            for (MemberWalk walk = result.walk(); walk.next(); ) {
                Element member = walk.member();
                CompactSortedSet.append(
                        pack, member.bytes(), member.offset(), member.length(), walk.score(), workspace);
            }
            store(RecordTypes.SORTED_SET, pack);
        } else {
            storeLarge(RecordTypes.SORTED_SET, result.members());
        }
        changed(result.size());
    }

    /**
     * Has a loader add members, if this is large.
     *
     * @param expected how many there are going to be, 0 if nobody knows; a hint
     * @return false if not
     */
    public boolean load(LargeLoader loader, long expected) {
        if (!isEmpty() && !isCompact()) {
            loader.begin(large(), expected);
            return true;
        }
        return false;
    }

    /** Removes a member; returns whether it was there. */
    public boolean remove(byte[] member, int offset, int length) {
        if (isEmpty()) {
            return false;
        }
        if (isCompact()) {
            int at = findCompact(CompactSortedSet.STEP, member, offset, length);
            if (at < 0) {
                return false;
            }
            int distance = at - packedStart();
            Packed pack = lift();
            CompactSortedSet.remove(pack, distance);
            storeWhatIsLeft(pack);
        } else {
            LargeSortedSet large = large();
            long hash = host.hash(large.scores(), member, offset, length);
            if (Double.isNaN(large.score(member, offset, length, hash))) {
                return false;
            }
            large = writableLarge();
            large.remove(member, offset, length, hash);
            removeIfEmpty(large);
        }
        changed(1);
        return true;
    }

    /** Removes the members of a range of ranks. */
    public void remove(RankRange range) {
        if (range.count() == 0) {
            return;
        }
        if (isCompact()) {
            Packed pack = lift();
            CompactSortedSet.remove(pack, range);
            storeWhatIsLeft(pack);
        } else {
            LargeSortedSet large = writableLarge();
            large.remove(range);
            removeIfEmpty(large);
        }
        changed(range.count());
    }

    private void storeWhatIsLeft(Packed pack) {
        if (CompactSortedSet.size(pack.bytes(), 0) == 0) {
            removeRecord();
        } else {
            store(RecordTypes.SORTED_SET, pack);
        }
    }

    private void removeIfEmpty(LargeSortedSet large) {
        if (large.size() == 0) {
            removeRecord();
        }
    }

    // ---- the large form

    private LargeSortedSet large() {
        return (LargeSortedSet) record().object();
    }

    private double score(LargeSortedSet large, byte[] member, int offset, int length) {
        return large.score(member, offset, length, host.hash(large.scores(), member, offset, length));
    }

    private LargeSortedSet writableLarge() {
        LargeSortedSet present = large();
        SnapshotEpoch epoch = host.epoch();
        LargeSortedSet writable = present.writable(epoch);
        if (writable != present) {
            storeLarge(RecordTypes.SORTED_SET, writable);
        }
        return writable;
    }

    /** Checks the value's own invariants, for tests. */
    public void checkInvariants() {
        if (!isEmpty() && !isCompact()) {
            large().checkInvariants();
        }
    }
}
