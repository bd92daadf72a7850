package io.cairn.persistence.offline;

import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.log.LogTail;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;

/** Copies files, or their beginnings, from one storage to another. Memory: one buffer. */
final class FileCopy {
    private static final int BUFFER_BYTES = 256 * 1024;

    private FileCopy() {}

    /** Copies all of a file; the new one must not be there. Forces it and its directory. */
    static void whole(Storage source, String path, Storage target, String newPath) throws IOException {
        try (StorageFile from = source.open(path, Storage.Mode.READ)) {
            copy(from, from.length(), target, newPath);
        }
    }

    /**
     * Copies the first {@code length} bytes of a log and ends it there, or before the batch, command or transaction that is cut
     * there; returns how much of the source that is.
     *
     * @param start where its commands begin: behind a snapshot, if there is one in front
     */
    static long log(Storage source, String path, long start, long length, Storage target, String newPath)
            throws IOException {
        beginning(source, path, length, target, newPath);
        LogEnd end = read(target, newPath, start);
        if (end.kind() == LogEnd.Kind.CORRUPT) {
            // What is left of a transaction may hold what looks like a line of Cairn.
            try (StorageFile file = target.open(newPath, Storage.Mode.WRITE)) {
                file.truncate(end.offset());
            }
            end = read(target, newPath, start);
        }
        LogReader.cut(target, end);
        LogTail tail = end.tail();
        return tail == null ? end.offset() : tail.offset();
    }

    private static LogEnd read(Storage storage, String path, long start) throws IOException {
        LogConsumer nobody = (bytes, offset, count, at, database, ms) -> {};
        return start > 0 ? LogReader.readBehind(storage, path, start, nobody) : LogReader.read(storage, path, nobody);
    }

    /** Copies the first {@code length} bytes of a file; the new one must not be there. Forces it and its directory. */
    static void beginning(Storage source, String path, long length, Storage target, String newPath) throws IOException {
        try (StorageFile from = source.open(path, Storage.Mode.READ)) {
            copy(from, length, target, newPath);
        }
    }

    private static void copy(StorageFile from, long length, Storage target, String newPath) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, length))];
        try (StorageFile to = target.open(newPath, Storage.Mode.CREATE)) {
            for (long at = 0; at < length; ) {
                int count = from.read(at, buffer, 0, (int) Math.min(buffer.length, length - at));
                if (count == 0) {
                    throw new IOException(from.name() + ": became shorter while it was read");
                }
                to.write(at, buffer, 0, count);
                at += count;
            }
            to.force();
        }
        syncDirectoryOf(target, newPath);
    }

    /** Makes the name of a file survive a power failure. */
    static void syncDirectoryOf(Storage storage, String path) throws IOException {
        int slash = path.lastIndexOf('/');
        storage.syncDirectory(slash < 0 ? "" : path.substring(0, slash));
    }
}
