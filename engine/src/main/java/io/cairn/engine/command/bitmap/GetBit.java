package io.cairn.engine.command.bitmap;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
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

/** {@code GETBIT key offset}: one bit of a string. */
public final class GetBit implements Command {
    private static final CommandSpec SPEC = command("GETBIT")
            .summary("Returns a bit of the string that a key holds; 0 behind its end.")
            .complexity("O(1)")
            .since("2.2.0")
            .group(Group.BITMAP)
            .arity(3)
            .flags(FAST, READONLY)
            .categories(AclCategory.BITMAP)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), integer("offset"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        long bit = BitOffset.read(args, 2, context);
        if (bit == BitOffset.INVALID) {
            context.reply().error(BitOffset.ERROR);
            return;
        }
        Value value = context.read(args, 1).value();
        if (value == null) {
            context.reply().integer(0);
        } else if (value instanceof StringValue string) {
            context.reply().integer(string.byteAt(bit >>> 3) >>> (7 - (bit & 7)) & 1);
        } else {
            context.reply().error(CommandError.WRONG_TYPE);
        }
    }
}
