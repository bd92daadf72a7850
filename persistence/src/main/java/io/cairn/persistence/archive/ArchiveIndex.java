package io.cairn.persistence.archive;

import io.cairn.persistence.archive.HistoryGroup.HistoryFile;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which files the archive has. Immutable.
 *
 * <p>The files say themselves what they are; the index saves opening each of them, and notices one that is gone. What it
 * lacks, or all if it is lost or damaged, is read from the files. A file that is there is in the archive, whatever the index says:
 * it got its name when it was whole and forced.
 *
 * @param directory of the archive
 * @param files those that are there, in order
 * @param damaged those that are there and not as they were written; the index on the disk goes on to name them
 * @param spoiled generations of these and of foreign files: they are left as they are, and no file joins them
 * @param notices what is wrong, a sentence each
 * @param nextGeneration a number that no file has had
 * @param current whether the index on the disk says the same
 */
record ArchiveIndex(
        String directory,
        List<ArchivedFile> files,
        List<ArchivedFile> damaged,
        Set<Integer> spoiled,
        List<String> notices,
        int nextGeneration,
        boolean current) {
    private static final String TEMPORARY = "temp-";

    ArchiveIndex {
        files = files.stream().sorted(ArchivedFile.ORDER).toList();
        damaged = List.copyOf(damaged);
        spoiled = Set.copyOf(spoiled);
        notices = List.copyOf(notices);
    }

    /** One without files. */
    static ArchiveIndex empty(String directory) {
        return new ArchiveIndex(directory, List.of(), List.of(), Set.of(), List.of(), 1, true);
    }

    /** Reads what is there; changes nothing. */
    static ArchiveIndex read(Storage storage, String directory) throws IOException {
        if (!storage.exists(directory)) {
            return empty(directory);
        }
        List<String> notices = new ArrayList<>();
        Map<String, ArchivedFile> listed = new HashMap<>();
        boolean current = readList(storage, directory, listed, notices);
        List<ArchivedFile> files = new ArrayList<>();
        List<ArchivedFile> damaged = new ArrayList<>();
        Set<Integer> spoiled = new HashSet<>();
        int last = 0;
        for (String name : storage.list(directory)) {
            int generation = ArchiveFormat.generationOf(name);
            if (generation < 0) {
                continue;
            }
            last = Math.max(last, generation);
            ArchivedFile known = listed.remove(name);
            current &= known != null;
            ArchivedFile file = readFile(storage, directory, name, known, notices);
            if (file == null) {
                spoiled.add(generation);
                damaged.addAll(known == null ? List.of() : List.of(known));
            } else {
                files.add(file);
            }
        }
        for (ArchivedFile missing : listed.values()) {
            current = false;
            last = Math.max(last, missing.generation());
            notices.add(directory + "/" + missing.archiveName() + " is missing, but the index names it");
        }
        return new ArchiveIndex(directory, files, damaged, spoiled, notices, last + 1, current);
    }

    /** Reads the index into {@code listed}; false if it cannot be used. */
    private static boolean readList(
            Storage storage, String directory, Map<String, ArchivedFile> listed, List<String> notices)
            throws IOException {
        String path = directory + "/" + ArchiveFormat.INDEX_NAME;
        if (!storage.exists(path)) {
            return false;
        }
        byte[] bytes;
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            long length = Math.min(file.length(), ArchiveFormat.INDEX_MAX_BYTES + 1L);
            bytes = new byte[(int) length];
            bytes = file.read(0, bytes, 0, bytes.length) == length ? bytes : new byte[0];
        }
        List<ArchivedFile> files = bytes.length > ArchiveFormat.INDEX_MAX_BYTES ? null : ArchiveFormat.readIndex(bytes);
        if (files == null) {
            notices.add(path + " is damaged; what it said is read from the files");
            return false;
        }
        files.forEach(file -> listed.put(file.archiveName(), file));
        return true;
    }

    /** What a file is, if it is as long as {@code known} says, or says itself what it is. */
    private static @Nullable ArchivedFile readFile(
            Storage storage, String directory, String name, @Nullable ArchivedFile known, List<String> notices)
            throws IOException {
        String path = directory + "/" + name;
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            long length = file.length();
            if (known != null && known.storedBytes() == length) {
                return known;
            }
            if (known != null) {
                notices.add(path + " has " + length + " bytes, but " + known.storedBytes()
                        + " were written: it is damaged, and not used");
                return null;
            }
            byte[] start = new byte[ArchiveFormat.FRAME_HEADER_BYTES + ArchiveFormat.LINE_MAX_BYTES];
            int available = file.read(0, start, 0, start.length);
            ArchivedFile read = ArchiveFormat.readHeader(start, available, length);
            if (read == null || !read.archiveName().equals(name)) {
                notices.add(
                        ArchiveFormat.isNewer(start, available)
                                ? path + " was written by a newer Cairn, and not used; use that one"
                                : path + " does not say what it is: it is damaged or foreign, and not used");
                return null;
            }
            return read;
        }
    }

    /** This with one more file. */
    ArchiveIndex with(ArchivedFile file) {
        List<ArchivedFile> more = new ArrayList<>(files);
        more.add(file);
        return new ArchiveIndex(
                directory, more, damaged, spoiled, notices, Math.max(nextGeneration, file.generation() + 1), false);
    }

    /** This without some files. */
    ArchiveIndex without(List<ArchivedFile> gone) {
        return new ArchiveIndex(
                directory,
                files.stream().filter(file -> !gone.contains(file)).toList(),
                damaged,
                spoiled,
                notices,
                nextGeneration,
                false);
    }

    /** This, knowing that one of its files is not as it was written. */
    ArchiveIndex withDamaged(ArchivedFile file) {
        List<ArchivedFile> bad = new ArrayList<>(damaged);
        bad.add(file);
        Set<Integer> generations = new HashSet<>(spoiled);
        generations.add(file.generation());
        List<ArchivedFile> good =
                files.stream().filter(other -> !other.equals(file)).toList();
        return new ArchiveIndex(directory, good, bad, generations, notices, nextGeneration, false);
    }

    /** The generation that some of the group's files are in already, if the others can be there too; else a new one. */
    int generationOf(HistoryGroup group) {
        TreeSet<Integer> candidates = new TreeSet<>();
        for (ArchivedFile known : files) {
            if (!spoiled.contains(known.generation()) && group.files().stream().anyMatch(file -> isSame(known, file))) {
                candidates.add(known.generation());
            }
        }
        for (int generation : candidates.descendingSet()) {
            boolean fits = group.files().stream()
                    .allMatch(file -> find(generation, file) != null || isFree(generation, file.place()));
            if (fits) {
                return generation;
            }
        }
        return nextGeneration;
    }

    private boolean isFree(int generation, int place) {
        return files.stream().noneMatch(file -> file.generation() == generation && file.place() == place);
    }

    /** The group's file as a generation has it; null if it does not. */
    @Nullable
    ArchivedFile find(int generation, HistoryFile file) {
        for (ArchivedFile known : files) {
            if (known.generation() == generation && isSame(known, file)) {
                return known;
            }
        }
        return null;
    }

    private static boolean isSame(ArchivedFile known, HistoryFile file) {
        return known.place() == file.place()
                && known.name().equals(file.entry().name())
                && known.facts().isSameAs(file.facts());
    }

    /** Whether there is a file that had a name and a length: the one that has them now, unless it is another one of that name. */
    boolean hasLike(String name, long bytes) {
        return files.stream()
                .anyMatch(file -> file.name().equals(name) && file.facts().bytes() == bytes);
    }

    long storedBytes() {
        return files.stream().mapToLong(ArchivedFile::storedBytes).sum();
    }

    String path(ArchivedFile file) {
        return directory + "/" + file.archiveName();
    }

    /** Where a file is written before it has its name. */
    String temporaryPath(ArchivedFile file) {
        return directory + "/" + TEMPORARY + file.archiveName();
    }

    /** Deletes what was left by something that was interrupted. */
    void deleteUnfinished(Storage storage) throws IOException {
        if (!storage.exists(directory)) {
            return;
        }
        for (String name : storage.list(directory)) {
            if (name.startsWith(TEMPORARY)) {
                storage.delete(directory + "/" + name);
            }
        }
    }

    /** Puts this in the place of the index on the disk, for good; returns it as one that is there. */
    ArchiveIndex write(Storage storage) throws IOException {
        String path = directory + "/" + ArchiveFormat.INDEX_NAME;
        String temporary = directory + "/" + TEMPORARY + ArchiveFormat.INDEX_NAME;
        if (storage.exists(temporary)) {
            storage.delete(temporary);
        }
        List<ArchivedFile> all = new ArrayList<>(files);
        all.addAll(damaged);
        byte[] bytes = ArchiveFormat.index(all);
        try (StorageFile file = storage.open(temporary, Storage.Mode.CREATE)) {
            file.write(0, bytes, 0, bytes.length);
            file.force();
        }
        storage.rename(temporary, path);
        storage.syncDirectory(directory);
        return new ArchiveIndex(directory, files, damaged, spoiled, List.of(), nextGeneration, true);
    }
}
