package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/** What lies in the side array for a key too long for a page: the key, and the value if it is an object too. Immutable. */
record ExternalKey(byte[] key, @Nullable Object value) {}
