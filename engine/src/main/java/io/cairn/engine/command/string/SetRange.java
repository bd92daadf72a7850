package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code SETRANGE key offset value}: writes over a part of a string. */
public final class SetRange implements Command {
    private static final CommandSpec SPEC = command("SETRANGE")
            .summary("Writes over a part of the string that a key holds, and fills with zeros what lies before.")
            .complexity("O(N) where N is the length of what is written, and of the zeros before it.")
            .since("2.2.0")
            .group(Group.STRING)
            .arity(4)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(key("key", 0), integer("offset"), string("value"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!args.isLong(2)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return;
        }
        long at = args.toLong(2);
        if (at < 0) {
            context.reply().error("ERR offset is out of range");
            return;
        }
        Entry entry = context.entry(args, 1);
        Value value = entry.value();
        int length = args.length(3);
        if (value != null && !(value instanceof StringValue)) {
            context.reply().error(CommandError.WRONG_TYPE);
        } else if (length == 0) {
            // Nothing to write: no zeros either, and a missing key stays missing.
            context.reply().integer(value instanceof StringValue string ? string.length() : 0);
        } else if (at > context.maxStringLength() - length) {
            context.reply().error(CommandError.STRING_TOO_LONG);
        } else {
            context.reply().integer(entry.writeString((int) at, args.bytes(), args.offset(3), length));
        }
    }
}
