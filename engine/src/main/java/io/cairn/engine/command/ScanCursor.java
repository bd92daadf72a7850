package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cursor that a request to go on with a scan gives. */
public final class ScanCursor {
    private static final Pattern CURSOR = Pattern.compile("([+-]?)([0-9]+)");

    private ScanCursor() {}

    /**
     * What C's {@code strtoul} makes of argument {@code index}: any sign will do, and nothing at all is 0.
     *
     * @return null if it is no number, or 64 bits do not hold it
     */
    public static @Nullable Long read(Args args, int index) {
        String text = args.textToNul(index);
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
