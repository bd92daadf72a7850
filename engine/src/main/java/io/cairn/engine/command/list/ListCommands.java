package io.cairn.engine.command.list;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on lists. */
public final class ListCommands {
    private ListCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(
                new ListIndex(),
                new ListInsert(),
                new ListLength(),
                ListMove.lmove(),
                new PopFromMany(),
                Pop.lpop(),
                new ListPosition(),
                Push.lpush(),
                Push.lpushx(),
                new ListRange(),
                new ListRemove(),
                new ListSet(),
                new ListTrim(),
                Pop.rpop(),
                ListMove.rpoplpush(),
                Push.rpush(),
                Push.rpushx());
    }
}
