package io.cairn.engine.structure;

/** The hash of a key. A seam for tests, which make keys collide; the data is always hashed with {@link SipHash13}. */
interface KeyHash {
    /** Returns the hash of {@code length} bytes from {@code offset}, which the caller has checked. */
    long hash(byte[] bytes, int offset, int length);
}
