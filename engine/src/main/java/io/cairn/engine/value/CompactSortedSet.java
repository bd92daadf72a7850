package io.cairn.engine.value;

import io.cairn.engine.structure.DoubleParser;
import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import java.util.Arrays;

/**
 * A small sorted set: a listpack of members and scores in turn, lowest score first, members with the same score by their
 * bytes. A score that is a whole number is kept as one, {@code -0} as 0; others as text. On disk, do not change.
 *
 * <p>Functions on such a listpack, which begins at {@code start} of an array. Cost: O(n), and n is small.
 */
final class CompactSortedSet {
    /** Entries of a member. */
    static final int STEP = 2;

    /** Whole numbers up to here are kept as such. */
    private static final double WHOLE_LIMIT = 1L << 62;

    private CompactSortedSet() {}

    static int size(byte[] bytes, int start) {
        return Listpack.count(bytes, start) / 2;
    }

    /** The entry of a member, or -1. */
    static int find(byte[] bytes, int start, byte[] member, int offset, int length) {
        return Listpack.find(bytes, start, STEP, member, offset, length);
    }

    /** The score of the member at {@code at}; {@code text} is used on the way. */
    static double score(byte[] bytes, int at, Element text) {
        int entry = Listpack.next(bytes, at);
        if (Listpack.isInteger(bytes, entry)) {
            return Listpack.integer(bytes, entry);
        }
        Listpack.read(bytes, entry, text);
        return DoubleParser.parse(text.bytes(), text.offset(), text.length());
    }

    /** How many members stand before the entry at {@code at}. */
    static long rank(byte[] bytes, int start, int at) {
        long entries = 0;
        for (int i = Listpack.first(start); i != at; i = Listpack.next(bytes, i)) {
            entries++;
        }
        return entries / 2;
    }

    /** Shows all members and their scores, which are texts without an exponent if they are kept as whole numbers. */
    static void forEach(byte[] bytes, int start, SortedSetValue.ScoreVisitor visitor) {
        CompactWalk entries = new CompactWalk(bytes, start);
        Element score = new Element();
        while (entries.next() && entries.next(score)) {
            visitor.visit(entries.element(), score);
        }
    }

    /**
     * Adds a member, which is not there, at its place.
     *
     * @param workspace is used on the way
     */
    static void insert(Packed pack, byte[] member, int offset, int length, double score, Workspace workspace) {
        byte[] bytes = pack.bytes();
        int at = Listpack.first(0);
        while (!Listpack.isEnd(bytes, at)) {
            double other = score(bytes, at, workspace.text);
            if (other > score || other == score && isBehind(bytes, at, member, offset, length, workspace.text)) {
                break;
            }
            at = Listpack.next(bytes, Listpack.next(bytes, at));
        }
        put(pack, at, member, offset, length, score, workspace);
    }

    /** Adds a member at the end, where it belongs. */
    static void append(Packed pack, byte[] member, int offset, int length, double score, Workspace workspace) {
        put(pack, Listpack.end(pack.bytes(), 0), member, offset, length, score, workspace);
    }

    private static void put(
            Packed pack, int at, byte[] member, int offset, int length, double score, Workspace workspace) {
        int scoreAt = Listpack.insert(pack, at, member, offset, length);
        long whole = (long) score;
        if (whole == score && Math.abs(score) <= WHOLE_LIMIT) {
            Listpack.insert(pack, scoreAt, whole);
        } else {
            Listpack.insert(pack, scoreAt, workspace.digits, 0, Doubles.put(workspace.digits, 0, score));
        }
    }

    private static boolean isBehind(byte[] bytes, int at, byte[] member, int offset, int length, Element other) {
        Listpack.read(bytes, at, other);
        byte[] text = other.bytes();
        int from = other.offset();
        return Arrays.compareUnsigned(text, from, from + other.length(), member, offset, offset + length) > 0;
    }

    /** Removes the member at {@code at}. */
    static void remove(Packed pack, int at) {
        Listpack.remove(pack, at, 2);
    }

    /** Removes the members of some ranks, of which there is at least one. */
    static void remove(Packed pack, RankRange range) {
        int at = Listpack.seek(pack.bytes(), 0, 2 * range.from());
        Listpack.remove(pack, at, Math.toIntExact(2 * range.count()));
    }

    /**
     * The ranks of the members in a range. Where a range by bytes meets different scores, what it means depends on the end
     * from which it is looked for, as in Redis.
     */
    static RankRange ranks(byte[] bytes, int start, MemberRange range, boolean reverse) {
        CompactMemberWalk first = new CompactMemberWalk(bytes, start, 0, false);
        CompactMemberWalk last = new CompactMemberWalk(bytes, start, size(bytes, start) - 1L, true);
        first.next();
        last.next();
        if (range.isEmpty()
                || range.isBelow(last.member(), last.score())
                || range.isAbove(first.member(), first.score())) {
            return RankRange.NONE;
        }
        return reverse ? backward(last, size(bytes, start) - 1L, range) : forward(first, range);
    }

    private static RankRange forward(CompactMemberWalk walk, MemberRange range) {
        long from = 0;
        while (range.isBelow(walk.member(), walk.score())) {
            from++;
            walk.next();
        }
        long to = from;
        do {
            if (range.isAbove(walk.member(), walk.score())) {
                break;
            }
            to++;
        } while (walk.next());
        return RankRange.between(from, to);
    }

    private static RankRange backward(CompactMemberWalk walk, long lastRank, MemberRange range) {
        long last = lastRank;
        while (range.isAbove(walk.member(), walk.score())) {
            last--;
            walk.next();
        }
        long before = last;
        do {
            if (range.isBelow(walk.member(), walk.score())) {
                break;
            }
            before--;
        } while (walk.next());
        return RankRange.between(before + 1, last + 1);
    }

    /** What the functions need on their way, kept so that they allocate nothing. */
    static final class Workspace {
        final Element text = new Element();
        final byte[] digits = new byte[Doubles.MAX_TEXT_BYTES];
    }
}
