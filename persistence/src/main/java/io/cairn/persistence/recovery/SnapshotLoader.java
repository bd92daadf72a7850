package io.cairn.persistence.recovery;

import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.keyspace.Scratch;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.ParallelRdbReader;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbPageSink;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.ValueBuilder;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Loads an RDB file into databases that have none of its keys. Its caller holds the engine's lock.
 *
 * <p>A file that is not short is read by a thread of its own beside the one that builds; what comes of it is the same.
 */
final class SnapshotLoader implements RdbPageSink {
    /** A shorter file is read before a thread has started. */
    static final long LEAST_PARALLEL_BYTES = 1 << 20;

    /** No key takes less of a file: type, and an empty name and value. */
    private static final int LEAST_KEY_BYTES = 3;

    private final Databases databases;
    private final String path;
    private final List<String> notices;
    private final SnapshotInput input;
    private final long length;
    private final Loading loading;
    private final List<byte[]> libraries = new ArrayList<>();
    private final ValueBuilder builder = new ValueBuilder();
    private final Scratch scratch;
    /** For its hash, which the reading thread asks for and which is that of all. */
    private final Keyspace anyKeyspace;

    private LongSupplier recordOffset = () -> 0;
    private int database;

    private SnapshotLoader(Databases databases, StorageFile file, long length, List<String> notices, Loading loading) {
        this.length = length;
        this.databases = databases;
        this.path = file.name();
        this.notices = notices;
        this.input = new SnapshotInput(file);
        this.loading = loading;
        // Its own: between two keys others execute commands, which clear the common one.
        this.scratch = databases.newScratch();
        this.anyKeyspace = databases.keyspace(0);
    }

    /** Loads the file {@code name}; returns its length. */
    static long load(Databases databases, Storage storage, String name, List<String> notices, Loading loading)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            long length = file.length();
            new SnapshotLoader(databases, file, length, notices, loading).load(true);
            return length;
        }
    }

    /** Loads the snapshot at the beginning of the file {@code name}; returns where it ends. */
    static long loadPreamble(Databases databases, Storage storage, String name, List<String> notices, Loading loading)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return new SnapshotLoader(databases, file, file.length(), notices, loading).load(false);
        }
    }

    /**
     * Loads the snapshot; returns where it ends.
     *
     * @param whole whether nothing may follow it but comments
     */
    private long load(boolean whole) throws IOException {
        long end;
        try {
            end = length >= LEAST_PARALLEL_BYTES ? readByTwo() : read();
            long more = whole ? input.moreBehind(end) : -1;
            if (more >= 0) {
                throw input.refusalOfMore(more);
            }
        } catch (RdbException e) {
            throw input.refusal(e);
        } finally {
            databases.expectNothing();
        }
        keepLibraries();
        return end;
    }

    private long read() throws IOException {
        RdbReader reader = new RdbReader(input, this);
        recordOffset = reader::recordOffset;
        reader.read();
        return reader.endOffset();
    }

    private long readByTwo() throws IOException {
        ParallelRdbReader reader = new ParallelRdbReader(input, this, databases.newScratchApart(), length, loading);
        recordOffset = reader::recordOffset;
        reader.read();
        return reader.endOffset();
    }

    private void keepLibraries() {
        if (!libraries.isEmpty()) {
            notices.add(path + ": " + libraries.size()
                    + " function libraries are kept for Redis; this version of Cairn cannot call them");
        }
        databases.setLibraries(libraries);
    }

    @Override
    public void auxiliary(String name, String value) {
        if (name.equals("used-mem")) {
            loading.usedMemory(value);
        }
    }

    @Override
    public void library(byte[] source) {
        libraries.add(source);
    }

    @Override
    public void database(int index) throws RdbException {
        if (index >= databases.count()) {
            throw SnapshotInput.noSuchDatabase(recordOffset.getAsLong(), index, databases.count());
        }
        database = index;
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) throws RdbException {
        long left = Math.max(0, length - recordOffset.getAsLong());
        Keyspace keyspace = databases.keyspace(database);
        keyspace.expect(keyspace.size() + Math.min(keys, left / LEAST_KEY_BYTES));
    }

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
        builder.begin(kind, scratch.open());
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
        return builder.beginStream(scratch.open());
    }

    @Override
    public void end(RdbKey key) throws RdbException {
        builder.end(entry(key), key.expireAtMs());
        scratch.clear();
    }

    @Override
    public long hash(RdbKey key) {
        return anyKeyspace.hash(key.bytes(), key.offset(), key.length());
    }

    @Override
    public void warm(long[] hashes, int from, int to) {
        databases.keyspace(database).warm(hashes, from, to);
    }

    @Override
    public void compact(RdbKey key, int type, byte[] bytes, int offset, int length) throws RdbException {
        entry(key).putPacked(type, bytes, offset, length, key.expireAtMs());
    }

    @Override
    public void built(RdbKey key, DetachedValue value) throws RdbException {
        entry(key).put(databases.adopt(value), key.expireAtMs());
    }

    private Entry entry(RdbKey key) throws RdbException {
        long hash = key.isHashed() ? key.hash() : hash(key);
        Entry entry = databases.keyspace(database).entry(key.bytes(), key.offset(), key.length(), hash);
        if (entry.exists()) {
            throw SnapshotInput.keyTwice(recordOffset.getAsLong(), key);
        }
        return entry;
    }
}
