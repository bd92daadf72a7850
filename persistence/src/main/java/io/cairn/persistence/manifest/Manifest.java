package io.cairn.persistence.manifest;

import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a data set: a base, and the increments to apply to it in order; and files that are no longer needed and
 * wait to be deleted.
 *
 * <p>Invariant: sequence numbers of {@code increments} rise. Immutable.
 *
 * @param base the snapshot that comes first, or null
 * @param history files of earlier states
 * @param increments logs, oldest first; the last one is being appended to
 * @param ending what was there when the log was switched off; null while it is on
 */
public record Manifest(
        @Nullable Entry base,
        List<Entry> history,
        List<Entry> increments,
        @Nullable Ending ending) {
    /** A manifest that lists nothing. */
    public static final Manifest EMPTY = new Manifest(null, List.of(), List.of());

    /** What a file is for; the letters are Redis'. */
    public enum Type {
        /** A snapshot. */
        BASE('b'),
        /** No longer part of the data set. */
        HISTORY('h'),
        /** A log. */
        INCREMENT('i');

        private final char letter;

        Type(char letter) {
            this.letter = letter;
        }

        /** On disk, do not change. */
        char letter() {
            return letter;
        }
    }

    /**
     * One file.
     *
     * @param name its name within the directory
     * @param sequence at least 1
     * @param type what it is for
     */
    public record Entry(String name, long sequence, Type type) {
        /** Checks what Redis would refuse to load. */
        public Entry {
            if (sequence < 1) {
                throw new IllegalArgumentException("sequence=" + sequence + " of " + name + " must be at least 1");
            }
            if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
                throw new IllegalArgumentException("name=" + name + " must be a file's name without a path");
            }
        }

        Entry as(Type other) {
            return new Entry(name, sequence, other);
        }
    }

    /** Copies the lists and checks the order. */
    public Manifest {
        history = List.copyOf(history);
        increments = List.copyOf(increments);
        for (int i = 1; i < increments.size(); i++) {
            if (increments.get(i).sequence() <= increments.get(i - 1).sequence()) {
                throw new IllegalArgumentException("sequences of increments must rise: " + increments);
            }
        }
    }

    /** The files of a log that goes on. */
    public Manifest(@Nullable Entry base, List<Entry> history, List<Entry> increments) {
        this(base, history, increments, null);
    }

    /** Name of the manifest of {@code appendFilename} within its directory. */
    public static String fileName(String appendFilename) {
        return appendFilename + ".manifest";
    }

    /** The last file of the data set: a log, or the base if there is none; null if that is missing too. */
    public @Nullable Entry last() {
        return increments.isEmpty() ? base : increments.get(increments.size() - 1);
    }

    /** The base that comes after the one listed. */
    public Entry nextBase(String appendFilename) {
        long sequence = 1
                + Stream.concat(Stream.ofNullable(base), history.stream().filter(Manifest::isBase))
                        .mapToLong(Entry::sequence)
                        .max()
                        .orElse(0);
        return new Entry(appendFilename + "." + sequence + ManifestFormat.BASE_SUFFIX, sequence, Type.BASE);
    }

    /** The increment that comes after all that are listed. */
    public Entry nextIncrement(String appendFilename) {
        long sequence = 1
                + Stream.concat(increments.stream(), history.stream().filter(entry -> !isBase(entry)))
                        .mapToLong(Entry::sequence)
                        .max()
                        .orElse(0);
        return new Entry(appendFilename + "." + sequence + ManifestFormat.INCREMENT_SUFFIX, sequence, Type.INCREMENT);
    }

    private static boolean isBase(Entry entry) {
        return entry.type() == Type.BASE || entry.name().contains(".base.");
    }

    /** This manifest with one more increment. */
    public Manifest withIncrement(Entry increment) {
        List<Entry> more = new ArrayList<>(increments);
        more.add(increment);
        return new Manifest(base, history, more);
    }

    /** This manifest with {@code newBase}, which holds all that is in increments before {@code firstKept}. */
    public Manifest withBase(Entry newBase, long firstKept) {
        List<Entry> old = new ArrayList<>(history);
        if (base != null) {
            old.add(base.as(Type.HISTORY));
        }
        increments.stream()
                .filter(entry -> entry.sequence() < firstKept)
                .map(entry -> entry.as(Type.HISTORY))
                .forEach(old::add);
        List<Entry> kept = increments.stream()
                .filter(entry -> entry.sequence() >= firstKept)
                .toList();
        return new Manifest(newBase, old, kept);
    }

    /** This manifest with some increments as files to be deleted. */
    public Manifest without(List<Entry> dropped) {
        List<Entry> old = new ArrayList<>(history);
        dropped.forEach(entry -> old.add(entry.as(Type.HISTORY)));
        return new Manifest(
                base,
                old,
                increments.stream().filter(entry -> !dropped.contains(entry)).toList());
    }

    /** The manifest of a data set made anew: {@code newBase} and {@code increment}; all that is listed here is history. */
    public Manifest replacedBy(Entry newBase, Entry increment) {
        return withBase(newBase, Long.MAX_VALUE).withIncrement(increment);
    }

    /** This manifest, of a log that was switched off. */
    public Manifest endedAt(Ending newEnding) {
        return new Manifest(base, history, increments, newEnding);
    }

    /** This manifest with {@code file} among those to be deleted, whose name is not used again. */
    public Manifest withHistory(Entry file) {
        List<Entry> old = new ArrayList<>(history);
        old.add(file.as(Type.HISTORY));
        return new Manifest(base, old, increments);
    }

    /** This manifest without the files to be deleted. */
    public Manifest withoutHistory() {
        return new Manifest(base, List.of(), increments);
    }

    /** Reads the manifest {@code name}, a path within the storage. */
    public static Manifest read(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            long length = file.length();
            if (length > ManifestFormat.FILE_MAX_BYTES) {
                throw new ManifestException(name, 1, "the manifest has " + length + " bytes, which is too many");
            }
            byte[] bytes = new byte[(int) length];
            if (file.read(0, bytes, 0, bytes.length) != bytes.length) {
                throw new IOException(name + ": became shorter while it was read");
            }
            return ManifestFormat.parse(name, bytes);
        }
    }

    /**
     * Puts this manifest in the place of the one that is there, in one step, and makes that survive a power failure.
     *
     * <p>When this fails either of the two may be the current one, since the renaming may have happened: the caller keeps
     * the files of both.
     */
    public void write(Storage storage, String directory, String appendFilename) throws IOException {
        writeAside(storage, directory, appendFilename);
        putInPlace(storage, directory, appendFilename);
    }

    /**
     * The first half of {@link #write}, which needs space on the disk: the manifest lies beside the one that is there, where
     * nobody looks for it. When this fails nothing has changed.
     */
    public void writeAside(Storage storage, String directory, String appendFilename) throws IOException {
        String temporary = temporary(directory, appendFilename);
        if (storage.exists(temporary)) {
            storage.delete(temporary);
        }
        byte[] bytes = ManifestFormat.format(this);
        try (StorageFile file = storage.open(temporary, Storage.Mode.CREATE)) {
            file.write(0, bytes, 0, bytes.length);
            file.force();
        }
    }

    /** The second half: what {@link #writeAside} has written last replaces the manifest that is there. */
    public static void putInPlace(Storage storage, String directory, String appendFilename) throws IOException {
        storage.rename(temporary(directory, appendFilename), path(directory, fileName(appendFilename)));
        storage.syncDirectory(directory);
    }

    private static String temporary(String directory, String appendFilename) {
        return path(directory, "temp-" + fileName(appendFilename));
    }

    private static String path(String directory, String file) {
        return directory.isEmpty() ? file : directory + "/" + file;
    }
}
