package io.cairn.engine.command.hash;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.resp.Args;

/** Reads when fields shall expire. */
final class FieldTime {
    /** What {@link #read} returns after an error reply. */
    static final long INVALID = -1;

    /** The latest moment, in the year 4199: Redis keeps a field's time in 46 bits. */
    static final long LATEST_MS = (1L << 46) - 1;

    private FieldTime() {}

    /** The moment that argument {@code index} means, in milliseconds of the wall clock; {@link #INVALID} after an error reply. */
    static long read(Args args, int index, ExpireTime unit, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return INVALID;
        }
        long time = args.toLong(index);
        if (time < 0) {
            context.reply().error("ERR invalid expire time, must be >= 0");
            return INVALID;
        }
        boolean seconds = unit == ExpireTime.EX || unit == ExpireTime.EXAT;
        boolean relative = unit == ExpireTime.EX || unit == ExpireTime.PX;
        long baseMs = relative ? context.nowMs() : 0;
        if ((seconds && time > LATEST_MS / 1000) || (seconds ? time * 1000 : time) > LATEST_MS - baseMs) {
            context.reply().error(CommandError.invalidExpire(context.spec()));
            return INVALID;
        }
        return (seconds ? time * 1000 : time) + baseMs;
    }
}
