package io.cairn.persistence.offline;

import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.storage.Printable;
import java.io.IOException;
import java.util.List;

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

    /** That of a start that has recovered something. */
    static StartVerdict of(RecoveryReport found) {
        List<String> notices = found.notices();
        return found.cutBytes() == 0
                ? new StartVerdict(Outcome.LOADS, 0, "")
                // What was cut is said last.
                : new StartVerdict(Outcome.CUTS, found.cutBytes(), notices.get(notices.size() - 1));
    }

    /** That of a start that was refused. */
    static StartVerdict refuses(IOException refusal) {
        return new StartVerdict(Outcome.REFUSES, 0, String.valueOf(refusal.getMessage()));
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
