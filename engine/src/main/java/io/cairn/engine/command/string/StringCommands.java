package io.cairn.engine.command.string;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on strings. */
public final class StringCommands {
    private StringCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(
                new Append(),
                Increment.decr(),
                Increment.decrBy(),
                new Get(),
                new GetDel(),
                new GetEx(),
                GetRange.getRange(),
                new GetSet(),
                Increment.incr(),
                Increment.incrBy(),
                new IncrementFloat(),
                new Lcs(),
                new GetMany(),
                SetMany.mset(),
                SetMany.msetnx(),
                SetExpiring.psetex(),
                new SetString(),
                SetExpiring.setex(),
                new SetIfAbsent(),
                new SetRange(),
                new StringLength(),
                GetRange.substr());
    }
}
