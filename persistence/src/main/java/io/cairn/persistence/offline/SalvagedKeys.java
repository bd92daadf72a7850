package io.cairn.persistence.offline;

import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.ValueReceiver;
import java.io.IOException;
import java.util.Map;

/**
 * Passes on what a start would take of a damaged snapshot: of a key that is there twice the first one, and nothing of a
 * database that there is not. How many keys there are is not passed on: that may be damaged too. Memory: the keys. Threads: one.
 */
final class SalvagedKeys implements ValueReceiver {
    private final ValueReceiver next;
    private final Databases seen;
    private int database;
    private long kept;
    private long dropped;

    SalvagedKeys(OfflineDirectory directory, ValueReceiver next) {
        this.next = next;
        seen = directory.newEngine().databases();
    }

    /** How many keys were passed on. */
    long kept() {
        return kept;
    }

    /** How many were not. */
    long dropped() {
        return dropped;
    }

    @Override
    public void begin(int version, Map<String, String> auxiliary) throws IOException {
        next.begin(version, auxiliary);
    }

    @Override
    public void library(byte[] source) throws IOException {
        next.library(source);
    }

    @Override
    public void database(int index) throws IOException {
        database = index;
        if (index < seen.count()) {
            next.database(index);
        }
    }

    @Override
    public void key(RdbKey key, Value value) throws IOException {
        if (database >= seen.count()) {
            dropped++;
            return;
        }
        Entry entry = seen.keyspace(database).entry(key.bytes(), key.offset(), key.length());
        if (entry.exists()) {
            dropped++;
            return;
        }
        entry.putInteger(0, RdbKey.NO_EXPIRY);
        next.key(key, value);
        kept++;
    }
}
