package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/**
 * Members by their scores.
 *
 * @param min the lowest score
 * @param minExclusive whether that itself is left out
 * @param max the highest score
 * @param maxExclusive whether that itself is left out
 */
public record ScoreRange(double min, boolean minExclusive, double max, boolean maxExclusive) implements MemberRange {
    @Override
    public boolean isBelow(Element member, double score) {
        return minExclusive ? score <= min : score < min;
    }

    @Override
    public boolean isAbove(Element member, double score) {
        return maxExclusive ? score >= max : score > max;
    }

    @Override
    public boolean isEmpty() {
        return min > max || min == max && (minExclusive || maxExclusive);
    }
}
