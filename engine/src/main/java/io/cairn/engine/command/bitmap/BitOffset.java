package io.cairn.engine.command.bitmap;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Numbers;

/** The number of a bit as an argument: one that a string of the greatest allowed length has. */
final class BitOffset {
    static final String ERROR = "ERR bit offset is not an integer or out of range";

    /** What {@link #read} returns for an argument that is none. */
    static final long INVALID = -1;

    private BitOffset() {}

    /** Reads argument {@code index}. */
    static long read(Args args, int index, CommandContext context) {
        return args.isLong(index) ? limited(args.toLong(index), context) : INVALID;
    }

    /** Reads argument {@code index}, where {@code #n} is the place of field number n of so many bits. */
    static long readOfField(Args args, int index, int bits, CommandContext context) {
        int offset = args.offset(index);
        int length = args.length(index);
        if (length == 0 || args.bytes()[offset] != '#') {
            return read(args, index, context);
        }
        if (!Numbers.isLong(args.bytes(), offset + 1, length - 1)) {
            return INVALID;
        }
        long field = Numbers.toLong(args.bytes(), offset + 1, length - 1);
        return field > Long.MAX_VALUE / bits ? INVALID : limited(field * bits, context);
    }

    private static long limited(long bit, CommandContext context) {
        return bit >= 0 && bit >>> 3 < context.maxStringLength() ? bit : INVALID;
    }
}
