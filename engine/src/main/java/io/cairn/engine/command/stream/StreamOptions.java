package io.cairn.engine.command.stream;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.Effects;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.StreamValue;

/**
 * The options of XADD and XTRIM up to the id: how to trim, and whether a stream may be made. Used again for one request
 * after the other.
 */
final class StreamOptions {
    /** How to find what is to be removed. */
    enum Strategy {
        NONE,
        MAXLEN,
        MINID
    }

    /** What {@link #parse} returns after an error reply. */
    static final int INVALID = -1;

    private static final long LEAVES_PER_TRIM = 100;
    private static final long DEFAULT_LIMIT = 10_000;
    private static final long MOST_LIMIT = 1_000_000;

    private final StreamId id = new StreamId();
    private final StreamId least = new StreamId();
    private Strategy strategy = Strategy.NONE;
    private boolean approximate;
    private boolean limited;
    private boolean withoutMaking;
    private int idForm;
    private long size;
    private long limit;

    /** How to trim. */
    Strategy strategy() {
        return strategy;
    }

    /** Whether to remove whole leaves only. */
    boolean isApproximate() {
        return approximate;
    }

    /** Whether the stream must be there already. */
    boolean isWithoutMaking() {
        return withoutMaking;
    }

    /** The id of the new entry, as far as it is given. */
    StreamId id() {
        return id;
    }

    /** One of {@link IdArgument}'s forms; {@link IdArgument#INVALID} for {@code *}. */
    int idForm() {
        return idForm;
    }

    /**
     * Reads the options from argument 2 on.
     *
     * @param adding whether an id follows, and behind it the fields
     * @return the index of the id, or the number of arguments; {@link #INVALID} after an error reply
     */
    int parse(Args args, CommandContext context, boolean adding) {
        strategy = Strategy.NONE;
        approximate = false;
        limited = false;
        withoutMaking = false;
        idForm = IdArgument.INVALID;
        limit = 0;
        int at = 2;
        while (at < args.count() && !(adding && isSign(args, at, '*'))) {
            boolean more = at + 1 < args.count();
            int next;
            if (more && args.isWord(at, "MAXLEN")) {
                next = readThreshold(args, at, Strategy.MAXLEN, context);
            } else if (more && args.isWord(at, "MINID")) {
                next = readThreshold(args, at, Strategy.MINID, context);
            } else if (more && args.isWord(at, "LIMIT")) {
                next = readLimit(args, at + 1, context);
            } else if (adding && args.isWord(at, "NOMKSTREAM")) {
                withoutMaking = true;
                next = at + 1;
            } else if (adding) {
                return readId(args, at, context) && check(context, true) ? at : INVALID;
            } else {
                context.reply().error(CommandError.SYNTAX);
                return INVALID;
            }
            if (next == INVALID) {
                return INVALID;
            }
            at = next;
        }
        return check(context, adding) ? at : INVALID;
    }

    private boolean readId(Args args, int index, CommandContext context) {
        idForm = IdArgument.parse(args.bytes(), args.offset(index), args.length(index), 0, true, id);
        if (idForm == IdArgument.INVALID) {
            context.reply().error(StreamErrors.INVALID_ID);
        }
        return idForm != IdArgument.INVALID;
    }

    private int readThreshold(Args args, int index, Strategy wanted, CommandContext context) {
        if (strategy != Strategy.NONE) {
            context.reply().error("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
            return INVALID;
        }
        strategy = wanted;
        int at = index + 1;
        if (at + 1 < args.count()) {
            approximate = isSign(args, at, '~');
            at += approximate || isSign(args, at, '=') ? 1 : 0;
        }
        boolean read =
                wanted == Strategy.MAXLEN ? readSize(args, at, context) : IdArgument.read(args, at, context, least);
        return read ? at + 1 : INVALID;
    }

    /** Whether an argument is one character; C ends a text at its first NUL. */
    private static boolean isSign(Args args, int index, char sign) {
        int length = args.length(index);
        int offset = args.offset(index);
        return length > 0 && args.bytes()[offset] == sign && (length == 1 || args.bytes()[offset + 1] == 0);
    }

    private boolean readSize(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return false;
        }
        size = args.toLong(index);
        if (size < 0) {
            context.reply().error("ERR The MAXLEN argument must be >= 0.");
        }
        return size >= 0;
    }

    private int readLimit(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return INVALID;
        }
        limit = args.toLong(index);
        limited = true;
        if (limit < 0) {
            context.reply().error("ERR The LIMIT argument must be >= 0.");
            return INVALID;
        }
        return index + 1;
    }

    /** Checks how the options go together, and sets the limit. */
    private boolean check(CommandContext context, boolean adding) {
        if (limit != 0 && strategy == Strategy.NONE) {
            context.reply().error("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
            return false;
        }
        if (!adding && strategy == Strategy.NONE) {
            context.reply().error("ERR syntax error, XTRIM must be called with a trimming strategy");
            return false;
        }
        if (!context.databases().isExpiring()) {
            // A log says what was trimmed; Redis' own has limits in it that it does not obey either.
            limit = 0;
        } else if (limited && !approximate) {
            context.reply().error("ERR syntax error, LIMIT cannot be used without the special ~ option");
            return false;
        } else if (!limited) {
            limit = approximate ? defaultLimit(context.databases().limits()) : 0;
        }
        return true;
    }

    private static long defaultLimit(EncodingLimits limits) {
        long entries = limits.streamNodeMaxEntries();
        return entries <= 0 ? DEFAULT_LIMIT : Math.min(MOST_LIMIT, LEAVES_PER_TRIM * entries);
    }

    /** Trims a stream as the options say; returns how many entries went. */
    long trim(StreamValue stream) {
        return switch (strategy) {
            case NONE -> 0;
            case MAXLEN -> stream.trimToSize(size, approximate, limit);
            case MINID -> stream.trimBefore(least, approximate, limit);
        };
    }

    /** Writes the three arguments that trim a stream exactly so far as it has been trimmed. */
    void writeExact(Effects effects, LargeStream stream) {
        effects.word(strategy.name()).word("=");
        if (strategy == Strategy.MAXLEN) {
            effects.number(approximate ? stream.size() : size);
            return;
        }
        StreamId reached = new StreamId();
        if (!approximate) {
            reached.set(least);
        } else if (stream.size() == 0) {
            reached.setGreatest();
        } else {
            reached.set(stream.firstId());
        }
        effects.id(reached);
    }
}
