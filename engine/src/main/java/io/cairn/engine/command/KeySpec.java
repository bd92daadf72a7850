package io.cairn.engine.command;

import java.util.Set;

/**
 * Where a command's keys are among its arguments: where to begin, and how to go on from there.
 *
 * @param begin where the first key is
 * @param find which arguments from there on are keys
 * @param flags what the command does with them
 */
public record KeySpec(Begin begin, Find find, Set<KeyFlag> flags) {
    public KeySpec {
        flags = Set.copyOf(flags);
    }

    /** Where to begin. */
    public sealed interface Begin {}

    /** At argument {@code index}. */
    public record AtIndex(int index) implements Begin {}

    /** Behind the word {@code keyword}, looked for from {@code startFrom}; backwards from the end when negative. */
    public record AtKeyword(String keyword, int startFrom) implements Begin {}

    /** Nobody can say without running the command. */
    public record UnknownBegin() implements Begin {}

    /** How to go on. */
    public sealed interface Find {}

    /**
     * A range of arguments.
     *
     * @param lastKey the last one, relative to the first; negative counts from the end of the request (−1 is its last)
     * @param step distance from key to key
     * @param limit when {@code lastKey} is −1: the range is the rest divided by this; 0 and 1 mean all of it
     */
    public record Range(int lastKey, int step, int limit) implements Find {}

    /**
     * As many as an argument says.
     *
     * @param countIndex which argument is the count, relative to where to begin
     * @param firstKey where the first key is, relative to the same
     * @param step distance from key to key
     */
    public record Counted(int countIndex, int firstKey, int step) implements Find {}

    /** Nobody can say without running the command. */
    public record UnknownFind() implements Find {}

    /** One key, argument {@code index}. */
    public static KeySpec keyAt(int index, KeyFlag... flags) {
        return new KeySpec(new AtIndex(index), new Range(0, 1, 0), Set.of(flags));
    }

    /** Every {@code step}-th argument from {@code index} to the end. */
    public static KeySpec keysFrom(int index, int step, KeyFlag... flags) {
        return new KeySpec(new AtIndex(index), new Range(-1, step, 0), Set.of(flags));
    }
}
