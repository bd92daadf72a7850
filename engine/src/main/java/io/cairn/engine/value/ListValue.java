package io.cairn.engine.value;

import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;

/** A view of a List value. */
public final class ListValue extends CollectionValue {
    ListValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public long size() {
        return isEmpty() ? 0 : Listpack.count(packedBytes(), packedStart());
    }

    /** Adds an element at the end. */
    public void pushTail(byte[] bytes, int offset, int length) {
        Packed pack = lift();
        Listpack.append(pack, bytes, offset, length);
        store(RecordTypes.LIST, pack);
        changed(1);
    }

    /** Walks over all elements, from the first to the last. */
    public ElementWalk walk() {
        return new CompactWalk(packedBytes(), packedStart());
    }
}
