package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code STRLEN key}: the length of a string. */
public final class StringLength implements Command {
    private static final CommandSpec SPEC = command("STRLEN")
            .summary("Returns the length in bytes of the string that a key holds.")
            .complexity("O(1)")
            .since("2.2.0")
            .group(Group.STRING)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Value value = context.read(args, 1).value();
        if (value == null) {
            context.reply().integer(0);
        } else if (value instanceof StringValue string) {
            context.reply().integer(string.length());
        } else {
            context.reply().error(CommandError.WRONG_TYPE);
        }
    }
}
