package io.cairn.engine.keyspace;

import io.cairn.engine.value.Value;

/** Takes one key and what it holds; all of it is valid during the call, which must not look keys up or change any. */
@FunctionalInterface
public interface KeyVisitor {
    void visit(byte[] key, int offset, int length, Value value);
}
