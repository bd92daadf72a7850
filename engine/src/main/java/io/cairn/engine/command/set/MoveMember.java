package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
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

/** {@code SMOVE source destination member}: takes a member from one set to another. */
public final class MoveMember implements Command {
    private static final CommandSpec SPEC = command("SMOVE")
            .summary("Takes a member from one set to another, if the first one has it.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.SET)
            .arity(4)
            .flags(FAST, WRITE)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RW, ACCESS, DELETE), keyAt(2, RW, INSERT))
            .arguments(key("source", 0), key("destination", 1), string("member"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!context.entry(args, 1).exists()) {
            context.reply().integer(0);
            return;
        }
        if (context.collection(args, 1, SetValue.class) == null
                || context.collection(args, 2, SetValue.class) == null) {
            return;
        }
        SetValue source = context.collection(args, 1, SetValue.class);
        byte[] bytes = args.bytes();
        int offset = args.offset(3);
        int length = args.length(3);
        if (source == null || !source.contains(bytes, offset, length)) {
            context.reply().integer(0);
            return;
        }
        if (!args.areEqual(1, 2)) {
            source.remove(bytes, offset, length);
            SetValue destination = context.collection(args, 2, SetValue.class);
            if (destination != null) {
                destination.add(bytes, offset, length);
            }
        }
        context.reply().integer(1);
    }
}
