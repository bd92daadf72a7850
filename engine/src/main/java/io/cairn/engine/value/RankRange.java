package io.cairn.engine.value;

/**
 * Members of a sorted set by their place.
 *
 * @param from the rank of the first one, lowest score first
 * @param count how many there are
 */
public record RankRange(long from, long count) {
    /** No members. */
    public static final RankRange NONE = new RankRange(0, 0);

    /** From one rank to before another. */
    static RankRange between(long from, long to) {
        return from < to ? new RankRange(from, to - from) : NONE;
    }
}
