package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.structure.DoubleParser;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SortedSetValue;
import java.io.IOException;
import java.util.Arrays;

/**
 * The codec of sorted sets.
 *
 * <pre>
 *   ZSET          := count (member score)*        score: length u8, text | 253: NaN | 254: inf | 255: -inf
 *   ZSET_2        := count (member f64)*
 *   ZSET_LISTPACK := listpack of members and scores in turn, in order; ZSET_ZIPLIST the same
 * </pre>
 */
final class SortedSetCodec {
    private static final int SCORE_NAN = 253;
    private static final int SCORE_INFINITE = 254;
    private static final int SCORE_MINUS_INFINITE = 255;

    private SortedSetCodec() {}

    static void readTextScores(ValueInput value) throws IOException {
        value.pinNames();
        for (long left = value.readCount(); left > 0; left--) {
            long offset = value.in.offset();
            value.readName();
            double score = readTextScore(value);
            value.member(value.name(), score, offset);
        }
        value.unpinNames();
    }

    private static double readTextScore(ValueInput value) throws IOException {
        long offset = value.in.offset();
        int length = value.in.readByte();
        return switch (length) {
            case SCORE_NAN -> Double.NaN;
            case SCORE_INFINITE -> Double.POSITIVE_INFINITY;
            case SCORE_MINUS_INFINITE -> Double.NEGATIVE_INFINITY;
            default -> {
                byte[] text = new byte[length];
                for (int i = 0; i < length; i++) {
                    text[i] = (byte) value.in.readByte();
                }
                yield score(text, 0, length, value, offset);
            }
        };
    }

    static void readBinaryScores(ValueInput value) throws IOException {
        value.pinNames();
        for (long left = value.readCount(); left > 0; left--) {
            long offset = value.in.offset();
            value.readName();
            double score = Double.longBitsToDouble(value.in.readLong());
            value.member(value.name(), score, offset);
        }
        value.unpinNames();
    }

    static void readBlob(ValueInput value, BlobReader reader) throws IOException {
        long offset = value.in.offset();
        BlobReader blob = value.readBlob(reader);
        Element score = value.elementOfBlob();
        Element member = value.nameOfBlob();
        Element previous = value.thirdOfBlob();
        double previousScore = Double.NaN;
        while (blob.next(member)) {
            if (!blob.next(score)) {
                throw damaged(offset, "the last member of " + value + " has no score");
            }
            double number = score.isInteger()
                    ? score.integer()
                    : score(score.bytes(), score.offset(), score.length(), value, offset);
            if (previousScore >= number && (previousScore > number || compare(previous, member) > 0)) {
                throw damaged(offset, "the members of " + value + " are not in order");
            }
            value.member(member, number, offset);
            Element swapped = previous;
            previous = member;
            member = swapped;
            previousScore = number;
        }
    }

    private static int compare(Element one, Element other) {
        return Arrays.compareUnsigned(
                one.bytes(),
                one.offset(),
                one.offset() + one.length(),
                other.bytes(),
                other.offset(),
                other.offset() + other.length());
    }

    private static double score(byte[] bytes, int offset, int length, ValueInput value, long at) throws RdbException {
        double score = DoubleParser.parse(bytes, offset, length);
        if (Double.isNaN(score)) {
            throw damaged(at, "a score of " + value + " is no number: " + RdbKey.quoted(bytes, offset, length));
        }
        return score;
    }

    static int type(SortedSetValue sortedSet) {
        return sortedSet.isCompact() ? RdbFormat.TYPE_ZSET_LISTPACK : RdbFormat.TYPE_ZSET_2;
    }

    static void write(SortedSetValue sortedSet, int type, RdbOutput out) throws IOException {
        if (type == RdbFormat.TYPE_ZSET_LISTPACK) {
            out.writePacked(sortedSet);
            return;
        }
        out.writeLength(sortedSet.size());
        for (MemberWalk walk = sortedSet.walk(); walk.next(); ) {
            out.writeElement(walk.member());
            out.writeLong(Double.doubleToRawLongBits(walk.score()));
        }
    }
}
