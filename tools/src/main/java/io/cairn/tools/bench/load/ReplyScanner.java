package io.cairn.tools.bench.load;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds where replies end, RESP2 and RESP3, however the bytes are cut, and compares the first line of each with what was
 * expected. It allocates nothing as long as replies are right.
 *
 * <ul>
 *   <li>I1: {@code open} values are still to be read before the reply is complete, among them the one that begins next.
 *   <li>I2: if {@code bodyLeft > 0}, that many bytes of a string, with its line end, come before the next line.
 * </ul>
 *
 * Cost: a look at every byte of the lines; the bodies of strings are passed over. One thread.
 */
final class ReplyScanner {
    private static final int SHOWN_BYTES = 300;

    private RequestRing ring;
    private int index;
    private int asked;
    private int replies;
    private int wrong;
    private @Nullable String firstWrong;
    private long open = 1;
    private boolean begun;
    private long bodyLeft;

    ReplyScanner(RequestRing ring) {
        this.ring = ring;
    }

    /** So many replies come, to the requests of the ring from {@code first} on. */
    void expect(RequestRing requests, int first, int count) {
        ring = requests;
        index = first;
        asked = count;
        replies = 0;
    }

    /** Whether every reply that was expected is here. */
    boolean isComplete() {
        return replies == asked;
    }

    /** Complete replies since {@link #expect}. */
    int replies() {
        return replies;
    }

    /** Replies that were not what was expected, ever. */
    int wrong() {
        return wrong;
    }

    /** What was wrong first; null if nothing was. */
    @Nullable
    String firstWrong() {
        return firstWrong;
    }

    /** Scans bytes; those from the returned position on are the beginning of a line, and must come again with the rest of it. */
    int scan(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to) {
            if (bodyLeft > 0) {
                int step = (int) Math.min(bodyLeft, to - position);
                position += step;
                bodyLeft -= step;
                if (bodyLeft == 0) {
                    endValue();
                }
            } else {
                int end = lineEnd(bytes, position, to);
                if (end < 0) {
                    break;
                }
                line(bytes, position, end);
                position = end;
            }
        }
        return position;
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private void line(byte[] bytes, int from, int end) {
        byte kind = bytes[from];
        long number = 0;
        switch (kind) {
            case ':', '$', '=', '!', '*', '~', '>', '%', '|' -> {
                number = number(bytes, from + 1, end - 2);
                if (kind == '%' || kind == '|') {
                    number *= 2;
                }
            }
            default -> {
                // The line is all there is.
            }
        }
        if (!begun && open == 1 && kind != '|') {
            begun = true;
            if (replies >= asked || !ring.shape(index).fits(kind, number)) {
                noteWrong(bytes, from, end);
            }
        }
        switch (kind) {
            case '$', '=', '!' -> bodyOf(number);
            case '*', '~', '>', '%' -> {
                open += Math.max(0, number);
                endValue();
            }
            case '|' -> open += number;
            default -> endValue();
        }
    }

    private void bodyOf(long length) {
        if (length < 0) {
            endValue();
        } else {
            bodyLeft = length + 2;
        }
    }

    private static long number(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        long number = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return negative ? -number : number;
    }

    private void endValue() {
        open--;
        if (open == 0) {
            open = 1;
            begun = false;
            replies++;
            index++;
        }
    }

    private void noteWrong(byte[] bytes, int from, int end) {
        wrong++;
        if (firstWrong == null) {
            String line = new String(
                    bytes, from, Math.min(Math.max(0, end - 2 - from), SHOWN_BYTES), StandardCharsets.ISO_8859_1);
            firstWrong = replies >= asked
                    ? "sent '" + line + "', for which nobody had asked"
                    : "answered '" + line + "' to '" + ring.text(index, SHOWN_BYTES) + "', where " + ring.shape(index)
                            + " was expected";
        }
    }
}
