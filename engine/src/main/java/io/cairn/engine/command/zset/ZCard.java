package io.cairn.engine.command.zset;

import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SortedSetValue;

/** {@code ZCARD key}. */
public final class ZCard implements Command {
    private static final CommandSpec SPEC = SortedSetDeclarations.declare("ZCARD")
            .summary("Returns how many members a sorted set has.")
            .complexity("O(1)")
            .since("1.2.0")
            .arity(2)
            .flags(Flag.READONLY, Flag.FAST)
            .keys(keyAt(1, KeyFlag.RO))
            .arguments(SortedSetDeclarations.KEY)
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set != null) {
            context.reply().integer(set.size());
        }
    }
}
