package io.cairn.persistence.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and why a log file ends.
 *
 * @param kind what became of the file
 * @param file its name
 * @param offset offset behind the last good command; what follows is cut, unless the file is corrupt
 * @param cutBytes bytes behind {@code offset} that are not padding: what may have been lost; 0 if nothing was
 * @param reason what is wrong there, in words; empty if nothing is
 * @param proofOffset where in a corrupt file it says that the damaged bytes had been on the disk for good, or -1; in a torn one
 *     where damage begins that was taken for a torn end because that is allowed, or -1
 * @param forcedOffset the furthest that a line of this file says was on the disk for good; behind its first line it proves
 *     that all of the file before was, since files are forced in order
 * @param salt salt of the file, 0 if Cairn did not make it
 * @param follows salt of the file that comes before it, 0 if there is none or Cairn did not make this one
 * @param tail what the next batch would be chained to; null if none may be appended to this file
 * @param notices what else a user should know, each a sentence
 */
public record LogEnd(
        Kind kind,
        String file,
        long offset,
        long cutBytes,
        String reason,
        long proofOffset,
        long forcedOffset,
        long salt,
        long follows,
        @Nullable LogTail tail,
        List<String> notices) {
    /** What became of a log file. */
    public enum Kind {
        /** Closed as it should be, or written by Redis and complete. */
        CLOSED,
        /** Complete, but its writer did not close it: it was killed. */
        OPEN,
        /** Its end never reached the disk, as after a power failure: to be cut at the offset. */
        TORN,
        /** Damaged where it had been on the disk for good, or not understood: to be refused. */
        CORRUPT
    }

    /** Whether the file proves that all files before it had been on the disk for good: files are forced in order. */
    public boolean provesEarlierFiles() {
        return forcedOffset > LogFormat.HEADER_BYTES;
    }
}
