package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SortedSetValue;

/** {@code ZREM key member [member ...]}. */
public final class ZRemove implements Command {
    private static final CommandSpec SPEC = SortedSetDeclarations.declare("ZREM")
            .summary("Removes members. The last one takes the key with it.")
            .complexity("O(M*log(N)) where N is the size of the sorted set and M the number of members removed.")
            .since("1.2.0")
            .arity(-3)
            .flags(Flag.WRITE, Flag.FAST)
            .keys(keyAt(1, KeyFlag.RW, KeyFlag.DELETE))
            .arguments(SortedSetDeclarations.KEY, string("member").multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SortedSetValue set = context.collection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        long removed = 0;
        for (int i = 2; i < args.count() && !set.isEmpty(); i++) {
            if (set.remove(args.bytes(), args.offset(i), args.length(i))) {
                removed++;
            }
        }
        context.reply().integer(removed);
    }
}
