package io.cairn.engine.command.hash;

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
import io.cairn.engine.value.HashValue;

/** {@code HSETNX key field value}: sets a field of a hash unless it is there. */
public final class PutIfAbsent implements Command {
    private static final CommandSpec SPEC = command("HSETNX")
            .summary("Sets a field of a hash unless it is there.")
            .complexity("O(1)")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(4)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, INSERT))
            .arguments(key("key", 0), string("field"), string("value"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        byte[] bytes = args.bytes();
        boolean absent = !hash.find(bytes, args.offset(2), args.length(2));
        if (absent) {
            hash.put(bytes, args.offset(2), args.length(2), bytes, args.offset(3), args.length(3));
        }
        context.reply().integer(absent ? 1 : 0);
    }
}
