package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordWalk;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.RecordTypes;
import io.cairn.engine.value.Value;
import io.cairn.engine.value.ValueViews;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One database as it was at one moment. Immutable; any thread may read it, while its {@link DataSnapshot} is open. */
public final class KeyspaceSnapshot {
    private final int index;
    private final RecordTable.Snapshot table;
    private final boolean hadExpiringFields;

    /** @param hadExpiringFields whether there may be hashes with fields that expire */
    KeyspaceSnapshot(int index, RecordTable.Snapshot table, boolean hadExpiringFields) {
        this.index = index;
        this.table = table;
        this.hadExpiringFields = hadExpiringFields;
    }

    /** The database's number. */
    public int index() {
        return index;
    }

    /** Number of keys. */
    public long size() {
        return table.size();
    }

    /** Number of keys that have an expiry. */
    public long expiringCount() {
        return table.expiringCount();
    }

    /** Whether there is a hash with a field that expires; if there may be, records are looked at until one is found. */
    public boolean hasExpiringFields() {
        if (!hadExpiringFields) {
            return false;
        }
        ValueViews views = ValueViews.frozen();
        for (RecordWalk walk = table.walk(); walk.next(); ) {
            RecordCursor record = walk.record();
            if (record.type() == RecordTypes.EXPIRING_HASH
                    && views.of(record) instanceof HashValue hash
                    && hash.hasExpiringFields()) {
                return true;
            }
        }
        return false;
    }

    /** Visits every key. */
    public void forEach(Visitor visitor) throws IOException {
        ValueViews views = ValueViews.frozen();
        try {
            table.forEach(record -> {
                try {
                    visitor.visit(
                            record.keyBytes(),
                            record.keyOffset(),
                            record.keyLength(),
                            views.of(record),
                            record.expireAtMs());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Takes one key and what it holds; all of it is valid during the call. */
    @FunctionalInterface
    public interface Visitor {
        void visit(byte[] key, int offset, int length, Value value, long expireAtMs) throws IOException;
    }
}
