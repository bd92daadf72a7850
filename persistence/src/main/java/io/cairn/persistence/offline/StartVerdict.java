package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Printable;

/**
 * What a start does with the files as they are.
 *
 * @param outcome in a word
 * @param cutBytes how much it cuts off the ends of logs, if it does
 * @param sentence the reason that it gives, if it does not simply load them
 */
public record StartVerdict(Outcome outcome, long cutBytes, String sentence) {
    /** What becomes of a start. */
    public enum Outcome {
        /** All is loaded. */
        LOADS,
        /** All is loaded but an end that a crash has torn, or that the settings allow to be cut. */
        CUTS,
        /** It is refused, and the files are left as they are. */
        REFUSES
    }

    static StartVerdict loads() {
        return new StartVerdict(Outcome.LOADS, 0, "");
    }

    static StartVerdict cuts(long bytes, String sentence) {
        return new StartVerdict(Outcome.CUTS, bytes, sentence);
    }

    static StartVerdict refuses(String sentence) {
        return new StartVerdict(Outcome.REFUSES, 0, sentence);
    }

    /** In a line. */
    @Override
    public String toString() {
        return Printable.line(
                switch (outcome) {
                    case LOADS -> "a start loads all of it";
                    case CUTS -> "a start cuts " + cutBytes + " bytes and loads the rest: " + sentence;
                    case REFUSES -> "a start refuses it: " + sentence;
                });
    }
}
