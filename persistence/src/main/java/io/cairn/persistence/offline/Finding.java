package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Printable;
import java.util.Locale;

/**
 * Something that a check has found.
 *
 * @param severity how much it matters
 * @param cause what it is about
 * @param path of the file
 * @param from offset of the first byte concerned
 * @param to offset behind the last one; equal to {@code from} if it is about a place or the whole file
 * @param what the sentence about it
 * @param proof where it is written that the range had been on the disk for good; empty if nowhere: then it may never have
 *     been whole
 * @param inside what the range holds that can still be read
 * @param behind the sound data behind it, which are lost too if the log is cut there
 */
public record Finding(
        Severity severity,
        Cause cause,
        String path,
        long from,
        long to,
        String what,
        String proof,
        Loss inside,
        Loss behind) {
    /** Whether it is a damaged range of a log, or one that cannot be verified. */
    public boolean isDamage() {
        return switch (cause) {
            case FIRST_LINE, CHECKSUM, UNVERIFIABLE, NO_BATCH, NO_COMMAND, UNFINISHED, TOO_NEW -> true;
            default -> false;
        };
    }

    /** The whole of it, in a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(severity.name().toLowerCase(Locale.ROOT))
                .append(": ")
                .append(path);
        if (to > from) {
            text.append(" at offset ").append(from).append(" to ").append(to);
        } else if (from > 0) {
            text.append(" at offset ").append(from);
        }
        text.append(": ").append(what);
        if (!proof.isEmpty()) {
            text.append("; it had been on the disk for good, as ").append(proof).append(" says");
        } else if (isDamage() && severity != Severity.NOTE) {
            text.append("; nothing says that it had ever been on the disk for good");
        }
        if (!behind.isNone()) {
            text.append("; cutting there would lose what is sound behind it: ").append(behind);
        }
        return Printable.line(text.toString());
    }
}
