package io.cairn.engine.command.set;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on sets. */
public final class SetCommands {
    private SetCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(
                new AddMembers(),
                new AreMembers(),
                new Cardinality(),
                Combination.diff(),
                Combination.diffStore(),
                Combination.inter(),
                Combination.interStore(),
                Combination.union(),
                Combination.unionStore(),
                new Intersection(),
                new IsMember(),
                new Members(),
                new MoveMember(),
                new Pop(),
                new RandomMember(),
                new RemoveMembers(),
                new ScanMembers());
    }
}
