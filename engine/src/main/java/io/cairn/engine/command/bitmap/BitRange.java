package io.cairn.engine.command.bitmap;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Bits;
import io.cairn.engine.value.StringValue;

/**
 * A range of a string's bits, read as Redis reads it: of bytes or bits, both ends included, counted from the end when
 * negative. A flyweight, read again for each request.
 */
final class BitRange {
    /** What {@link #first} returns if no bit of the range is like that. */
    static final long NONE = -1;

    private final StringValue string;
    private long from;
    private long to;

    /** All bits of a string. */
    BitRange(StringValue string) {
        this.string = string;
        this.to = 8L * string.length();
    }

    /**
     * Cuts the range to the ends that a request gives.
     *
     * @param bits whether the ends are numbers of bits, and not of bytes
     */
    void cut(long start, long end, boolean bits) {
        int unit = bits ? 1 : 8;
        long length = to / unit;
        long first = start < 0 ? Math.max(0, length + start) : start;
        long last = Math.min(end < 0 ? Math.max(0, length + end) : end, length - 1);
        from = first > last ? 0 : first * unit;
        to = first > last ? 0 : (last + 1) * unit;
    }

    boolean isEmpty() {
        return from >= to;
    }

    /** The number of the bit behind the range. */
    long end() {
        return to;
    }

    /** How many of the bits are set. */
    long count() {
        if (isEmpty()) {
            return 0;
        }
        int first = (int) (from >>> 3);
        int behind = (int) (to + 7 >>> 3);
        long count = 0;
        for (int at = first; at < behind; ) {
            int run = Math.min(string.runLength(at), behind - at);
            count += Bits.count(string.runBytes(at), string.runOffset(at), run);
            at += run;
        }
        // What lies outside the range in its first and last byte was counted too.
        int before = string.byteAt(first) >>> (8 - (from & 7));
        int after = string.byteAt(behind - 1) & (1 << (8L * behind - to)) - 1;
        return count - Integer.bitCount(before) - Integer.bitCount(after);
    }

    /** The number of the first bit that is {@code bit}, or {@link #NONE}. */
    long first(int bit) {
        if (isEmpty()) {
            return NONE;
        }
        byte skipped = (byte) (bit == 1 ? 0 : -1);
        int at = (int) (from >>> 3);
        int behind = (int) (to + 7 >>> 3);
        // Bits before the range in its first byte look like those to be skipped.
        int outside = 0xff << (8 - (from & 7)) & 0xff;
        int first = bit == 1 ? string.byteAt(at) & ~outside : string.byteAt(at) | outside;
        if (first != (skipped & 0xff)) {
            return inRange(at, first, bit);
        }
        at++;
        while (at < behind) {
            int run = Math.min(string.runLength(at), behind - at);
            int prefix = Bits.prefix(string.runBytes(at), string.runOffset(at), run, skipped);
            at += prefix;
            if (prefix < run) {
                return inRange(at, string.byteAt(at), bit);
            }
        }
        return NONE;
    }

    /** The first such bit of the byte at {@code at}, in which there is one, unless it is behind the range. */
    private long inRange(int at, int value, int bit) {
        int looked = bit == 1 ? value : ~value & 0xff;
        long found = 8L * at + Integer.numberOfLeadingZeros(looked) - (Integer.SIZE - Byte.SIZE);
        return found < to ? found : NONE;
    }

    /** What {@link #unit} returns: the unit is bytes, is bits, or the word is neither. */
    enum Unit {
        BYTE,
        BIT,
        INVALID
    }

    /** The unit that argument {@code index} names, bytes if there is no such argument. */
    static Unit unit(Args args, int index) {
        if (index >= args.count() || args.isWord(index, "BYTE")) {
            return Unit.BYTE;
        }
        return args.isWord(index, "BIT") ? Unit.BIT : Unit.INVALID;
    }

    /** Whether argument {@code index} is a whole number; replies with the error if it is not. */
    static boolean isPosition(Args args, int index, ReplyWriter reply) {
        boolean number = args.isLong(index);
        if (!number) {
            reply.error(CommandError.NOT_AN_INTEGER);
        }
        return number;
    }
}
