package io.cairn.persistence.manifest;

import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * What was there when the log was switched off, or passed over by a start without it: the end of the log, and the dump of that
 * moment.
 *
 * <p>The log stays where it is, as Redis leaves it, and gets older than the data. This tells a later start which of the
 * two is newer: the log, as long as nothing has been saved since; the dump, once it is another one; and the log again when
 * somebody has gone on with it, as a Redis does that is started with {@code appendonly yes}. No clock is asked.
 *
 * @param logBytes length of the last log
 * @param dump what tells the dump from every other: see {@link #markOf}
 * @param passedOver whether the log was not even read, since somebody wanted the dump in its place
 */
public record Ending(long logBytes, String dump, boolean passedOver) {
    private static final String NO_DUMP = "-";

    /** A dump of Cairn differs from every other in its first page: it says when, and as which of its process, it was taken. */
    private static final int PROBE_BYTES = 4096;

    /** The ending of a log whose last file is {@code log}, at this moment. */
    public static Ending now(Storage storage, String log, String dump) throws IOException {
        // Or a power failure puts an older dump in the place of this one, which would pass for a newer one.
        storage.syncDirectory("");
        return new Ending(lengthOf(storage, log), markOf(storage, dump), false);
    }

    /** The same, of a log that was passed over. */
    public Ending passingOver() {
        return new Ending(logBytes, dump, true);
    }

    /** Whether somebody has written to the log since. */
    public boolean logHasGoneOn(Storage storage, String log) throws IOException {
        return !storage.exists(log) || lengthOf(storage, log) != logBytes;
    }

    /** Whether there is a dump that was not there then. */
    public boolean isOlderThan(Storage storage, String dumpName) throws IOException {
        String mark = markOf(storage, dumpName);
        return !mark.equals(NO_DUMP) && !mark.equals(dump);
    }

    private static long lengthOf(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return file.length();
        }
    }

    /** Length and checksum of both ends: dumps of Redis have a time at the beginning and a checksum of all at the end. */
    public static String markOf(Storage storage, String name) throws IOException {
        if (!storage.exists(name)) {
            return NO_DUMP;
        }
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            long length = file.length();
            byte[] probe = new byte[PROBE_BYTES];
            CRC32C crc = new CRC32C();
            crc.update(probe, 0, file.read(0, probe, 0, PROBE_BYTES));
            crc.update(probe, 0, file.read(Math.max(0, length - PROBE_BYTES), probe, 0, PROBE_BYTES));
            return Long.toHexString(length) + "." + Long.toHexString(crc.getValue());
        }
    }
}
