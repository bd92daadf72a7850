package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Intset;
import io.cairn.engine.value.RecordTypes;
import io.cairn.engine.value.SetValue;

/** Builds sets: as an intset while all members are numbers, or as a listpack from the first member on. */
final class SetBuilder extends CollectionBuilder<SetValue> {
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
            Intset.clear(pack());
        }
        if (isSpilled() || !fits(member)) {
            return view().add(member.bytes(), member.offset(), member.length());
        }
        counted();
        return numbers ? Intset.add(pack(), member.parse()) : appendUnseen(member);
    }

    private boolean fits(Element member) {
        if (numbers) {
            return count() < limits().setMaxIntsetEntries() && member.isNumeric();
        }
        return count() < limits().setMaxListpackEntries()
                && !isLonger(member, limits().setMaxListpackValue());
    }
}
