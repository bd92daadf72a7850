package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.value.RecordTypes;
import java.util.Arrays;

/** Builds sorted sets: compact as long as their members come in order. */
final class SortedSetBuilder extends CollectionBuilder {
    /** Whole numbers up to here are kept as such; {@code -0} as 0. */
    private static final double WHOLE_LIMIT = 1L << 62;

    private final byte[] text = new byte[Doubles.MAX_TEXT_BYTES];
    private final Element last = new Element();
    private double lastScore;
    /** Where the last member begins in the listpack. */
    private int lastAt;

    SortedSetBuilder() {
        super(CollectionKind.SORTED_SET);
    }

    @Override
    void reset() {}

    @Override
    int type() {
        return RecordTypes.SORTED_SET;
    }

    /** Adds a member; returns whether it was not there. */
    boolean add(Element member, double score) {
        if (isSpilled() || !fits(member, score)) {
            return spill().member(member, score);
        }
        lastAt = out().end();
        lastScore = score;
        boolean added = appendUnseen(member);
        appendScore(score);
        counted();
        return added;
    }

    private boolean fits(Element member, double score) {
        return count() < limits().zsetMaxListpackEntries()
                && hasRoom(member.length())
                && !isLonger(member, limits().zsetMaxListpackValue())
                && (count() == 0 || isBehindLast(member, score));
    }

    private boolean isBehindLast(Element member, double score) {
        if (score != lastScore) {
            return score > lastScore;
        }
        Listpack.read(out().bytes(), lastAt, last);
        return Arrays.compareUnsigned(
                        last.bytes(),
                        last.offset(),
                        last.offset() + last.length(),
                        member.bytes(),
                        member.offset(),
                        member.offset() + member.length())
                < 0;
    }

    private void appendScore(double score) {
        long whole = (long) score;
        if (whole == score && Math.abs(score) <= WHOLE_LIMIT) {
            out().append(whole);
        } else {
            out().append(text, 0, Doubles.put(text, 0, score));
        }
    }
}
