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
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a frozen data set to an RDB file: under a temporary name, forced, and only then under its own. Whatever happens on
 * the way, the name stands for a whole file: the old one or the new one.
 */
public final class SnapshotFile {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);

    /** Stands for the log that goes on where a snapshot ends, where none does. */
    public static final long NO_LOG = 0;

    private final Storage storage;
    private volatile SnapshotFormat format;
    private int leastId;

    public SnapshotFile(Storage storage, SnapshotFormat format) {
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

    /** Writes the snapshot to the file {@code name}; once {@code cancelled} says yes, nothing comes of it. */
    void writeDump(DataSnapshot snapshot, String name, BooleanSupplier cancelled) throws IOException {
        long ignored = write(snapshot, "", name, NO_LOG, cancelled);
    }

    /**
     * Writes the snapshot.
     *
     * @param directory of the file, within the storage
     * @param name of the file
     * @param log salt of the log that goes on where it ends, or {@link #NO_LOG}
     * @param cancelled asked on the way; once it says yes, nothing comes of the file
     * @return the file's length in bytes
     */
    public long write(DataSnapshot snapshot, String directory, String name, long log, BooleanSupplier cancelled)
            throws IOException {
        SnapshotFormat present = format;
        String prefix = directory.isEmpty() ? "" : directory + "/";
        String temporary = prefix + "temp-" + snapshot.id() + "-" + name;
        if (storage.exists(temporary)) {
            storage.delete(temporary);
        }
        long length;
        try {
            length = write(snapshot, temporary, log, present, cancelled);
            publish(snapshot, temporary, prefix + name);
        } catch (IOException e) {
            AppendOnlyFiles.deleteQuietly(storage, temporary, e);
            throw e;
        }
        storage.syncDirectory(directory);
        return length;
    }

    private long write(
            DataSnapshot snapshot, String temporary, long log, SnapshotFormat present, BooleanSupplier cancelled)
            throws IOException {
        long crc;
        long length;
        try (StorageFile file = storage.open(temporary, Storage.Mode.CREATE)) {
            boolean steps = log != NO_LOG ? present.forceBaseInSteps() : present.forceDumpInSteps();
            SnapshotTarget target = new SnapshotTarget(file, steps, cancelled);
            write(snapshot, target, present, log);
            file.force();
            crc = target.crc();
            length = target.length();
        }
        if (present.verify()) {
            SnapshotCheck.check(storage, temporary, length, crc, cancelled);
            LOG.debug("{} was read again: {} bytes, as written", temporary, length);
        }
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

    /** Has neither the snapshot with this number nor an older one take its place, unless it has. */
    synchronized void outdate(int id) {
        leastId = Math.max(leastId, id + 1);
    }

    /** A save in the background may end after a later one that SHUTDOWN made: the older never replaces the newer. */
    private synchronized void publish(DataSnapshot snapshot, String temporary, String path) throws IOException {
        if (snapshot.id() < leastId) {
            throw new CancelledException();
        }
        storage.rename(temporary, path);
        leastId = snapshot.id();
    }

    private static void write(DataSnapshot snapshot, SnapshotTarget target, SnapshotFormat present, long log)
            throws IOException {
        RdbWriter writer = new RdbWriter(target, version(snapshot), present.compress(), present.checksum());
        writer.begin(auxiliary(snapshot, log));
        for (byte[] library : snapshot.libraries()) {
            writer.library(library);
        }
        for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
            writer.selectDatabase(keyspace.index());
            writer.sizes(keyspace.size(), keyspace.expiringCount());
            keyspace.forEach(
                    (key, offset, length, value, expireAtMs) -> writer.record(key, offset, length, expireAtMs, value));
        }
        long ignored = writer.finish();
    }

    /** The lowest version that can hold the data: it is loaded by the most servers. */
    private static int version(DataSnapshot snapshot) {
        return snapshot.keyspaces().stream().anyMatch(KeyspaceSnapshot::hasExpiringFields)
                ? RdbFormat.VERSION_WITH_EXPIRING_FIELDS
                : RdbFormat.DEFAULT_VERSION;
    }

    private static Map<String, String> auxiliary(DataSnapshot snapshot, long log) {
        Map<String, String> fields = new LinkedHashMap<>();
        // The version of Redis whose files these are like; redis-check-rdb prints it.
        fields.put("redis-ver", "7.0.15");
        fields.put("redis-bits", "64");
        fields.put("ctime", Long.toString(snapshot.takenAtMs() / 1000));
        fields.put("used-mem", "0");
        fields.put("aof-base", log != NO_LOG ? "1" : "0");
        // Tells two dumps of one second apart, even without a checksum. Redis skips fields that it does not know.
        fields.put("cairn-snapshot", snapshot.takenAtMs() + "-" + snapshot.id());
        if (log != NO_LOG) {
            // Tells to which log a base belongs, when nothing names them together any more.
            fields.put("cairn-log", String.format(Locale.ROOT, "%016x", log));
        }
        return fields;
    }
}
