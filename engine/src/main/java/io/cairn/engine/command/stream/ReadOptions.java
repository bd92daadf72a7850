package io.cairn.engine.command.stream;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;

/** The options of XREAD and XREADGROUP, up to the keys. Used again for one request after the other. */
final class ReadOptions {
    private static final int NOT_GIVEN = -1;

    private final boolean grouped;
    private long count;
    private boolean blocking;
    private boolean withoutPending;
    private int groupIndex;
    private int firstKey;
    private int streams;

    ReadOptions(boolean grouped) {
        this.grouped = grouped;
    }

    /** How many entries of each stream at most; 0 for any number. */
    long count() {
        return count;
    }

    /** Whether the caller would wait for entries. */
    boolean isBlocking() {
        return blocking;
    }

    /** Whether entries do not become pending. */
    boolean isWithoutPending() {
        return withoutPending;
    }

    /** The index of the group's name; the consumer's is the next. */
    int groupIndex() {
        return groupIndex;
    }

    /** The index of the first key. */
    int firstKey() {
        return firstKey;
    }

    /** The number of keys, and of ids behind them. */
    int streams() {
        return streams;
    }

    /** Reads the options; false after an error reply. */
    boolean parse(Args args, CommandContext context) {
        count = 0;
        blocking = false;
        withoutPending = false;
        groupIndex = NOT_GIVEN;
        firstKey = NOT_GIVEN;
        int at = 1;
        while (firstKey == NOT_GIVEN && at < args.count()) {
            int next = parseOption(args, at, context);
            if (next == NOT_GIVEN) {
                return false;
            }
            at = next;
        }
        if (firstKey == NOT_GIVEN) {
            context.reply().error(CommandError.SYNTAX);
            return false;
        }
        if (grouped && groupIndex == NOT_GIVEN) {
            context.reply().error("ERR Missing GROUP option for XREADGROUP");
            return false;
        }
        return true;
    }

    /** Reads the option at {@code at}; returns where the next one is, or {@link #NOT_GIVEN} after an error reply. */
    private int parseOption(Args args, int at, CommandContext context) {
        int more = args.count() - at - 1;
        if (more >= 1 && args.isWord(at, "BLOCK")) {
            return readTimeout(args, at + 1, context) ? at + 2 : NOT_GIVEN;
        } else if (more >= 1 && args.isWord(at, "COUNT")) {
            return readCount(args, at + 1, context) ? at + 2 : NOT_GIVEN;
        } else if (more >= 1 && args.isWord(at, "STREAMS")) {
            return readStreams(args, at + 1, context) ? args.count() : NOT_GIVEN;
        } else if (more >= 2 && args.isWord(at, "GROUP") && isGrouped("GROUP", context)) {
            groupIndex = at + 1;
            return at + 3;
        } else if (more >= 2 && args.isWord(at, "GROUP")) {
            return NOT_GIVEN;
        } else if (args.isWord(at, "NOACK")) {
            withoutPending = true;
            return isGrouped("NOACK", context) ? at + 1 : NOT_GIVEN;
        }
        context.reply().error(CommandError.SYNTAX);
        return NOT_GIVEN;
    }

    private boolean isGrouped(String option, CommandContext context) {
        if (!grouped) {
            context.reply()
                    .error("ERR The " + option + " option is only supported by XREADGROUP. You called XREAD instead.");
        }
        return grouped;
    }

    private boolean readTimeout(Args args, int index, CommandContext context) {
        blocking = true;
        if (!args.isLong(index)) {
            context.reply().error("ERR timeout is not an integer or out of range");
            return false;
        }
        long timeoutMs = args.toLong(index);
        if (timeoutMs < 0) {
            context.reply().error("ERR timeout is negative");
            return false;
        }
        if (timeoutMs > Long.MAX_VALUE - context.nowMs()) {
            context.reply().error("ERR timeout is out of range");
            return false;
        }
        return true;
    }

    private boolean readCount(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return false;
        }
        count = Math.max(0, args.toLong(index));
        return true;
    }

    private boolean readStreams(Args args, int index, CommandContext context) {
        int rest = args.count() - index;
        if (rest % 2 != 0) {
            context.reply()
                    .error("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
            return false;
        }
        firstKey = index;
        streams = rest / 2;
        return true;
    }
}
