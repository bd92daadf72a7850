package io.cairn.engine.command.set;

import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;
import java.util.Comparator;
import java.util.List;

/** How sets are combined: the members that are in all of them, in any of them, or in the first one and no other. */
enum SetOperation {
    INTERSECTION,
    UNION,
    DIFFERENCE;

    /** Brings the sets into the order in which the methods below want them. */
    void arrange(List<SetValue> sets) {
        if (this == INTERSECTION) {
            sets.sort(Comparator.comparingLong(SetValue::size));
        }
    }

    /** Whether the result is best found by looking at the members of the first set and asking {@link #picks} of each. */
    boolean isPick(List<SetValue> sets) {
        return switch (this) {
            case INTERSECTION -> true;
            case UNION -> false;
            case DIFFERENCE -> !isLessToTakeOut(sets);
        };
    }

    /** Walks over the members of the first set, for {@link #picks} to be asked of each. */
    ElementWalk walkFirst(List<SetValue> sets) {
        long count = sets.get(0).size();
        for (int i = 1; i < sets.size(); i++) {
            sets.get(i).expectLookups(count);
        }
        return sets.get(0).walk();
    }

    /** Whether a member of the first set is one of the result, which is not a union. */
    boolean picks(Element member, List<SetValue> sets) {
        boolean wanted = this == INTERSECTION;
        for (int i = 1; i < sets.size(); i++) {
            if (sets.get(i).contains(member) != wanted) {
                return false;
            }
        }
        return true;
    }

    /** Adds all members of the result to a set that is empty. */
    void collect(List<SetValue> sets, SetValue result) {
        if (isPick(sets)) {
            pick(sets, result);
            return;
        }
        for (ElementWalk walk = sets.get(0).walk(); walk.next(); ) {
            result.addAbsent(walk.element());
        }
        for (SetValue other : sets.subList(1, sets.size())) {
            for (ElementWalk walk = other.walk(); walk.next() && (this == UNION || !result.isEmpty()); ) {
                if (this == UNION) {
                    result.add(walk.element());
                } else {
                    result.remove(walk.element());
                }
            }
        }
    }

    private void pick(List<SetValue> sets, SetValue result) {
        boolean numbers = true;
        for (ElementWalk walk = walkFirst(sets); walk.next(); ) {
            Element member = walk.element();
            if (picks(member, sets)) {
                result.addAbsent(member);
                numbers &= member.isNumeric();
            }
        }
        if (numbers && this == INTERSECTION) {
            result.becomeIntset();
        }
    }

    /**
     * Whether it is less work to take the members of the other sets out of a copy of the first than to look for each member
     * of the first in the others. Redis' choice, for it shows in the form of the result.
     */
    private static boolean isLessToTakeOut(List<SetValue> sets) {
        long first = sets.get(0).size();
        long looking = 0;
        long taking = 0;
        for (SetValue set : sets) {
            looking += set.isEmpty() ? 0 : first;
            taking += set.size();
        }
        return looking / 2 > taking;
    }
}
