package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/** What lies in the side array for a key too long for a page: the key, and the value if it is an object too. Immutable. */
final class ExternalKey {
    private final byte[] key;
    private final @Nullable Object value;

    ExternalKey(byte[] key, @Nullable Object value) {
        this.key = key;
        this.value = value;
    }

    byte[] key() {
        return key;
    }

    @Nullable Object value() {
        return value;
    }
}
