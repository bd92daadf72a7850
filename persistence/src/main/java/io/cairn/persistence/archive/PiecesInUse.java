package io.cairn.persistence.archive;

import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.archive.FileFacts.End;
import io.cairn.persistence.archive.HistoryGroup.HistoryFile;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.manifest.ManifestException;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log's directory has for a timeline: history, the data set as it is, and originals of what is archived already.
 * Threads: one, one use.
 */
final class PiecesInUse {
    private final Storage storage;
    private final LogNames names;
    private final ArchiveIndex index;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<ArchivedFile, Piece> originals = new HashMap<>();
    private final List<String> notices = new ArrayList<>();
    private int generation;

    PiecesInUse(Storage storage, LogNames names, ArchiveIndex index) {
        this.storage = storage;
        this.names = names;
        this.index = index;
        generation = index.nextGeneration();
    }

    /** What is not archived. */
    List<Piece> pieces() {
        return pieces;
    }

    /** Files of which the archive has a copy, by that; they were read in full, and are what the copy is said to be. */
    Map<ArchivedFile, Piece> originals() {
        return originals;
    }

    List<String> notices() {
        return notices;
    }

    void find() throws IOException {
        String path = names.path(Manifest.fileName(names.prefix()));
        if (!storage.exists(names.directory()) || !storage.exists(path)) {
            notices.add("there is no " + path + ", so only what is archived can be used");
            return;
        }
        Manifest manifest;
        try {
            manifest = Manifest.read(storage, path);
        } catch (ManifestException e) {
            notices.add(e.getMessage() + "; so only what is archived can be used");
            return;
        }
        for (HistoryGroup group : HistoryGroup.of(storage, names, manifest, Stop.NEVER)) {
            addHistory(group);
        }
        addCurrent(manifest);
    }

    private void addHistory(HistoryGroup group) {
        int known = index.generationOf(group);
        boolean isNew = known == index.nextGeneration();
        int number = isNew ? generation++ : known;
        for (HistoryFile file : group.files()) {
            String path = names.path(file.entry().name());
            ArchivedFile copy = isNew ? null : index.find(known, file);
            if (copy == null) {
                pieces.add(new Piece(
                        number,
                        file.place(),
                        file.kind(),
                        file.entry().name(),
                        path,
                        group.beginsEmpty() && file.place() == 1,
                        file.next(),
                        file.facts(),
                        null,
                        false));
            } else {
                originals.put(copy, Piece.originalOf(copy, path));
            }
        }
    }

    private void addCurrent(Manifest manifest) throws IOException {
        boolean inUse = manifest.ending() == null;
        List<Entry> increments = manifest.increments();
        Entry base = manifest.base();
        if (base != null) {
            boolean alone = increments.isEmpty();
            add(base, FileKind.ofName(base.name()), 0, false, facts -> inUse && alone);
        }
        for (int i = 0; i < increments.size(); i++) {
            List<Entry> later = increments.subList(i + 1, increments.size());
            boolean[] last = new boolean[1];
            add(increments.get(i), FileKind.LOG, i + 1, base == null && i == 0, facts -> {
                last[0] = isLast(facts, later);
                return inUse && last[0];
            });
            if (last[0]) {
                return;
            }
        }
    }

    /**
     * Whether a log is the one that a start would go on in. It is also where later ones are listed, if it is not closed and
     * they do not prove that its end had been on the disk: a roll was interrupted, or an end was lost with all that came behind it.
     */
    private boolean isLast(FileFacts facts, List<Entry> later) throws IOException {
        if (facts.end() != End.OPEN) {
            return later.isEmpty();
        }
        for (Entry entry : later) {
            String path = names.path(entry.name());
            boolean there = storage.exists(path);
            if (there
                    && LogReader.read(storage, path, (bytes, from, length, at, database, ms) -> {})
                            .provesEarlierFiles()) {
                return false;
            }
        }
        return true;
    }

    /** Decides whether a file is the one that is being appended to. */
    @FunctionalInterface
    private interface Growth {
        boolean isOf(FileFacts facts) throws IOException;
    }

    /**
     * Adds a file of the data set as it is.
     *
     * @param first whether the manifest names nothing before it
     */
    private void add(Entry entry, FileKind kind, int place, boolean first, Growth growth) throws IOException {
        String path = names.path(entry.name());
        if (!storage.exists(path)) {
            notices.add(path + " is missing, but the manifest names it");
            return;
        }
        FileFacts facts = FileReading.read(storage, path, kind, Stop.NEVER);
        boolean beginsEmpty = first && facts.follows() == 0;
        boolean growing = growth.isOf(facts) && facts.end() != End.DAMAGED;
        pieces.add(new Piece(generation, place, kind, entry.name(), path, beginsEmpty, 0, facts, null, growing));
    }
}
