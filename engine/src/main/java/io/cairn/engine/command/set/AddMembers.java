package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SetValue;

/** {@code SADD key member [member ...]}: adds members to a set. */
public final class AddMembers implements Command {
    private static final CommandSpec SPEC = command("SADD")
            .summary("Adds members to a set, which it creates if there is none.")
            .complexity("O(1) for each member")
            .since("1.0.0")
            .group(Group.SET)
            .arity(-3)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RW, INSERT))
            .arguments(key("key", 0), string("member").multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SetValue set = context.collection(args, 1, SetValue.class);
        if (set == null) {
            return;
        }
        int added = 0;
        for (int i = 2; i < args.count(); i++) {
            added += set.add(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        context.reply().integer(added);
    }
}
