package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import org.jspecify.annotations.Nullable;

/** The ways in which a request says when a key shall expire: in or at, seconds or milliseconds. */
public enum ExpireTime {
    EX(1000, true),
    PX(1, true),
    EXAT(1000, false),
    PXAT(1, false);

    /** What {@link #read} returns when it has replied with an error. No time is negative. */
    public static final long INVALID = -1;

    private final int unitMs;
    private final boolean relative;

    ExpireTime(int unitMs, boolean relative) {
        this.unitMs = unitMs;
        this.relative = relative;
    }

    /** The option that argument {@code index} is; null if it is none of these. */
    public static @Nullable ExpireTime option(Args args, int index) {
        for (ExpireTime option : ALL) {
            if (args.isWord(index, option.name())) {
                return option;
            }
        }
        return null;
    }

    /**
     * The moment that argument {@code index} means, in milliseconds of the wall clock; {@link #INVALID} after an error
     * reply, if it is no positive number or so far away that it cannot be expressed.
     */
    public long read(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return INVALID;
        }
        long time = args.toLong(index);
        long base = relative ? context.nowMs() : 0;
        if (time <= 0 || time > Long.MAX_VALUE / unitMs || time * unitMs > Long.MAX_VALUE - base) {
            context.reply().error(CommandError.invalidExpire(context.spec()));
            return INVALID;
        }
        return time * unitMs + base;
    }

    private static final ExpireTime[] ALL = values();
}
