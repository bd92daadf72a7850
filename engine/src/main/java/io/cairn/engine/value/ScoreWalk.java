package io.cairn.engine.value;

/** A walk over a sorted set that can be sent elsewhere. */
public interface ScoreWalk extends MemberWalk {
    /** Goes to where the next step leads to the first member with at least this score, in a walk that is not in reverse. */
    void seek(double score);
}
