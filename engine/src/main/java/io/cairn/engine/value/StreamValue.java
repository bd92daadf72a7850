package io.cairn.engine.value;

import io.cairn.engine.structure.Listpack;

/** A view of a Stream value. */
public final class StreamValue extends CollectionValue {
    StreamValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "stream";
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public long size() {
        return isEmpty() ? 0 : Listpack.count(packedBytes(), packedStart());
    }
}
