package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cursor that a request to go on with a scan gives. */
public final class ScanCursor {
    private static final Pattern CURSOR = Pattern.compile("([+-]?)([0-9]+)");

    private ScanCursor() {}

    /**
     * Whether argument {@code index} is what C's {@code strtoul} takes for 64 bits: with any sign, and nothing at all counts
     * as 0.
     */
    public static boolean isCursor(Args args, int index) {
        return parse(args.textToNul(index)) != null;
    }

    /** The cursor that {@link #isCursor} has found. */
    public static long toLong(Args args, int index) {
        return Objects.requireNonNull(parse(args.textToNul(index)));
    }

    private static @Nullable Long parse(String text) {
        if (text.isEmpty()) {
            return 0L;
        }
        Matcher number = CURSOR.matcher(text);
        if (!number.matches()) {
            return null;
        }
        try {
            // Gives up at the first digit too many: a text may have hundreds of millions.
            long magnitude = Long.parseUnsignedLong(number.group(2));
            return number.group(1).equals("-") ? -magnitude : magnitude;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
