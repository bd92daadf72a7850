package io.cairn.persistence.archive;

import java.util.Locale;

/** A moment of a data set. */
public sealed interface Moment {
    /**
     * A time: all that was written, from the last base at or before it on, before the first write by a later clock.
     *
     * @param ms milliseconds since 1970
     */
    record AtTime(long ms) implements Moment {
        @Override
        public String toString() {
            return ms + " ms";
        }
    }

    /**
     * A place in a log: whole batches before it.
     *
     * @param log name of the file in the log's directory; or its salt, the 16 digits in its first line; or the path where it lies
     * @param offset in that file
     */
    record AtPosition(String log, long offset) implements Moment {
        @Override
        public String toString() {
            return log + " at offset " + offset;
        }
    }

    /** The salt of a log as it stands in its first line. */
    static String salt(long salt) {
        return String.format(Locale.ROOT, "%016x", salt);
    }
}
