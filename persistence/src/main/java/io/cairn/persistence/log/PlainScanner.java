package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;

/**
 * Finds the borders of the commands that Redis wrote: RESP arrays of bulk strings, with comment lines between them.
 *
 * <p>Stricter than Redis, which does not look at the CRLF behind an argument and so takes damage for data. A transaction
 * counts as a whole: {@link #goodEnd} is never inside one. Threads: one.
 */
final class PlainScanner {
    /** What was met where a scan stopped. */
    enum Outcome {
        /** The end of the file, behind a whole command. */
        COMPLETE,
        /** The end of the file, within a command or a transaction. */
        TRUNCATED,
        /** Bytes that no such command has. */
        MALFORMED
    }

    /** Redis reads these lines into a buffer of 128 bytes. */
    private static final int NUMBER_LINE_MAX_BYTES = 127;

    /** Redis reads comment lines into a buffer of 1,024 bytes. */
    private static final int COMMENT_MAX_BYTES = 1023;

    /** A command is handed on as one array. */
    private static final long COMMAND_MAX_BYTES = Integer.MAX_VALUE - 8L;

    private static final byte[] MULTI = "*1\r\n$5\r\nMULTI\r\n".getBytes(US_ASCII);
    private static final byte[] EXEC = "*1\r\n$4\r\nEXEC\r\n".getBytes(US_ASCII);

    private final FileWindow window;
    private final boolean inOurFile;
    private long at;
    private long commandStart;
    private long goodEnd;
    private boolean inTransaction;
    private long commandEnd;
    private boolean multi;
    private boolean exec;
    private Outcome outcome = Outcome.COMPLETE;

    /** Scans from {@code start}; in a file that Cairn made, only Redis' timestamps are accepted as comments. */
    PlainScanner(FileWindow window, long start, boolean inOurFile) {
        this.window = window;
        this.inOurFile = inOurFile;
        at = start;
        goodEnd = start;
        commandEnd = start;
    }

    /** Offset behind the last command or transaction that is whole. */
    long goodEnd() {
        return goodEnd;
    }

    /** Where the command that {@link #next} found begins. */
    long commandStart() {
        return commandStart;
    }

    /** Where the command that {@link #next} found ends; where the scan stopped, after the last. */
    long at() {
        return at;
    }

    /** Where the last whole command ends, whether in a transaction or not. */
    long commandEnd() {
        return commandEnd;
    }

    /** Whether the command that {@link #next} found begins a transaction. */
    boolean isMulti() {
        return multi;
    }

    /** Whether the command that {@link #next} found ends a transaction. */
    boolean isExec() {
        return exec;
    }

    /** Whether a transaction has begun and not ended. */
    boolean isInTransaction() {
        return inTransaction;
    }

    /** How many arguments the command has that begins where the scan is, or a negative number if none begins there. */
    long argumentCount() throws IOException {
        long start = at;
        long count = number('*');
        at = start;
        return count;
    }

    /** Goes through all commands. */
    Outcome scan() throws IOException {
        while (next()) {
            // Only the borders matter here.
        }
        if (outcome == Outcome.COMPLETE && inTransaction) {
            outcome = Outcome.TRUNCATED;
        }
        return outcome;
    }

    /** Finds the next command; false where the scan ends, for whatever reason. */
    boolean next() throws IOException {
        if (!skipComments()) {
            return false;
        }
        commandStart = at;
        long arguments = number('*');
        if (arguments < 1) {
            return arguments == TRUNCATED_NUMBER ? stop(Outcome.TRUNCATED) : stop(Outcome.MALFORMED);
        }
        for (long i = 0; i < arguments; i++) {
            if (!argument()) {
                return false;
            }
            if (at - commandStart > COMMAND_MAX_BYTES) {
                return stop(Outcome.MALFORMED);
            }
        }
        commandEnd = at;
        multi = startsWith(commandStart, MULTI);
        exec = startsWith(commandStart, EXEC);
        inTransaction = multi || inTransaction && !exec;
        if (!inTransaction) {
            goodEnd = at;
        }
        return true;
    }

    private boolean stop(Outcome why) {
        outcome = why;
        return false;
    }

    /** Skips what is between two commands; false at the end of the file or at a comment that must not be there. */
    private boolean skipComments() throws IOException {
        while (true) {
            int available = window.load(at, COMMENT_MAX_BYTES);
            if (available == 0) {
                return stop(Outcome.COMPLETE);
            }
            byte[] bytes = window.bytes();
            int from = window.index(at);
            if (bytes[from] != '#') {
                return true;
            }
            int length = lineLength(bytes, from, available);
            if (length == 0) {
                return stop(available < COMMENT_MAX_BYTES ? Outcome.TRUNCATED : Outcome.MALFORMED);
            }
            if (!isForeignComment(bytes, from, length)) {
                return stop(Outcome.MALFORMED);
            }
            at += length;
            if (!inTransaction) {
                goodEnd = at;
            }
        }
    }

    private boolean isForeignComment(byte[] bytes, int from, int length) {
        if (inOurFile) {
            return timestampLength(bytes, from, length) == length;
        }
        return !startsWith(bytes, from, length, LogFormat.BATCH) && !startsWith(bytes, from, length, LogFormat.MAGIC);
    }

    /** Length of the timestamp line at {@code from}, or 0 if there is none. */
    static int timestampLength(byte[] bytes, int from, int available) {
        String start = "#TS:";
        if (!startsWith(bytes, from, available, start)) {
            return 0;
        }
        int i = from + start.length();
        while (i < from + available && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        boolean ends = i + 1 < from + available && bytes[i] == '\r' && bytes[i + 1] == '\n';
        return ends && i > from + start.length() ? i + 2 - from : 0;
    }

    static boolean startsWith(byte[] bytes, int from, int available, String text) {
        if (available < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean startsWith(long offset, byte[] command) throws IOException {
        if (at - offset != command.length || window.load(offset, command.length) != command.length) {
            return false;
        }
        for (int i = 0; i < command.length; i++) {
            int b = window.bytes()[window.index(offset) + i];
            if ((b >= 'a' && b <= 'z' ? b - 'a' + 'A' : b) != command[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lineLength(byte[] bytes, int from, int available) {
        for (int i = 0; i < available; i++) {
            if (bytes[from + i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    /** One argument; false if the scan ends in it. */
    private boolean argument() throws IOException {
        long length = number('$');
        if (length < 0) {
            return stop(length == TRUNCATED_NUMBER ? Outcome.TRUNCATED : Outcome.MALFORMED);
        }
        if (length > window.fileLength() - at - 2) {
            return stop(Outcome.TRUNCATED);
        }
        at += length;
        window.load(at, 2);
        int from = window.index(at);
        if (window.bytes()[from] != '\r' || window.bytes()[from + 1] != '\n') {
            return stop(Outcome.MALFORMED);
        }
        at += 2;
        return true;
    }

    private static final long TRUNCATED_NUMBER = -1;
    private static final long MALFORMED_NUMBER = -2;

    /** The number of a line that begins with {@code mark}, or one of the two that stand for what is wrong. */
    private long number(char mark) throws IOException {
        int available = window.load(at, NUMBER_LINE_MAX_BYTES);
        byte[] bytes = window.bytes();
        int from = window.index(at);
        if (available > 0 && bytes[from] != mark) {
            return MALFORMED_NUMBER;
        }
        long value = 0;
        int i = 1;
        for (; i < available && bytes[from + i] >= '0' && bytes[from + i] <= '9'; i++) {
            value = value * 10 + bytes[from + i] - '0';
            if (value > Integer.MAX_VALUE) {
                return MALFORMED_NUMBER;
            }
        }
        boolean noDigit = i == 1 && available > 1;
        boolean noReturn = i < available && bytes[from + i] != '\r';
        boolean noNewline = i + 1 < available && bytes[from + i + 1] != '\n';
        if (noDigit || noReturn || noNewline) {
            return MALFORMED_NUMBER;
        }
        if (i + 1 >= available) {
            return available < NUMBER_LINE_MAX_BYTES ? TRUNCATED_NUMBER : MALFORMED_NUMBER;
        }
        at += i + 2;
        return value;
    }
}
