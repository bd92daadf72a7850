package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.RecordTable;
import org.jspecify.annotations.Nullable;

/** The ways in which a request says when a key shall expire: in or at, seconds or milliseconds. */
public enum ExpireTime {
    EX(1000, true),
    PX(1, true),
    EXAT(1000, false),
    PXAT(1, false);

    /** The last moment that can be told from {@link RecordTable#NO_EXPIRY}; later ones are taken for it. */
    public static final long LATEST_MS = RecordTable.NO_EXPIRY - 1;

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
        return read(args, index, 1, context);
    }

    /** {@link #read} for any number. A moment before 1970 becomes 1970: both are past. */
    public long readAny(Args args, int index, CommandContext context) {
        return read(args, index, Long.MIN_VALUE, context);
    }

    private long read(Args args, int index, long least, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return INVALID;
        }
        long time = args.toLong(index);
        long base = relative ? context.nowMs() : 0;
        boolean fits = time <= Long.MAX_VALUE / unitMs && time >= Long.MIN_VALUE / unitMs;
        if (time < least || !fits || time * unitMs > Long.MAX_VALUE - base) {
            context.reply().error(CommandError.invalidExpire(context.spec()));
            return INVALID;
        }
        return Math.max(0, Math.min(time * unitMs + base, LATEST_MS));
    }

    /** A moment as this way of speaking says it, rounded; 0 if it is past and the way is relative. */
    public long spell(long expireAtMs, CommandContext context) {
        long timeMs = relative ? Math.max(0, expireAtMs - context.nowMs()) : expireAtMs;
        return timeMs / unitMs + (timeMs % unitMs * 2 >= unitMs ? 1 : 0);
    }

    private static final ExpireTime[] ALL = values();
}
