package io.cairn.persistence.archive;

import io.cairn.engine.Clock;
import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.archive.HistoryGroup.HistoryFile;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.storage.NoSpaceException;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of a data set in use: puts files in and takes old ones out.
 *
 * <p>A file is written under a temporary name, forced, read again and compared, and gets its name; then the index names it. The
 * originals of a base and its logs go when all of them are there. So whatever a crash interrupts, each file is in the log's
 * directory or in the archive, and a file that is in both is the same one, which is found by its content and not stored twice.
 *
 * <p>Threads: the archiver's; the figures by any.
 */
final class ArchiveStore {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveStore.class);

    /** Left free for the log, which prepares as much as this ahead. */
    private static final long ROOM_LEFT_BYTES = 64L << 20;

    private final Storage storage;
    private final LogNames names;
    private final Clock clock;
    private final Stop stop;
    private volatile ArchiveIndex index;
    private volatile long oldestMs;
    private boolean opened;

    ArchiveStore(Storage storage, LogNames names, String directory, Clock clock, Stop stop) {
        this.storage = storage;
        this.names = names;
        this.clock = clock;
        this.stop = stop;
        this.index = ArchiveIndex.empty(directory);
    }

    /** Makes the directory, and finds out what is in it; once, and again after {@link #keep} has failed. */
    void open() throws IOException {
        if (opened) {
            return;
        }
        storage.createDirectory(index.directory());
        // Even if it was there: a process killed before its sync leaves a directory that the disk does not have.
        storage.syncDirectory("");
        index.deleteUnfinished(storage);
        ArchiveIndex found = ArchiveIndex.read(storage, index.directory());
        found.notices().forEach(LOG::warn);
        use(found);
        opened = true;
        if (!found.current()) {
            writeIndex(found);
        }
    }

    /** A disk without room does not keep files from being deleted: the index says what the files say, and can wait. */
    private void writeIndex(ArchiveIndex found) throws IOException {
        try {
            use(found.write(storage));
        } catch (NoSpaceException e) {
            LOG.warn("The index of the archive is written later: {}", e.getMessage());
        }
    }

    private void use(ArchiveIndex next) {
        index = next;
        oldestMs = Timeline.of(next).oldestMs();
    }

    /** Puts all that is history into the archive, and deletes the originals. */
    void keep(Manifest manifest) throws IOException {
        // Whatever fails may leave a file that the index does not have.
        opened = false;
        requireRoom(manifest);
        for (HistoryGroup group : HistoryGroup.of(storage, names, manifest, stop)) {
            keep(group);
        }
        opened = true;
    }

    private void keep(HistoryGroup group) throws IOException {
        int generation = index.generationOf(group);
        int stored = 0;
        for (HistoryFile file : group.files()) {
            ArchivedFile known = index.find(generation, file);
            if (known == null) {
                store(file, generation, group.beginsEmpty());
                stored++;
            } else if (!isSound(known)) {
                // All of the group once more, where nothing is in the way.
                use(index.withDamaged(known));
                keep(group);
                return;
            }
        }
        // All are in the archive for good: from here on the originals are not needed, and none of them tells what
        // another is.
        for (HistoryFile file : group.files()) {
            String path = names.path(file.entry().name());
            if (storage.exists(path)) {
                storage.delete(path);
            }
        }
        storage.syncDirectory(names.directory());
        LOG.info("Archived generation {}: {} files of the log", generation, stored);
    }

    /** Whether a file that was found here is what its first line says: the original goes for its sake. */
    private boolean isSound(ArchivedFile file) throws IOException {
        try {
            Frames.read(storage, index.path(file), file, (bytes, offset, length) -> {}, stop);
            return true;
        } catch (ArchiveException e) {
            LOG.warn("{}; it is left as it is, and archived again", e.getMessage());
            return false;
        }
    }

    private void store(HistoryFile file, int generation, boolean beginsEmpty) throws IOException {
        ArchivedFile archived = new ArchivedFile(
                generation,
                file.place(),
                file.kind(),
                file.entry().name(),
                beginsEmpty && file.place() == 1,
                file.next(),
                file.facts(),
                clock.millis(),
                0);
        String source = names.path(archived.name());
        if (!archived.facts().isClosed()) {
            LOG.warn(
                    "{} is archived as it is, but only {} of its bytes are sound",
                    source,
                    archived.facts().soundBytes());
        }
        String path = index.path(archived);
        requireRoom(path, archived.facts().bytes());
        if (storage.exists(path)) {
            throw new IOException(path + " is there already, and nothing is written over: move it away");
        }
        String temporary = index.temporaryPath(archived);
        long stored;
        try {
            stored = Frames.write(storage, source, archived, temporary, stop);
            Frames.read(storage, temporary, archived, (bytes, offset, length) -> {}, stop);
        } catch (IOException e) {
            deleteQuietly(temporary, e);
            throw e;
        }
        storage.rename(temporary, path);
        storage.syncDirectory(index.directory());
        use(index.with(archived.withStoredBytes(stored)).write(storage));
    }

    /** Before all files are read: sees whether there is room for the first, unless that seems to be in the archive. */
    private void requireRoom(Manifest manifest) throws IOException {
        for (Entry entry : manifest.history()) {
            String path = names.path(entry.name());
            if (storage.exists(path)) {
                long bytes = lengthOf(path);
                if (!index.hasLike(entry.name(), bytes)) {
                    requireRoom(path, bytes);
                }
                return;
            }
        }
    }

    private long lengthOf(String path) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            return file.length();
        }
    }

    private void requireRoom(String path, long bytes) throws IOException {
        if (storage.freeSpaceBytes() < bytes + ROOM_LEFT_BYTES) {
            throw new NoSpaceException(path);
        }
    }

    private void deleteQuietly(String path, IOException cause) {
        try {
            if (storage.exists(path)) {
                storage.delete(path);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Deletes what is older or more than {@code options} say, if they say anything. */
    void retain(ArchiveOptions options) throws IOException {
        if (!options.on()) {
            return;
        }
        List<List<ArchivedFile>> units = units(index.files());
        long bytes = index.storedBytes();
        for (List<ArchivedFile> unit : units) {
            boolean tooMuch = options.retentionBytes() > 0 && bytes > options.retentionBytes();
            long latestMs =
                    unit.stream().mapToLong(ArchivedFile::archivedMs).max().orElse(0);
            boolean tooOld = options.retentionMs() > 0 && latestMs < clock.millis() - options.retentionMs();
            if (!tooMuch && !tooOld) {
                return;
            }
            delete(
                    unit,
                    tooMuch ? "there is more than archive-retention-size" : "it is older than archive-retention-age");
            bytes = index.storedBytes();
        }
    }

    /** What can go only together: a generation, and those behind it that have no beginning of their own. */
    private static List<List<ArchivedFile>> units(List<ArchivedFile> files) {
        List<List<ArchivedFile>> units = new ArrayList<>();
        int last = -1;
        for (ArchivedFile file : files) {
            boolean begins = file.kind().isBase() && file.facts().isClosed() || file.beginsEmpty();
            if (units.isEmpty() || file.generation() != last && begins) {
                units.add(new ArrayList<>());
            }
            last = file.generation();
            units.get(units.size() - 1).add(file);
        }
        return units;
    }

    private void delete(List<ArchivedFile> unit, String why) throws IOException {
        // From the end on: what is left of it, if this is interrupted, is of use.
        for (int i = unit.size() - 1; i >= 0; i--) {
            String path = index.path(unit.get(i));
            // It is gone where an attempt before has failed half way.
            if (storage.exists(path)) {
                storage.delete(path);
            }
        }
        storage.syncDirectory(index.directory());
        use(index.without(unit).write(storage));
        LOG.info(
                "Deleted {} files of the archive, generation {} and what depends on it, because {}",
                unit.size(),
                unit.get(0).generation(),
                why);
    }

    ArchiveFigures figures(boolean on, int waiting, String error) {
        ArchiveIndex present = index;
        return new ArchiveFigures(on, present.files().size(), present.storedBytes(), waiting, oldestMs, error);
    }
}
