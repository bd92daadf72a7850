package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** The cursor that a request to go on with a scan gives. */
public final class ScanCursor {
    private static final Pattern CURSOR = Pattern.compile("([+-]?[0-9]+)?");

    private ScanCursor() {}

    /**
     * Whether argument {@code index} is what C's {@code strtoul} takes for 64 bits: with any sign, and nothing at all counts
     * as 0.
     */
    public static boolean isCursor(Args args, int index) {
        String text = args.textToNul(index);
        return CURSOR.matcher(text).matches()
                && (text.isEmpty() || new BigInteger(text).abs().bitLength() <= Long.SIZE);
    }

    /** The cursor that {@link #isCursor} has found. */
    public static long toLong(Args args, int index) {
        String text = args.textToNul(index);
        return text.isEmpty() ? 0 : new BigInteger(text).longValue();
    }
}
