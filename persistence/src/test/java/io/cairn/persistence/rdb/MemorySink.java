package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.ExpiryListener;
import io.cairn.engine.keyspace.KeyspaceSnapshot;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.ValueInvariants;
import io.cairn.testing.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** Builds what it is given in memory, and writes it again. */
final class MemorySink implements RdbPageSink {
    final Databases databases = new Databases(16, new Random(5)::nextLong, new NothingExpires());
    final List<String> notices = new ArrayList<>();
    LongSupplier recordOffset = () -> 0;
    private final ValueBuilder builder = new ValueBuilder();
    private int database;

    MemorySink(EncodingLimits limits) {
        databases.setLimits(limits);
        databases.setExpiring(false);
    }

    /** Reads a file with the default limits. */
    static MemorySink read(byte[] file) throws IOException {
        MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
        RdbBytes.reader(file, sink).read();
        return sink;
    }

    Entry entry(String key) {
        byte[] bytes = RealRedis.latin1(key);
        return databases.keyspace(database).entry(bytes, 0, bytes.length);
    }

    /** What it holds. */
    Dataset dataset() {
        DataSnapshot snapshot = databases.snapshot();
        try {
            return Dataset.of(snapshot);
        } finally {
            databases.close(snapshot);
        }
    }

    /** Checks every value in whichever form it is kept. */
    void checkInvariants() throws IOException {
        DataSnapshot snapshot = databases.snapshot();
        for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
            keyspace.forEach((key, offset, length, value, expireAtMs) -> ValueInvariants.check(value));
        }
        databases.close(snapshot);
    }

    /** Writes a file of what it holds. */
    byte[] write(int version, boolean compress) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RdbWriter writer = new RdbWriter(bytes::write, version, compress, true);
        writer.begin(SampleStrings.header());
        DataSnapshot snapshot = databases.snapshot();
        for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
            writer.selectDatabase(keyspace.index());
            writer.sizes(keyspace.size(), keyspace.expiringCount());
            keyspace.forEach(
                    (key, offset, length, value, expireAtMs) -> writer.record(key, offset, length, expireAtMs, value));
        }
        databases.close(snapshot);
        writer.finish();
        return bytes.toByteArray();
    }

    private Entry entry(RdbKey key) throws RdbException {
        Entry entry = databases.keyspace(database).entry(key.bytes(), key.offset(), key.length());
        if (entry.exists()) {
            throw RdbException.damaged(recordOffset.getAsLong(), "key " + key + " comes twice");
        }
        return entry;
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

    @Override
    public long hash(RdbKey key) {
        return databases.keyspace(0).hash(key.bytes(), key.offset(), key.length());
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

    @Override
    public void auxiliary(String name, String value) {}

    @Override
    public void library(byte[] source) {}

    @Override
    public void database(int index) throws RdbException {
        if (index >= databases.count()) {
            throw RdbException.damaged(0, "no database " + index);
        }
        database = index;
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) {}

    @Override
    public void notice(long offset, String sentence) {
        notices.add(offset + ": " + sentence);
    }

    private static final class NothingExpires implements ExpiryListener {
        @Override
        public void expired(int database, byte[] key, int offset, int length) {
            throw new AssertionError("keys do not expire here");
        }

        @Override
        public void fieldExpired(int database, byte[] key, byte[] field, int offset, int length) {
            throw new AssertionError("fields do not expire here");
        }
    }
}
