package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

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

/** {@code APPEND key value}: adds to the end of a string. */
public final class Append implements Command {
    private static final CommandSpec SPEC = command("APPEND")
            .summary("Adds to the end of the string that a key holds. A missing key counts as empty.")
            .complexity("O(N) where N is the length of what is added.")
            .since("2.0.0")
            .group(Group.STRING)
            .arity(3)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RW, INSERT))
            .arguments(key("key", 0), string("value"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.entry(args, 1);
        Value value = entry.value();
        int length = args.length(2);
        if (value == null) {
            entry.putString(args.bytes(), args.offset(2), length, NO_EXPIRY);
            context.reply().integer(length);
        } else if (!(value instanceof StringValue string)) {
            context.reply().error(CommandError.WRONG_TYPE);
        } else if ((long) string.length() + length > context.maxStringLength()) {
            context.reply().error(CommandError.STRING_TOO_LONG);
        } else {
            context.reply().integer(entry.writeString(string.length(), args.bytes(), args.offset(2), length));
        }
    }
}
