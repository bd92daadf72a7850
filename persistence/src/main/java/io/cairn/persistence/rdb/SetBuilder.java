package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Intset;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.value.RecordTypes;
import io.cairn.engine.value.SetValue;

/** Builds sets: as an intset while all members are numbers, or as a listpack from the first member on. */
final class SetBuilder extends CollectionBuilder<SetValue> {
    private static final int FIRST_BYTES = 1024;

    private final Packed intset = Packed.workspace(FIRST_BYTES);
    private boolean numbers;

    SetBuilder() {
        super(SetValue.class);
    }

    @Override
    void reset() {
        numbers = false;
    }

    @Override
    int type() {
        return numbers ? RecordTypes.INTSET : RecordTypes.SET;
    }

    /** Adds a member; returns whether it was not there. */
    boolean add(Element member) {
        if (count() == 0 && !isSpilled() && member.isNumeric()) {
            numbers = true;
            Intset.clear(intset);
        }
        if (isSpilled() || !fits(member)) {
            return view().add(member.bytes(), member.offset(), member.length());
        }
        counted();
        return numbers ? Intset.add(intset, member.parse()) : appendUnseen(member);
    }

    @Override
    void putCompact(Entry target, long expireAtMs) {
        if (numbers) {
            target.putPacked(type(), intset.bytes(), 0, intset.length(), expireAtMs);
        } else {
            super.putCompact(target, expireAtMs);
        }
    }

    private boolean fits(Element member) {
        if (numbers) {
            return count() < limits().setMaxIntsetEntries() && member.isNumeric();
        }
        return count() < limits().setMaxListpackEntries() && !isLonger(member, limits().setMaxListpackValue());
    }
}
