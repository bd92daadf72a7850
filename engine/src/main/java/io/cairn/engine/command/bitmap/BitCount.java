package io.cairn.engine.command.bitmap;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
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
import io.cairn.engine.command.bitmap.BitRange.Unit;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code BITCOUNT key [start end [BYTE | BIT]]}: how many bits of a string are set. */
public final class BitCount implements Command {
    private static final CommandSpec SPEC = command("BITCOUNT")
            .summary("Counts the bits that are set in the string that a key holds, or in a part of it.")
            .complexity("O(N) where N is the length of the part.")
            .since("2.6.0")
            .group(Group.BITMAP)
            .arity(-2)
            .flags(READONLY)
            .categories(AclCategory.BITMAP)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    block(
                                    "range",
                                    integer("start"),
                                    integer("end"),
                                    oneOf("unit", token("BYTE"), token("BIT"))
                                            .since("7.0.0")
                                            .optional())
                            .optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    /** The arguments are looked at only if there is a string, as in Redis 7.0. */
    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        Value value = context.read(args, 1).value();
        if (value == null) {
            reply.integer(0);
        } else if (!(value instanceof StringValue string)) {
            reply.error(CommandError.WRONG_TYPE);
        } else if (args.count() == 2) {
            reply.integer(new BitRange(string).count());
        } else if (args.count() == 3 || args.count() > 5) {
            reply.error(CommandError.SYNTAX);
        } else if (BitRange.isPosition(args, 2, reply) && BitRange.isPosition(args, 3, reply)) {
            countPart(string, args, reply);
        }
    }

    private static void countPart(StringValue string, Args args, ReplyWriter reply) {
        long start = args.toLong(2);
        long end = args.toLong(3);
        if (start < 0 && end < 0 && start > end) {
            // Before the unit is looked at, and even where both lie before the first bit.
            reply.integer(0);
            return;
        }
        Unit unit = BitRange.unit(args, 4);
        if (unit == Unit.INVALID) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        BitRange range = new BitRange(string);
        range.cut(start, end, unit == Unit.BIT);
        reply.integer(range.count());
    }
}
