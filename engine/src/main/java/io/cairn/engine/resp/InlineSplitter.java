package io.cairn.engine.resp;

/**
 * Splits an inline request into words: blanks separate, {@code "…"} understands escapes, {@code '…'} only {@code \'}.
 *
 * <p>A word without its quotes and escapes is never longer than with them, so the words are written over the line
 * itself and the request stays a set of slices of its buffer.
 */
final class InlineSplitter {
    private final byte[] bytes;
    private final int end;
    private int in;
    private int out;

    InlineSplitter(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.in = start;
        this.out = start;
        this.end = end;
    }

    /** Gives every word to {@code parser}; false if quotes do not close, or close in the middle of a word. */
    boolean split(RequestParser parser) {
        while (true) {
            while (in < end && isBlank(bytes[in])) {
                in++;
            }
            if (in == end) {
                return true;
            }
            int start = out;
            if (!word()) {
                return false;
            }
            parser.addArgument(start, out - start);
        }
    }

    private boolean word() {
        while (in < end && !endsWord(bytes[in])) {
            byte c = bytes[in++];
            if (c == '"') {
                return doubleQuoted() && atWordEnd();
            } else if (c == '\'') {
                return singleQuoted() && atWordEnd();
            }
            bytes[out++] = c;
        }
        return true;
    }

    private boolean atWordEnd() {
        return in == end || isBlank(bytes[in]);
    }

    private boolean doubleQuoted() {
        while (in < end) {
            byte c = bytes[in++];
            if (c == '"') {
                return true;
            }
            bytes[out++] = c == '\\' && in < end ? escaped() : c;
        }
        return false;
    }

    private byte escaped() {
        if (bytes[in] == 'x' && in + 2 < end && hex(bytes[in + 1]) >= 0 && hex(bytes[in + 2]) >= 0) {
            int value = hex(bytes[in + 1]) << 4 | hex(bytes[in + 2]);
            in += 3;
            return (byte) value;
        }
        byte c = bytes[in++];
        switch (c) {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'b':
                return '\b';
            case 'a':
                return 7;
            default:
                return c;
        }
    }

    private boolean singleQuoted() {
        while (in < end) {
            byte c = bytes[in++];
            if (c == '\'') {
                return true;
            }
            if (c == '\\' && in < end && bytes[in] == '\'') {
                c = bytes[in++];
            }
            bytes[out++] = c;
        }
        return false;
    }

    private static int hex(byte c) {
        return Character.digit(c, 16);
    }

    /** Between words Redis takes vertical tabs and form feeds for blanks, too; inside a word it does not. */
    private static boolean isBlank(byte c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c == 0;
    }

    private static boolean endsWord(byte c) {
        return isBlank(c) && c != 0x0b && c != '\f';
    }
}
