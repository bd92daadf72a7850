package io.cairn.engine.value;

import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;

/** A view of a Set value. */
public final class SetValue extends CollectionValue {
    SetValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public long size() {
        return isEmpty() ? 0 : Listpack.count(packedBytes(), packedStart());
    }

    /** Adds a member; returns whether it was not there. */
    public boolean add(byte[] bytes, int offset, int length) {
        Packed pack = lift();
        if (Listpack.find(pack.bytes(), 0, 1, bytes, offset, length) >= 0) {
            return false;
        }
        Listpack.append(pack, bytes, offset, length);
        store(RecordTypes.SET, pack);
        changed(1);
        return true;
    }

    /** Whether it has the member. */
    public boolean contains(byte[] bytes, int offset, int length) {
        return !isEmpty() && Listpack.find(packedBytes(), packedStart(), 1, bytes, offset, length) >= 0;
    }

    /** Walks over all members, in no order. */
    public ElementWalk walk() {
        return new CompactWalk(packedBytes(), packedStart());
    }
}
