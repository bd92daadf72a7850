package io.cairn.engine.value;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.NumberFormat;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordVisitor;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.structure.SortedCursor;
import io.cairn.engine.structure.SortedTree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A large sorted set: an index that finds a member's score, and a tree that has the members in order.
 *
 * <pre>
 *   scores   member -> score, 8 bytes                      a RecordTable
 *   order    | score, 8 bytes, big endian | member |       keys of a SortedTree
 * </pre>
 *
 * <p>In the tree a score's bits are turned so that comparing them as unsigned bytes is comparing the scores. There
 * {@code -0} stands as {@code 0}, with which it is equal; which of them it is, the index knows.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Both have the same members with equal scores, none of which is NaN; or, while that is put off, the tree is empty.
 *   <li>I2. {@code negativeZeros} counts the members whose score is {@code -0}.
 *   <li>I3. One with a frozen stamp is not changed: {@link #writable} gives another then, in constant time.
 * </ul>
 *
 * <p>Cost: a score O(1); rank, change and range O(log n); no allocation but for growth.
 *
 * <p>The single writer uses everything. A frozen one may be {@linkplain #walk walked} by any thread.
 */
final class LargeSortedSet implements LargeValue {
    /** No score. */
    static final double ABSENT = Double.NaN;

    private static final int SCORE_BYTES = Long.BYTES;
    private static final int RECORD_TYPE = 0;
    /** A longer key than this is made in an array of its own. */
    private static final int KEPT_KEY_BYTES = 256;

    private RecordTable scores;
    private final SortedTree order;
    private final int stamp;
    private long negativeZeros;
    /** Whether the tree is empty, because nobody has asked for it. */
    private boolean late;

    @SuppressWarnings("UnusedVariable") // So that the compiler does not leave out what it is the sum of.
    private int warmth;

    // The writer's own.
    private final RecordCursor record = new RecordCursor();
    private final SortedCursor place = new SortedCursor();
    private byte[] key = new byte[SCORE_BYTES + 24];

    /** An empty one. */
    LargeSortedSet(RecordTable emptyTable, SnapshotEpoch epoch) {
        this(emptyTable, new SortedTree(epoch, 0), epoch.stamp());
    }

    private LargeSortedSet(RecordTable scores, SortedTree order, int stamp) {
        this.scores = scores;
        this.order = order;
        this.stamp = stamp;
    }

    /** This, or one that goes on from here if a snapshot may see this. */
    LargeSortedSet writable(SnapshotEpoch epoch) {
        if (!epoch.isFrozen(stamp)) {
            return this;
        }
        LargeSortedSet fork = new LargeSortedSet(scores.fork(), ordered().fork(), epoch.stamp());
        fork.negativeZeros = negativeZeros;
        return fork;
    }

    @Override
    public LargeSortedSet movedTo(SnapshotEpoch epoch) {
        LargeSortedSet moved =
                new LargeSortedSet(scores.movedTo(epoch), ordered().movedTo(epoch), stamp);
        moved.negativeZeros = negativeZeros;
        return moved;
    }

    @Override
    public long memoryBytes(int samples) {
        return scores.memoryBytes(samples) + order.memoryBytes(samples);
    }

    @Override
    public LargeSortedSet copy(SnapshotEpoch epoch) {
        LargeSortedSet copy = new LargeSortedSet(scores.empty(), epoch);
        for (MemberWalk walk = walk(0, false); walk.next(); ) {
            Element member = walk.member();
            copy.put(member.bytes(), member.offset(), member.length(), walk.score());
        }
        return copy;
    }

    long size() {
        return scores.size();
    }

    RecordTable scores() {
        return scores;
    }

    @Override
    public RecordTable index() {
        return scores;
    }

    @Override
    public @Nullable SortedTree order() {
        return late ? null : order;
    }

    /** Adds a member to the tree alone, for who adds it to an index that is to {@linkplain #replaceScores replace} this one. */
    void putOrdered(byte[] member, int offset, int length, double score) {
        int keyLength = toKey(member, offset, length, score);
        ordered().add(key, 0, keyLength, place);
        countZero(score, 1);
    }

    void replaceScores(RecordTable loaded) {
        scores = loaded;
    }

    // ---- one member

    /** The member's score; {@link #ABSENT} if it is not there. */
    double score(byte[] member, int offset, int length) {
        return score(member, offset, length, scores.hash(member, offset, length));
    }

    /** The score of the member with this hash; {@link #ABSENT} if it is not there. */
    double score(byte[] member, int offset, int length, long hash) {
        return scores.find(member, offset, length, hash, record) ? storedScore(record) : ABSENT;
    }

    /** Adds a member or gives it another score; returns whether it is new. */
    boolean put(byte[] member, int offset, int length, double score) {
        double present = score(member, offset, length);
        putHere(member, offset, length, present, score);
        return Double.isNaN(present);
    }

    /** Gives the member that {@link #score} has just looked for, and has found with this score or not, a score. */
    void putHere(byte[] member, int offset, int length, double present, double score) {
        record.putLong(RECORD_TYPE, Double.doubleToRawLongBits(score), RecordTable.NO_EXPIRY);
        countZero(present, -1);
        countZero(score, 1);
        if (late) {
            return;
        }
        if (!Double.isNaN(present)) {
            int keyLength = toKey(member, offset, length, present);
            order.remove(key, 0, keyLength, place);
        }
        int keyLength = toKey(member, offset, length, score);
        order.add(key, 0, keyLength, place);
    }

    /** Leaves the tree of a set without members empty, until somebody asks for their order. */
    void orderLater() {
        if (scores.size() > 0) {
            throw new IllegalStateException("it has members in order already: size=" + scores.size());
        }
        late = true;
    }

    /** Orders the members, if that has been put off, and keeps them so. */
    @Override
    public void catchUp() {
        if (late) {
            late = false;
            warmth += new MemberSort(scores).forEach((member, offset, length, orderedBits) -> {
                int keyLength = toKey(member, offset, length, orderedBits);
                order.add(key, 0, keyLength, place);
            });
        }
    }

    private SortedTree ordered() {
        catchUp();
        return order;
    }

    /** Removes the member with this hash; returns whether it was there. */
    boolean remove(byte[] member, int offset, int length, long hash) {
        if (!scores.find(member, offset, length, hash, record)) {
            return false;
        }
        double present = storedScore(record);
        if (!late) {
            int keyLength = toKey(member, offset, length, present);
            order.remove(key, 0, keyLength, place);
        }
        record.remove();
        countZero(present, -1);
        return true;
    }

    /** How many members stand before the one with this hash; -1 if it is not there. */
    long rank(byte[] member, int offset, int length, long hash) {
        double score = score(member, offset, length, hash);
        if (Double.isNaN(score)) {
            return -1;
        }
        int keyLength = toKey(member, offset, length, score);
        return ordered().rank(key, 0, keyLength);
    }

    private static double storedScore(RecordCursor record) {
        return Double.longBitsToDouble(record.longValue());
    }

    private void countZero(double score, int difference) {
        if (score == 0 && 1 / score < 0) {
            negativeZeros += difference;
        }
    }

    // ---- many members

    /** Walks from a rank on, in order or against it. */
    ScoreWalk walk(long fromRank, boolean reverse) {
        return new OrderWalk(fromRank, reverse);
    }

    /** Removes the members of a range of ranks. */
    void remove(RankRange range) {
        if (range.count() == 0) {
            return;
        }
        place.seekRank(ordered(), range.from());
        for (long i = 0; i < range.count(); i++) {
            scores.find(place.bytes(), place.keyOffset() + SCORE_BYTES, place.keyLength() - SCORE_BYTES, record);
            countZero(storedScore(record), -1);
            record.remove();
            place.next();
        }
        order.removeRange(range.from(), range.count(), place);
    }

    /** The ranks of the members in a range. */
    RankRange ranks(MemberRange range) {
        if (range.isEmpty()) {
            return RankRange.NONE;
        }
        if (range instanceof ScoreRange scoreRange) {
            long from = rankOfBits(orderedBits(scoreRange.min()) + (scoreRange.minExclusive() ? 1 : 0));
            long to = rankOfBits(orderedBits(scoreRange.max()) + (scoreRange.maxExclusive() ? 0 : 1));
            return RankRange.between(from, to);
        }
        LexRange lex = (LexRange) range;
        double first = scoreAt(0);
        if (first == scoreAt(size() - 1)) {
            return RankRange.between(
                    rankOfEnd(first, lex.min(), lex.min().isExclusive()),
                    rankOfEnd(first, lex.max(), !lex.max().isExclusive()));
        }
        return RankRange.between(firstNotBelow(range), firstAbove(range));
    }

    private double scoreAt(long rank) {
        place.seekRank(ordered(), rank);
        return score(place);
    }

    /** How many members stand before all that have this score. */
    private long rankOfBits(long orderedBits) {
        putBits(orderedBits);
        return ordered().rank(key, 0, SCORE_BYTES);
    }

    /** How many members stand before an end, or before what follows it, if all have the same score. */
    private long rankOfEnd(double score, LexRange.End end, boolean behind) {
        if (end.infinite() != 0) {
            return end.infinite() > 0 ? size() : 0;
        }
        byte[] text = end.text();
        int keyLength = toKey(text, 0, text.length, score);
        // What follows a string directly is the same with a zero byte behind it.
        return ordered().rank(key, 0, behind ? keyLength + 1 : keyLength);
    }

    private long firstNotBelow(MemberRange range) {
        long low = 0;
        long high = size();
        OrderWalk walk = new OrderWalk(0, false);
        while (low < high) {
            long middle = (low + high) >>> 1;
            walk.seek(middle);
            walk.next();
            if (range.isBelow(walk.member(), walk.score())) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long firstAbove(MemberRange range) {
        long low = 0;
        long high = size();
        OrderWalk walk = new OrderWalk(0, false);
        while (low < high) {
            long middle = (low + high) >>> 1;
            walk.seek(middle);
            walk.next();
            if (range.isAbove(walk.member(), walk.score())) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Visits members from a cursor on, and returns where to go on. */
    long scan(long cursor, long count, SortedSetValue.ScoreVisitor visitor) {
        Stretch stretch = new Stretch(visitor);
        long next = cursor;
        do {
            next = scores.scan(next, stretch);
            // Pages count too, so that a stretch of empty ones ends.
            stretch.passed++;
        } while (next != 0 && stretch.passed <= count);
        return next;
    }

    private static final class Stretch implements RecordVisitor {
        private final SortedSetValue.ScoreVisitor visitor;
        private final Element member = new Element();
        private final Element score = new Element();
        private final byte[] text = new byte[Doubles.MAX_TEXT_BYTES];
        private long passed;

        Stretch(SortedSetValue.ScoreVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void visit(RecordCursor record) {
            passed++;
            member.point(record.keyBytes(), record.keyOffset(), record.keyLength());
            score.point(text, 0, Doubles.put(text, 0, storedScore(record)));
            visitor.visit(member, score);
        }
    }

    // ---- keys of the tree

    /** Makes the member's key in {@link #key}, a zero byte behind it; returns its length. */
    private int toKey(byte[] member, int offset, int length, double score) {
        return toKey(member, offset, length, orderedBits(score));
    }

    private int toKey(byte[] member, int offset, int length, long orderedBits) {
        int needed = SCORE_BYTES + length + 1;
        if (key.length < needed || key.length > KEPT_KEY_BYTES) {
            key = new byte[Math.max(needed, SCORE_BYTES + 24)];
        }
        putBits(orderedBits);
        System.arraycopy(member, offset, key, SCORE_BYTES, length);
        key[SCORE_BYTES + length] = 0;
        return SCORE_BYTES + length;
    }

    private void putBits(long orderedBits) {
        NumberFormat.putLong(key, 0, orderedBits);
    }

    /** Bits that compare, unsigned, as the scores do; equal for {@code -0} and {@code 0}. */
    static long orderedBits(double score) {
        long bits = Double.doubleToRawLongBits(score + 0.0);
        return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    private static double score(SortedCursor at) {
        long ordered = NumberFormat.longAt(at.bytes(), at.keyOffset());
        return Double.longBitsToDouble(ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered);
    }

    void checkInvariants() {
        if (scores.size() != ordered().size()) {
            throw new IllegalStateException("scores=" + scores.size() + " order=" + order.size());
        }
        long zeros = 0;
        RecordCursor found = new RecordCursor();
        SortedCursor at = new SortedCursor();
        for (long rank = 0; rank < order.size(); rank++) {
            at.seekRank(ordered(), rank);
            byte[] member =
                    Arrays.copyOfRange(at.bytes(), at.keyOffset() + SCORE_BYTES, at.keyOffset() + at.keyLength());
            if (!scores.find(member, 0, member.length, found) || storedScore(found) != score(at)) {
                throw new IllegalStateException("index and order differ: rank=" + rank);
            }
            zeros += storedScore(found) == 0 && 1 / storedScore(found) < 0 ? 1 : 0;
        }
        if (zeros != negativeZeros) {
            throw new IllegalStateException("negativeZeros=" + negativeZeros + " counted=" + zeros);
        }
    }

    /** A walk with cursors of its own. */
    private final class OrderWalk implements ScoreWalk {
        private final SortedCursor at = new SortedCursor();
        private final Element member = new Element();
        private final boolean reverse;
        private boolean begun;

        OrderWalk(long fromRank, boolean reverse) {
            this.reverse = reverse;
            seek(fromRank);
        }

        void seek(long rank) {
            at.seekRank(ordered(), rank);
            begun = false;
        }

        @Override
        public void seek(double score) {
            putBits(orderedBits(score));
            at.seek(ordered(), key, 0, SCORE_BYTES);
            begun = false;
        }

        @Override
        public boolean next() {
            boolean on = begun ? (reverse ? at.previous() : at.next()) : !at.isAtEnd();
            begun = true;
            if (on) {
                member.point(at.bytes(), at.keyOffset() + SCORE_BYTES, at.keyLength() - SCORE_BYTES);
            }
            return on;
        }

        @Override
        public Element member() {
            return member;
        }

        @Override
        public double score() {
            double score = LargeSortedSet.score(at);
            return score == 0 && negativeZeros > 0 ? exactZero() : score;
        }

        private double exactZero() {
            RecordCursor found = new RecordCursor();
            scores.find(member.bytes(), member.offset(), member.length(), found);
            return storedScore(found);
        }
    }
}
