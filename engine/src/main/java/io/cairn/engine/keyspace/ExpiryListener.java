package io.cairn.engine.keyspace;

/** Hears of all that is removed because its time has come. */
public interface ExpiryListener {
    /** The key, a slice that is valid during the call, is gone from {@code database}. */
    void expired(int database, byte[] key, int offset, int length);

    /**
     * A field of the hash {@code key} is gone from {@code database}, and with its last field the hash.
     *
     * @param field the bytes that hold the field's name from {@code offset} on, valid during the call
     */
    void fieldExpired(int database, byte[] key, byte[] field, int offset, int length);
}
