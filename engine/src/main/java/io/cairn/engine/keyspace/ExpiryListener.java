package io.cairn.engine.keyspace;

/** Hears of every key that is removed because its time has come. */
@FunctionalInterface
public interface ExpiryListener {
    /** The key, a slice that is valid during the call, is gone from {@code database}. */
    void expired(int database, byte[] key, int offset, int length);
}
