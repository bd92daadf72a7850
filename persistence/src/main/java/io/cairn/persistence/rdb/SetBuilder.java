package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Intset;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.value.RecordTypes;

/** Builds sets: as an intset while all members are numbers, or as a listpack from the first member on. */
final class SetBuilder extends CollectionBuilder {
    private static final int FIRST_BYTES = 1024;

    private final Packed intset = Packed.workspace(FIRST_BYTES);
    private boolean numbers;

    SetBuilder() {
        super(CollectionKind.SET);
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
            return spill().element(member);
        }
        counted();
        return numbers ? Intset.add(intset, member.parse()) : appendUnseen(member);
    }

    @Override
    int packedLength() {
        return numbers ? intset.length() : super.packedLength();
    }

    @Override
    byte[] packedBytes() {
        return numbers ? intset.bytes() : super.packedBytes();
    }

    private boolean fits(Element member) {
        if (numbers) {
            return count() < limits().setMaxIntsetEntries() && member.isNumeric();
        }
        return count() < limits().setMaxListpackEntries() && !isLonger(member, limits().setMaxListpackValue());
    }
}
