package io.cairn.engine.command.generic;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;

/** A database's number as an argument. */
final class DatabaseIndex {
    /** What {@link #read} returns when it has replied with an error. */
    static final int INVALID = -1;

    private DatabaseIndex() {}

    /** The database that argument {@code index} names; {@link #INVALID} after an error reply. */
    static int read(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return INVALID;
        }
        if (!isInt(args, index)) {
            context.reply().error(CommandError.outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE));
            return INVALID;
        }
        return check((int) args.toLong(index), context);
    }

    /** Whether argument {@code index} is a number that Redis lets be a database's. */
    static boolean isInt(Args args, int index) {
        return args.isLong(index) && args.toLong(index) == (int) args.toLong(index);
    }

    /** The number, if there is such a database; {@link #INVALID} after an error reply. */
    static int check(int number, CommandContext context) {
        if (number < 0 || number >= context.databases().count()) {
            context.reply().error(CommandError.DATABASE_OUT_OF_RANGE);
            return INVALID;
        }
        return number;
    }
}
