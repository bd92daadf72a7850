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

/** {@code BITPOS key bit [start [end [BYTE | BIT]]]}: where in a string the first set or clear bit is. */
public final class BitPosition implements Command {
    private static final CommandSpec SPEC = command("BITPOS")
            .summary("Finds the first set or clear bit in the string that a key holds, or in a part of it.")
            .complexity("O(N) where N is the length of the part.")
            .since("2.8.7")
            .group(Group.BITMAP)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.BITMAP)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    integer("bit"),
                    block(
                                    "range",
                                    integer("start"),
                                    block(
                                                    "end-unit-block",
                                                    integer("end"),
                                                    oneOf("unit", token("BYTE"), token("BIT"))
                                                            .since("7.0.0")
                                                            .optional())
                                            .optional())
                            .optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!BitRange.isPosition(args, 2, reply)) {
            return;
        }
        long bit = args.toLong(2);
        if (bit != 0 && bit != 1) {
            reply.error("ERR The bit argument must be 1 or 0.");
            return;
        }
        Value value = context.read(args, 1).value();
        if (value == null) {
            // As if there were zeros without end.
            reply.integer(bit == 1 ? BitRange.NONE : 0);
        } else if (value instanceof StringValue string) {
            find(string, (int) bit, args, reply);
        } else {
            reply.error(CommandError.WRONG_TYPE);
        }
    }

    private static void find(StringValue string, int bit, Args args, ReplyWriter reply) {
        BitRange range = new BitRange(string);
        int count = args.count();
        if (count > 3 && !cut(range, args, reply)) {
            return;
        }
        long found = range.isEmpty() ? BitRange.NONE : range.first(bit);
        // Unless an end is given, zeros follow the string.
        boolean behind = found == BitRange.NONE && bit == 0 && count < 5 && !range.isEmpty();
        reply.integer(behind ? range.end() : found);
    }

    /** Cuts the range as the request says; false after an error reply. Redis looks at the unit before the end. */
    private static boolean cut(BitRange range, Args args, ReplyWriter reply) {
        int count = args.count();
        if (count > 6) {
            reply.error(CommandError.SYNTAX);
            return false;
        }
        if (!BitRange.isPosition(args, 3, reply)) {
            return false;
        }
        Unit unit = BitRange.unit(args, 5);
        if (unit == Unit.INVALID) {
            reply.error(CommandError.SYNTAX);
            return false;
        }
        if (count >= 5 && !BitRange.isPosition(args, 4, reply)) {
            return false;
        }
        range.cut(args.toLong(3), count >= 5 ? args.toLong(4) : Long.MAX_VALUE, unit == Unit.BIT);
        return true;
    }
}
