package io.cairn.persistence.recovery;

import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.RdbSink;
import io.cairn.persistence.rdb.ValueBuilder;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Loads an RDB file into empty databases. Its caller holds the engine's lock. */
final class SnapshotLoader implements RdbSink {
    private static final int COMMENT_BUFFER_BYTES = 4096;
    private static final byte[] MAGIC = {'R', 'E', 'D', 'I', 'S'};

    private final Databases databases;
    private final String path;
    private final List<String> notices;
    private final StorageFile file;
    private final RdbReader reader;
    private final List<byte[]> libraries = new ArrayList<>();
    private final ValueBuilder builder = new ValueBuilder();
    private long readTo;
    private int database;

    private SnapshotLoader(Databases databases, StorageFile file, List<String> notices) {
        this.databases = databases;
        this.path = file.name();
        this.notices = notices;
        this.file = file;
        this.reader = new RdbReader(this::read, this);
    }

    /** Loads the file {@code name}; returns its length. */
    static long load(Databases databases, Storage storage, String name, List<String> notices) throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            SnapshotLoader loader = new SnapshotLoader(databases, file, notices);
            loader.load();
            loader.checkEnd();
            return file.length();
        }
    }

    /** Loads the snapshot at the beginning of the file {@code name}; returns where it ends. */
    static long loadPreamble(Databases databases, Storage storage, String name, List<String> notices)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            SnapshotLoader loader = new SnapshotLoader(databases, file, notices);
            loader.load();
            return loader.reader.endOffset();
        }
    }

    private void load() throws IOException {
        try {
            reader.read();
        } catch (RdbException e) {
            throw new RecoveryException(path, e.offset(), e.sentence(), remedy(e.kind()));
        }
        keepLibraries();
    }

    /** Whether the file {@code name} begins as snapshots do, whatever its name says. */
    static boolean isSnapshot(Storage storage, String name) throws IOException {
        byte[] start = new byte[MAGIC.length];
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return file.read(0, start, 0, start.length) == start.length && Arrays.equals(start, MAGIC);
        }
    }

    private static String remedy(RdbException.Kind kind) {
        return switch (kind) {
            case TOO_NEW -> "Start a newer version of Cairn";
            case TOO_OLD, UNSUPPORTED -> "Load it with a server that knows it, and remove or convert what Cairn lacks";
            case DAMAGED, CHECKSUM -> "Restore a backup; redis-check-rdb shows what is readable";
        };
    }

    private void keepLibraries() {
        if (!libraries.isEmpty()) {
            notices.add(path + ": " + libraries.size()
                    + " function libraries are kept for Redis; this version of Cairn cannot call them");
        }
        databases.setLibraries(libraries);
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(readTo, target, offset, length);
        readTo += count;
        return count == 0 ? -1 : count;
    }

    /** Lines of comments may follow the snapshot; anything else would be lost without a word. */
    private void checkEnd() throws IOException {
        byte[] rest = new byte[COMMENT_BUFFER_BYTES];
        long at = reader.endOffset();
        boolean lineBegins = true;
        for (int count = file.read(at, rest, 0, rest.length); count > 0; count = file.read(at, rest, 0, rest.length)) {
            for (int i = 0; i < count; i++) {
                if (lineBegins && rest[i] != '#') {
                    throw new RecoveryException(
                            path,
                            at + i,
                            "something follows the snapshot's end",
                            "Have redis-server rewrite this log (BGREWRITEAOF), so that its base is a snapshot only");
                }
                lineBegins = rest[i] == '\n';
            }
            at += count;
        }
    }

    @Override
    public void auxiliary(String name, String value) {}

    @Override
    public void library(byte[] source) {
        libraries.add(source);
    }

    @Override
    public void database(int index) throws RdbException {
        if (index >= databases.count()) {
            throw new RdbException(
                    RdbException.Kind.UNSUPPORTED,
                    reader.recordOffset(),
                    "it has keys in database " + index + ", but there are only " + databases.count()
                            + " (setting: databases)");
        }
        database = index;
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) {}

    @Override
    public void notice(long offset, String sentence) {
        notices.add(path + " at offset " + offset + ": " + sentence);
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) throws RdbException {
        entry(key).putString(bytes, offset, length, key.expireAtMs());
    }

    @Override
    public void integer(RdbKey key, long value) throws RdbException {
        entry(key).putInteger(value, key.expireAtMs());
    }

    @Override
    public void begin(RdbKey key, CollectionKind kind) {
        builder.begin(kind, databases.scratch());
    }

    @Override
    public boolean element(Element element) {
        return builder.element(element);
    }

    @Override
    public boolean field(Element name, Element value, long expireAtMs) {
        return builder.field(name, value, expireAtMs);
    }

    @Override
    public boolean member(Element member, double score) {
        return builder.member(member, score);
    }

    @Override
    public StreamLoader beginStream(RdbKey key) {
        return builder.beginStream(databases.scratch());
    }

    @Override
    public void end(RdbKey key) throws RdbException {
        builder.end(entry(key), key.expireAtMs());
    }

    private Entry entry(RdbKey key) throws RdbException {
        Entry entry = databases.keyspace(database).entry(key.bytes(), key.offset(), key.length());
        if (entry.exists()) {
            throw new RdbException(
                    RdbException.Kind.DAMAGED, reader.recordOffset(), "the key " + key + " is there twice");
        }
        return entry;
    }
}
