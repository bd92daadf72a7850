package io.cairn.engine.command.bitmap;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
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
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code SETBIT key offset value}: sets one bit of a string and returns what it was. */
public final class SetBit implements Command {
    private static final String NO_BIT = "ERR bit is not an integer or out of range";

    private static final CommandSpec SPEC = command("SETBIT")
            .summary("Sets a bit of the string that a key holds, which grows by zeros if need be; returns what it was.")
            .complexity("O(1)")
            .since("2.2.0")
            .group(Group.BITMAP)
            .arity(4)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.BITMAP)
            .keys(keyAt(1, RW, ACCESS, UPDATE))
            .arguments(key("key", 0), integer("offset"), integer("value"))
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
        if (!args.isLong(3) || (args.toLong(3) & ~1L) != 0) {
            context.reply().error(NO_BIT);
            return;
        }
        Entry entry = context.entry(args, 1);
        Value value = entry.value();
        if (value != null && !(value instanceof StringValue)) {
            context.reply().error(CommandError.WRONG_TYPE);
            return;
        }
        int oldLength = value instanceof StringValue string ? string.length() : 0;
        context.reply().integer(set(entry, bit, (int) args.toLong(3), oldLength));
    }

    private static int set(Entry entry, long bit, int value, int oldLength) {
        int at = (int) (bit >>> 3);
        int shift = 7 - (int) (bit & 7);
        StringEdit string = entry.edit(at + 1);
        int present = string.byteAt(at);
        int old = present >>> shift & 1;
        if (old != value) {
            string.setByte(at, present ^ 1 << shift);
        }
        if (old != value || string.length() != oldLength) {
            entry.changed(1);
        }
        return old;
    }
}
