package io.cairn.persistence.archive;

import org.jspecify.annotations.Nullable;

/**
 * A base or a log of a timeline, wherever it lies.
 *
 * @param generation as in {@link ArchivedFile}; those that are not archived come behind all that are
 * @param place as in {@link ArchivedFile}
 * @param kind what it is
 * @param name what it is called in the log's directory
 * @param path where it lies
 * @param beginsEmpty as in {@link ArchivedFile}
 * @param next as in {@link ArchivedFile}
 * @param facts what is in it
 * @param archived how the archive calls it; null if it is in the log's directory
 * @param growing whether it is the log that is being appended to, so that all there ever was is in it
 */
record Piece(
        int generation,
        int place,
        FileKind kind,
        String name,
        String path,
        boolean beginsEmpty,
        long next,
        FileFacts facts,
        @Nullable ArchivedFile archived,
        boolean growing) {
    static Piece of(ArchivedFile file, String path) {
        return of(file, path, file);
    }

    /** The file at {@code path} of the log's directory, of which {@code copy} was made. */
    static Piece originalOf(ArchivedFile copy, String path) {
        return of(copy, path, null);
    }

    private static Piece of(ArchivedFile file, String path, @Nullable ArchivedFile archived) {
        return new Piece(
                file.generation(),
                file.place(),
                file.kind(),
                file.name(),
                path,
                file.beginsEmpty(),
                file.next(),
                file.facts(),
                archived,
                false);
    }

    /** Whether a log goes on where this one, before it in the order, ends. */
    boolean goesOnIn(Piece log) {
        if (!facts.isClosed()) {
            return false;
        }
        if (kind.isBase()) {
            boolean known = facts.salt() != 0 && log.facts.salt() != 0;
            return generation == log.generation && log.place == 1 && (!known || facts.salt() == log.facts.salt());
        }
        return generation == log.generation
                ? place + 1 == log.place && !contradicts(log)
                : log.place == 1 && next != 0 && next == log.facts.salt();
    }

    private boolean contradicts(Piece log) {
        return facts.salt() != 0 && log.facts.salt() != 0 && facts.salt() != log.facts.follows();
    }

    /** Whether there is nothing in it of which the time is not known. A base holds nothing that is not before it. */
    boolean isTimed() {
        return facts.timed() || kind.isBase();
    }
}
