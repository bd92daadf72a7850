package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordTable;

/** A view of a hash. */
public final class HashValue extends CollectionValue {
    HashValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "hash";
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public long size() {
        return isEmpty() ? 0 : Listpack.count(packedBytes(), packedStart()) / 2;
    }

    /** Sets a field, which does not expire afterwards; returns whether it was not there. */
    public boolean put(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) {
        Packed pack = lift();
        int at = Listpack.find(pack.bytes(), 0, 2, field, fieldOffset, fieldLength);
        if (at < 0) {
            Listpack.append(pack, field, fieldOffset, fieldLength);
            Listpack.append(pack, value, valueOffset, valueLength);
        } else {
            Listpack.replace(pack, Listpack.next(pack.bytes(), at), value, valueOffset, valueLength);
        }
        store(RecordTypes.HASH, pack);
        changed(1);
        return at < 0;
    }

    /** Walks over all fields, in no order. */
    public FieldWalk walk() {
        return new Walk(new CompactWalk(packedBytes(), packedStart()));
    }

    private static final class Walk implements FieldWalk {
        private final CompactWalk entries;
        private final Element value = new Element();

        Walk(CompactWalk entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() {
            return entries.next() && entries.next(value);
        }

        @Override
        public Element name() {
            return entries.element();
        }

        @Override
        public Element value() {
            return value;
        }

        @Override
        public long expireAtMs() {
            return RecordTable.NO_EXPIRY;
        }
    }
}
