package io.cairn.engine.value;

import io.cairn.engine.structure.Listpack;

/** A view of a sorted set. */
public final class SortedSetValue extends CollectionValue {
    SortedSetValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "zset";
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public long size() {
        return isEmpty() ? 0 : Listpack.count(packedBytes(), packedStart()) / 2;
    }
}
