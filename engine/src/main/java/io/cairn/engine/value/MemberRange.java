package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** Which members of a sorted set are meant, by an upper and a lower end in its order. */
public sealed interface MemberRange permits ScoreRange, LexRange {
    /** Whether the member lies before the range. */
    boolean isBelow(Element member, double score);

    /** Whether the member lies behind the range. */
    boolean isAbove(Element member, double score);

    /** Whether no member can lie between the ends. */
    boolean isEmpty();
}
