package io.cairn.persistence.offline;

import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.KeyspaceSnapshot;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbWriter;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a snapshot under its own name at once: nothing names it before it is whole. Threads: one, one use. */
final class SnapshotOutput implements SnapshotReceiver, Closeable {
    private static final int OF_SOURCE = 0;

    private final Storage storage;
    private final OfflineDirectory directory;
    private final StorageFile file;
    private final int wanted;
    private RdbWriter writer;
    private int version;
    private long written;

    private SnapshotOutput(OfflineDirectory target, String path, int wanted) throws IOException {
        this.directory = target;
        this.wanted = wanted;
        storage = target.storage();
        version = wanted == OF_SOURCE ? RdbFormat.DEFAULT_VERSION : wanted;
        file = storage.open(path, Storage.Mode.CREATE);
        writer = newWriter();
    }

    /** Begins a file of {@code version}; keys that it cannot hold are refused. */
    static SnapshotOutput ofVersion(OfflineDirectory target, String path, int version) throws IOException {
        return new SnapshotOutput(target, path, version);
    }

    /** Begins a file of the version of its source, as far as that can be written. */
    static SnapshotOutput ofSource(OfflineDirectory target, String path) throws IOException {
        return new SnapshotOutput(target, path, OF_SOURCE);
    }

    /** Writes all of a data set, in the lowest version that can hold it. */
    static void write(OfflineDirectory target, String path, DataSnapshot snapshot, boolean base) throws IOException {
        boolean expiringFields = snapshot.keyspaces().stream().anyMatch(KeyspaceSnapshot::hasExpiringFields);
        int version = expiringFields ? RdbFormat.VERSION_WITH_EXPIRING_FIELDS : RdbFormat.DEFAULT_VERSION;
        Map<String, String> auxiliary = new LinkedHashMap<>();
        auxiliary.put("redis-ver", "7.0.15");
        auxiliary.put("redis-bits", "64");
        auxiliary.put("ctime", Long.toString(snapshot.takenAtMs() / 1000));
        auxiliary.put("used-mem", "0");
        auxiliary.put("aof-base", base ? "1" : "0");
        try (SnapshotOutput output = ofVersion(target, path, version)) {
            output.begin(version, auxiliary);
            for (byte[] library : snapshot.libraries()) {
                output.library(library);
            }
            for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
                output.database(keyspace.index());
                output.sizes(keyspace.size(), keyspace.expiringCount());
                keyspace.forEach((key, offset, length, value, expireAtMs) ->
                        output.key(RdbKey.of(key, offset, length, expireAtMs), value));
            }
            output.finish();
        }
    }

    private RdbWriter newWriter() {
        return new RdbWriter(
                (source, offset, length) -> {
                    file.write(written, source, offset, length);
                    written += length;
                },
                version,
                directory.options().snapshots().compress(),
                true);
    }

    @Override
    public void begin(int sourceVersion, Map<String, String> auxiliary) throws IOException {
        if (wanted == OF_SOURCE) {
            version = Math.max(
                    RdbFormat.DEFAULT_VERSION, Math.min(sourceVersion, RdbFormat.VERSION_WITH_EXPIRING_FIELDS));
            writer = newWriter();
        }
        writer.begin(auxiliary);
    }

    @Override
    public void library(byte[] source) throws IOException {
        writer.library(source);
    }

    @Override
    public void database(int index) throws IOException {
        writer.selectDatabase(index);
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) throws IOException {
        writer.sizes(keys, keysWithExpiry);
    }

    @Override
    public void key(RdbKey key, Value value) throws IOException {
        if (version < RdbFormat.VERSION_WITH_EXPIRING_FIELDS
                && value instanceof HashValue hash
                && hash.hasExpiringFields()) {
            throw new OfflineException(
                    "the key " + key + " is a hash with fields that expire, which a snapshot of version "
                            + version + " cannot hold: convert to version " + RdbFormat.VERSION_WITH_EXPIRING_FIELDS
                            + ", or take the times off with HPERSIST");
        }
        if (key.idleSeconds() != RdbKey.NOT_GIVEN) {
            writer.idle(key.idleSeconds());
        }
        if (key.frequency() != RdbKey.NOT_GIVEN) {
            writer.frequency(key.frequency());
        }
        writer.record(key.bytes(), key.offset(), key.length(), key.expireAtMs(), value);
    }

    /** Writes the end, and forces the file and its directory. */
    void finish() throws IOException {
        writer.finish();
        file.force();
        FileCopy.syncDirectoryOf(storage, file.name());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
