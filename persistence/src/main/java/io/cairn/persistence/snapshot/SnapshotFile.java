package io.cairn.persistence.snapshot;

import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.KeyspaceSnapshot;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.persistence.rdb.RdbWriter;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a frozen data set to an RDB file: under a temporary name, forced, and only then under its own. Whatever happens on
 * the way, the name stands for a whole file: the old one or the new one.
 */
final class SnapshotFile {
    private final Storage storage;
    private volatile SnapshotFormat format;
    private int lastPublished;

    SnapshotFile(Storage storage, SnapshotFormat format) {
        this.storage = storage;
        this.format = format;
    }

    /** How the next ones are written. */
    SnapshotFormat format() {
        return format;
    }

    /** Changes how the next ones are written. */
    void format(SnapshotFormat newFormat) {
        format = newFormat;
    }

    /**
     * Writes the snapshot.
     *
     * @param directory of the file, within the storage; empty for the storage itself
     * @param name of the file
     * @param base whether it is the base of a log
     * @return the file's length in bytes
     */
    long write(DataSnapshot snapshot, String directory, String name, boolean base) throws IOException {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        String temporary = prefix + "temp-" + snapshot.id() + "-" + name;
        if (storage.exists(temporary)) {
            storage.delete(temporary);
        }
        long length;
        try (StorageFile file = storage.open(temporary, Storage.Mode.CREATE)) {
            length = write(snapshot, file, base);
            file.force();
        } catch (IOException e) {
            deleteQuietly(temporary, e);
            throw e;
        }
        publish(snapshot, temporary, prefix + name);
        storage.syncDirectory(directory);
        return length;
    }

    /** Deletes what dead processes have left of files that {@code start} begins the names of: nothing else ever would. */
    static void deleteUnfinished(Storage storage, String directory, String start) throws IOException {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        for (String name : storage.list(directory)) {
            if (name.matches("temp-[0-9]+-.*")
                    && name.substring(name.indexOf('-', "temp-".length()) + 1).startsWith(start)) {
                storage.delete(prefix + name);
            }
        }
    }

    /** A save in the background may end after a later one that SHUTDOWN made: the older never replaces the newer. */
    private synchronized void publish(DataSnapshot snapshot, String temporary, String path) throws IOException {
        if (snapshot.id() < lastPublished) {
            storage.delete(temporary);
        } else {
            storage.rename(temporary, path);
            lastPublished = snapshot.id();
        }
    }

    private void deleteQuietly(String temporary, IOException cause) {
        try {
            storage.delete(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private long write(DataSnapshot snapshot, StorageFile file, boolean base) throws IOException {
        SnapshotFormat present = format;
        long[] end = new long[1];
        RdbWriter writer = new RdbWriter(
                (source, offset, length) -> {
                    file.write(end[0], source, offset, length);
                    end[0] += length;
                },
                version(snapshot),
                present.compress(),
                present.checksum());
        writer.begin(auxiliary(snapshot, base));
        for (byte[] library : snapshot.libraries()) {
            writer.library(library);
        }
        for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
            writer.selectDatabase(keyspace.index());
            writer.sizes(keyspace.size(), keyspace.expiringCount());
            keyspace.forEach(
                    (key, offset, length, value, expireAtMs) -> writer.record(key, offset, length, expireAtMs, value));
        }
        return writer.finish();
    }

    /** The lowest version that can hold the data: it is loaded by the most servers. */
    private static int version(DataSnapshot snapshot) {
        return snapshot.keyspaces().stream().anyMatch(KeyspaceSnapshot::hasExpiringFields)
                ? RdbFormat.VERSION_WITH_EXPIRING_FIELDS
                : RdbFormat.DEFAULT_VERSION;
    }

    private static Map<String, String> auxiliary(DataSnapshot snapshot, boolean base) {
        Map<String, String> fields = new LinkedHashMap<>();
        // The version of Redis whose files these are like; redis-check-rdb prints it.
        fields.put("redis-ver", "7.0.15");
        fields.put("redis-bits", "64");
        fields.put("ctime", Long.toString(snapshot.takenAtMs() / 1000));
        fields.put("used-mem", "0");
        fields.put("aof-base", base ? "1" : "0");
        return fields;
    }
}
