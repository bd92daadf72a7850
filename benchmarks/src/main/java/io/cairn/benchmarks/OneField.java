package io.cairn.benchmarks;

import io.cairn.engine.structure.StreamFields;

/** One field of a stream's entry, whose name is its value too. */
record OneField(byte[] bytes) implements StreamFields {
    @Override
    public int count() {
        return 2;
    }

    @Override
    public int offset(int index) {
        return 0;
    }

    @Override
    public int length(int index) {
        return bytes.length;
    }
}
