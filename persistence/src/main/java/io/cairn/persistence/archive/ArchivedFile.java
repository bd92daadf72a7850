package io.cairn.persistence.archive;

import java.util.Comparator;
import java.util.Locale;

/**
 * One file of the archive.
 *
 * @param generation number of the base and its logs, which a rewrite replaces together; rises with time
 * @param place 0 for the base, from 1 on for its logs in order
 * @param kind what it is
 * @param name what it was called in the log's directory
 * @param beginsEmpty whether the data set was empty where this log begins
 * @param next salt of the log that went on where this one ends, behind the next base; 0 if there is none or it is not known
 * @param facts what was in it
 * @param archivedMs the clock when it came here
 * @param storedBytes its length here
 */
record ArchivedFile(
        int generation,
        int place,
        FileKind kind,
        String name,
        boolean beginsEmpty,
        long next,
        FileFacts facts,
        long archivedMs,
        long storedBytes) {
    /** Comparators of the JDK would make classes at each start. */
    static final Comparator<ArchivedFile> ORDER = (a, b) -> a.generation == b.generation
            ? Integer.compare(a.place, b.place)
            : Integer.compare(a.generation, b.generation);

    /** Its name in the archive's directory. */
    String archiveName() {
        return String.format(Locale.ROOT, "%06d-%04d.%s.lz4", generation, place, kind.suffix());
    }

    ArchivedFile withStoredBytes(long bytes) {
        return new ArchivedFile(generation, place, kind, name, beginsEmpty, next, facts, archivedMs, bytes);
    }
}
