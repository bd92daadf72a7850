package io.cairn.engine.command.stream;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.StreamId;

/**
 * Ids as requests write them: {@code 5-1}, {@code 5}, for some commands {@code 5-*}, and {@code -} and {@code +} for the
 * least and the greatest. Each number is what C's {@code strtoull} takes for one, as in Redis.
 */
final class IdArgument {
    /** What {@link #parse} returns of an id with both numbers. */
    static final int WHOLE = 0;
    /** What {@link #parse} returns of {@code 5-*}, the sequence number of which is to be chosen. */
    static final int WITHOUT_SEQUENCE = 1;
    /** What {@link #parse} returns of anything else. */
    static final int INVALID = 2;

    private static final int MAX_LENGTH = 127;
    private static final long GREATEST = -1;

    private IdArgument() {}

    /** Reads an id; {@code -} and {@code +} are none. Replies with an error and returns false if it is invalid. */
    static boolean read(Args args, int index, CommandContext context, StreamId into) {
        if (isId(args, index, into)) {
            return true;
        }
        context.reply().error(StreamErrors.INVALID_ID);
        return false;
    }

    /** Whether argument {@code index} is an id that is neither {@code -} nor {@code +}; reads it. */
    static boolean isId(Args args, int index, StreamId into) {
        return parse(args.bytes(), args.offset(index), args.length(index), 0, true, into) == WHOLE;
    }

    /** Whether argument {@code index} is just this sign, up to a NUL, at which C ends a text. */
    static boolean isSign(Args args, int index, char sign) {
        int length = args.length(index);
        int offset = args.offset(index);
        byte[] bytes = args.bytes();
        return length > 0 && bytes[offset] == sign && (length == 1 || bytes[offset + 1] == 0);
    }

    /** {@link #read} that takes {@code -} and {@code +} too. */
    static boolean readAny(Args args, int index, CommandContext context, StreamId into) {
        if (parse(args.bytes(), args.offset(index), args.length(index), 0, false, into) == WHOLE) {
            return true;
        }
        context.reply().error(StreamErrors.INVALID_ID);
        return false;
    }

    /** Reads where an interval begins; {@code (5-1} is the id behind that. False after an error reply. */
    static boolean readStart(Args args, int index, CommandContext context, StreamId into) {
        boolean exclusive = isExclusive(args, index);
        if (!readBound(args, index, exclusive, 0, context, into)) {
            return false;
        }
        if (exclusive && !into.increment()) {
            context.reply().error(StreamErrors.INVALID_START);
            return false;
        }
        return true;
    }

    /** Reads where an interval ends; {@code (5-1} is the id before that. False after an error reply. */
    static boolean readEnd(Args args, int index, CommandContext context, StreamId into) {
        boolean exclusive = isExclusive(args, index);
        if (!readBound(args, index, exclusive, GREATEST, context, into)) {
            return false;
        }
        if (exclusive && !into.decrement()) {
            context.reply().error(StreamErrors.INVALID_END);
            return false;
        }
        return true;
    }

    private static boolean isExclusive(Args args, int index) {
        return args.length(index) > 1 && args.bytes()[args.offset(index)] == '(';
    }

    private static boolean readBound(
            Args args, int index, boolean exclusive, long missing, CommandContext context, StreamId into) {
        int skipped = exclusive ? 1 : 0;
        int length = args.length(index) - skipped;
        if (parse(args.bytes(), args.offset(index) + skipped, length, missing, exclusive, into) == WHOLE) {
            return true;
        }
        context.reply().error(StreamErrors.INVALID_ID);
        return false;
    }

    /**
     * Reads an id.
     *
     * @param missing the sequence number of one that has none
     * @param strict whether {@code -} and {@code +} are invalid
     * @return {@link #WHOLE}, {@link #WITHOUT_SEQUENCE} or {@link #INVALID}
     */
    static int parse(byte[] bytes, int offset, int length, long missing, boolean strict, StreamId into) {
        if (length > MAX_LENGTH) {
            return INVALID;
        }
        // C ends a text at its first NUL.
        int end = indexOf(bytes, offset, offset + length, (byte) 0);
        if (end - offset == 1 && (bytes[offset] == '-' || bytes[offset] == '+')) {
            if (bytes[offset] == '-') {
                into.setLeast();
            } else {
                into.setGreatest();
            }
            return strict ? INVALID : WHOLE;
        }
        int dash = indexOf(bytes, offset, end, (byte) '-');
        if (!isUnsigned(bytes, offset, dash)) {
            return INVALID;
        }
        long ms = unsigned(bytes, offset, dash);
        if (dash == end) {
            into.set(ms, missing);
            return WHOLE;
        }
        if (end - dash == 2 && bytes[dash + 1] == '*') {
            into.set(ms, 0);
            return WITHOUT_SEQUENCE;
        }
        if (!isUnsigned(bytes, dash + 1, end)) {
            return INVALID;
        }
        into.set(ms, unsigned(bytes, dash + 1, end));
        return WHOLE;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean isUnsigned(byte[] bytes, int from, int to) {
        if (Numbers.isLong(bytes, from, to - from)) {
            return bytes[from] != '-';
        }
        int digits = skipSign(bytes, skipBlanks(bytes, from, to), to);
        if (digits == to) {
            return false;
        }
        long value = 0;
        for (int i = digits; i < to; i++) {
            int digit = bytes[i] - '0';
            boolean overflows = Long.compareUnsigned(value, Long.divideUnsigned(GREATEST - digit, 10)) > 0;
            if (digit < 0 || digit > 9 || overflows) {
                return false;
            }
            value = value * 10 + digit;
        }
        return true;
    }

    /** The value of a text that {@link #isUnsigned} accepts; a minus makes it wrap around. */
    private static long unsigned(byte[] bytes, int from, int to) {
        int sign = skipBlanks(bytes, from, to);
        long value = 0;
        for (int i = skipSign(bytes, sign, to); i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return bytes[sign] == '-' ? -value : value;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] >= '\t' && bytes[at] <= '\r')) {
            at++;
        }
        return at;
    }

    private static int skipSign(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == '-' || bytes[from] == '+') ? from + 1 : from;
    }
}
