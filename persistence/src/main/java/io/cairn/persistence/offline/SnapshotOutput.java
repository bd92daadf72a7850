package io.cairn.persistence.offline;

import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbWriter;
import io.cairn.persistence.rdb.ValueReceiver;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Writes what another file holds as a snapshot, under the name given at once. Threads: one, one use. */
final class SnapshotOutput implements ValueReceiver, Closeable {
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
