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

    public boolean add(byte[] member, int offset, int length, double score) { throw new UnsupportedOperationException(); }
    public MemberWalk walk() { throw new UnsupportedOperationException(); }
}
