package io.cairn.persistence.rdb;

import java.util.Arrays;
import java.util.Objects;

/**
 * The key of a record and what the file says about it.
 *
 * <p>A reader reuses one object and the bytes behind it for every record: they are good only during the call that they
 * are handed to.
 */
public final class RdbKey {
    /** The expiry of a key that has none. */
    public static final long NO_EXPIRY = Long.MAX_VALUE;

    /** The idle time or frequency of a key for which the file has none. */
    public static final int NOT_GIVEN = -1;

    final RdbString name = new RdbString();
    long expireAtMs = NO_EXPIRY;
    long idleSeconds = NOT_GIVEN;
    int frequency = NOT_GIVEN;
    private long hash;
    private boolean hashed;

    RdbKey() {}

    /** Returns a key that borrows a range of bytes, for {@link RdbPayload#restore}. */
    public static RdbKey of(byte[] bytes, int offset, int length, long expireAtMs) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        RdbKey key = new RdbKey();
        key.name.setBytes(bytes, offset, length);
        key.expireAtMs = expireAtMs;
        return key;
    }

    void clear() {
        expireAtMs = NO_EXPIRY;
        idleSeconds = NOT_GIVEN;
        frequency = NOT_GIVEN;
        hashed = false;
    }

    /** The array that holds the name, among other things. */
    public byte[] bytes() {
        return name.bytes;
    }

    /** Where the name begins in {@link #bytes()}. */
    public int offset() {
        return name.offset;
    }

    /** Length of the name in bytes. */
    public int length() {
        return name.length;
    }

    /** When the key expires, in milliseconds since 1970, or {@link #NO_EXPIRY}. The moment may have passed. */
    public long expireAtMs() {
        return expireAtMs;
    }

    /** Seconds since the last access when the file was written, or {@link #NOT_GIVEN}. */
    public long idleSeconds() {
        return idleSeconds;
    }

    /** Redis' logarithmic access counter, 0 … 255, or {@link #NOT_GIVEN}. */
    public int frequency() {
        return frequency;
    }

    /** Sets what {@link RdbPageSink#hash} has returned for it. */
    void setHash(long newHash) {
        hash = newHash;
        hashed = true;
    }

    /** Whether its hash is known. */
    public boolean isHashed() {
        return hashed;
    }

    /** What {@link RdbPageSink#hash} has returned for it. */
    public long hash() {
        return hash;
    }

    /** Returns a copy of the name. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(name.bytes, name.offset, name.offset + name.length);
    }

    /** The name for people: what is not printable ASCII as {@code \xNN}, cut when long. */
    @Override
    public String toString() {
        return quoted(name.bytes, name.offset, name.length);
    }

    /** A string for people, as {@link #toString} writes the name. */
    static String quoted(byte[] bytes, int offset, int length) {
        int shown = Math.min(length, 64);
        StringBuilder text = new StringBuilder(shown + 2).append('\'');
        for (int i = offset; i < offset + shown; i++) {
            int b = bytes[i] & 0xff;
            if (b >= ' ' && b < 0x7f && b != '\'' && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.append(shown < length ? "'…" : "'").toString();
    }
}
