package io.cairn.engine.resp;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.BIG_ENDIAN;

import io.cairn.engine.structure.Numbers;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the requests of one connection in its buffer: RESP arrays of bulk strings, and inline lines.
 *
 * <p>Nothing is copied: a request becomes pairs of offset and length into the caller's buffer. All complete requests
 * are found at once by {@link #parse}, outside of any lock, and handed out one by one by {@link #next}. A request that
 * has only partly arrived is continued where scanning stopped, so that every byte is looked at once, however small the
 * pieces it comes in.
 *
 * <pre>
 *   buffer  | *2 $3 GET $1 k | *2 $3 GET $4 ke
 *   list    | count start end verbatim (offset length)×2 | count start - - (offset length)×1
 *             ^ handOut                                  ^ open: 1 argument missing, scanning goes on at position
 * </pre>
 *
 * <p>The first malformed request ends parsing for good: {@link #protocolError} says why, in Redis' words. Requests
 * before it are still handed out.
 *
 * <p>Memory follows what has arrived, never what a length announces. Not thread-safe.
 */
public final class RequestParser {
    private static final int HEADER_INTS = 4;
    private static final int NONE = -1;
    private static final int UNKNOWN_LENGTH = -1;

    /** A list that grew beyond this for a deep pipeline is dropped once it is empty; a smaller one by {@link #trim}. */
    private static final int KEPT_LIST_INTS = 1 << 16;

    private static final int LEAST_LIST_INTS = 64;

    /** Lines of one digit: {@code *3\r\n}, and {@code $3\r\n}, whose second byte is where the digit is. */
    private static final int ONE_DIGIT_COUNT = 0x2a000d0a;

    private static final int ONE_DIGIT_LENGTH = 0x24000d0a;
    private static final int ALL_BUT_DIGIT = 0xff00ffff;

    /** The shortest argument, of no bytes, and the longest line of a length in {@link #usualLength}. */
    private static final int LEAST_ARGUMENT_BYTES = 6;

    private static final VarHandle INTS = byteArrayViewVarHandle(int[].class, BIG_ENDIAN);

    private int[] list = new int[LEAST_LIST_INTS];
    private int listEnd;
    private int handOut;
    private int lookedAt;

    private int position;
    /** Up to here the line at {@link #position} has been searched for its end. */
    private int searched;

    private int open = NONE;
    private int missing;
    private int bulkLength = UNKNOWN_LENGTH;
    private @Nullable String protocolError;

    /** A parser for a buffer that begins with a request. */
    public RequestParser() {
        this(0);
    }

    /** A parser for a buffer whose first request begins at {@code start}. */
    public RequestParser(int start) {
        position = start;
    }

    /**
     * Finds requests that are complete in {@code bytes} up to {@code end}, from where the last call stopped.
     *
     * @param maxRequests how many at most: one for a client whose limits may change with its next request
     */
    public void parse(byte[] bytes, int end, ProtocolLimits limits, int maxRequests) {
        int found = 0;
        while (found < maxRequests && protocolError == null) {
            int begun = open == NONE ? listEnd : open;
            if (!parseOne(bytes, end, limits)) {
                return;
            }
            // An empty line or array is no request: counting it would leave the one behind it lying there.
            found += listEnd > begun ? 1 : 0;
        }
    }

    /** Points {@code args} at the next complete request; false when there is none. */
    public boolean next(byte[] bytes, Args args) {
        if (handOut == listEnd || handOut == open) {
            return false;
        }
        handOut = point(handOut, bytes, args);
        return true;
    }

    /** Points {@code args} at the request behind the one looked at before, and hands none out; false when there is none. */
    public boolean lookAhead(byte[] bytes, Args args) {
        if (lookedAt == listEnd || lookedAt == open) {
            return false;
        }
        lookedAt = point(lookedAt, bytes, args);
        return true;
    }

    /** Has {@link #lookAhead} begin anew, with the request that {@link #next} would find. */
    public void lookAgain() {
        lookedAt = handOut;
    }

    private int point(int at, byte[] bytes, Args args) {
        int count = list[at];
        args.point(bytes, list, at + HEADER_INTS, count);
        if (list[at + 3] != 0) {
            args.pointVerbatim(list[at + 1], list[at + 2]);
        }
        return at + HEADER_INTS + 2 * count;
    }

    /** Whether {@link #next} would find a request. */
    public boolean hasNext() {
        return handOut != listEnd && handOut != open;
    }

    /** Why the bytes at {@link #consumed} are no request; null if they may be one. */
    public @Nullable String protocolError() {
        return protocolError;
    }

    /** Bytes before this offset are done with, once all requests found have been handed out and executed. */
    public int consumed() {
        return open == NONE ? position : list[open + 1];
    }

    /** Bytes that the unfinished argument still lacks, as it announced; 0 if none is unfinished. A hint for buffers. */
    public int announcedBytes(int end) {
        return bulkLength == UNKNOWN_LENGTH ? 0 : Math.max(0, bulkLength + 2 - (end - position));
    }

    /** The caller has moved the unconsumed bytes {@code distance} towards the start; handed out requests are gone. */
    public void shift(int distance) {
        if (open == NONE) {
            listEnd = 0;
        } else {
            int length = listEnd - open;
            System.arraycopy(list, open, list, 0, length);
            open = 0;
            listEnd = length;
            list[1] -= distance;
            for (int i = HEADER_INTS; i < listEnd; i += 2) {
                list[i] -= distance;
            }
        }
        handOut = 0;
        lookedAt = 0;
        position -= distance;
        searched -= distance;
        if (list.length > KEPT_LIST_INTS) {
            trim();
        }
    }

    /** Gives back memory that pipelines needed, if nothing is in flight. */
    public void trim() {
        if (listEnd == 0 && list.length > LEAST_LIST_INTS) {
            list = new int[LEAST_LIST_INTS];
        }
    }

    private boolean parseOne(byte[] bytes, int end, ProtocolLimits limits) {
        if (open == NONE) {
            if (position == end) {
                return false;
            }
            if (parseUsual(bytes, end, limits)) {
                return true;
            }
            return bytes[position] == '*' ? openArray(bytes, end, limits) : parseInline(bytes, end);
        }
        return parseArguments(bytes, end, limits);
    }

    /**
     * Finds the next request if it is as nearly all are: all of it is there, it has less than ten arguments, and none of a
     * thousand bytes. Otherwise nothing has happened, and it is found or refused piece by piece.
     */
    private boolean parseUsual(byte[] bytes, int end, ProtocolLimits limits) {
        int at = position;
        if (end - at < LEAST_ARGUMENT_BYTES) {
            return false;
        }
        int line = (int) INTS.get(bytes, at);
        int count = (line >>> 16 & 0xff) - '0';
        if ((line & ALL_BUT_DIGIT) != ONE_DIGIT_COUNT || count <= 0 || count > 9 || count > limits.maxArgumentCount()) {
            return false;
        }
        reserve(HEADER_INTS + 2 * count);
        int[] slices = list;
        int slice = listEnd + HEADER_INTS;
        at += 4;
        for (int i = 0; i < count; i++) {
            if (end - at < LEAST_ARGUMENT_BYTES) {
                return false;
            }
            int length = usualLength(bytes, at);
            int start = at + (length < 10 ? 4 : length < 100 ? 5 : 6);
            if (length < 0 || length > limits.maxBulkLength() || end - start < length + 2) {
                return false;
            }
            slices[slice] = start;
            slices[slice + 1] = length;
            slice += 2;
            at = start + length;
            if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                return false;
            }
            at += 2;
        }
        slices[listEnd] = count;
        slices[listEnd + 1] = position;
        slices[listEnd + 2] = at;
        slices[listEnd + 3] = 1;
        listEnd = slice;
        position = at;
        return true;
    }

    /** The length that the line at {@code at} announces with one to three digits; −1 if that is not what is there. */
    private static int usualLength(byte[] bytes, int at) {
        int line = (int) INTS.get(bytes, at);
        int first = (line >>> 16 & 0xff) - '0';
        if ((line & ALL_BUT_DIGIT) == ONE_DIGIT_LENGTH) {
            return first >= 0 && first <= 9 ? first : -1;
        }
        int second = (line >>> 8 & 0xff) - '0';
        if (line >>> 24 != '$' || first < 1 || first > 9 || second < 0 || second > 9) {
            return -1;
        }
        int two = 10 * first + second;
        if ((line & 0xff) == '\r') {
            return bytes[at + 4] == '\n' ? two : -1;
        }
        int third = (line & 0xff) - '0';
        boolean ends = bytes[at + 4] == '\r' && bytes[at + 5] == '\n';
        return ends && third >= 0 && third <= 9 ? 10 * two + third : -1;
    }

    private boolean openArray(byte[] bytes, int end, ProtocolLimits limits) {
        int lineEnd = lineEnd(bytes, end, "too big mbulk count string");
        if (lineEnd == NONE) {
            return false;
        }
        int digits = position + 1;
        int length = lineEnd - digits;
        long count = Numbers.isLong(bytes, digits, length) ? Numbers.toLong(bytes, digits, length) : Long.MAX_VALUE;
        if (count > ProtocolLimits.MAX_ARGUMENT_COUNT) {
            return fail("invalid multibulk length");
        }
        if (count > limits.maxArgumentCount()) {
            return fail("unauthenticated multibulk length");
        }
        int start = position;
        position = lineEnd + 2;
        if (count <= 0) {
            return true;
        }
        openRequest(start, bytes[lineEnd + 1] == '\n');
        missing = (int) count;
        return parseArguments(bytes, end, limits);
    }

    private void openRequest(int start, boolean verbatim) {
        open = listEnd;
        reserve(HEADER_INTS);
        list[open] = 0;
        list[open + 1] = start;
        list[open + 2] = 0;
        list[open + 3] = verbatim ? 1 : 0;
        listEnd += HEADER_INTS;
    }

    private boolean parseArguments(byte[] bytes, int end, ProtocolLimits limits) {
        while (missing > 0) {
            if (bulkLength == UNKNOWN_LENGTH && !readBulkLength(bytes, end, limits)) {
                return false;
            }
            if ((long) end - position < bulkLength + 2L) {
                return false;
            }
            int bulkEnd = position + bulkLength;
            addArgument(position, bulkLength);
            if (bytes[bulkEnd] != '\r' || bytes[bulkEnd + 1] != '\n') {
                // Redis does not look at these two. Neither may the log repeat them, nor a reader of it rely on them.
                list[open + 3] = 0;
            }
            position = bulkEnd + 2;
            bulkLength = UNKNOWN_LENGTH;
            missing--;
        }
        closeRequest();
        return true;
    }

    private boolean readBulkLength(byte[] bytes, int end, ProtocolLimits limits) {
        int lineEnd = lineEnd(bytes, end, "too big bulk count string");
        if (lineEnd == NONE) {
            return false;
        }
        if (bytes[position] != '$') {
            return fail("expected '$', got '" + (char) (bytes[position] & 0xff) + "'");
        }
        int digits = position + 1;
        int length = lineEnd - digits;
        // One digit is the common case: most names, counts and small keys.
        long bulk;
        if (length == 1 && bytes[digits] >= '0' && bytes[digits] <= '9') {
            bulk = (long) bytes[digits] - '0';
        } else {
            bulk = Numbers.isLong(bytes, digits, length) ? Numbers.toLong(bytes, digits, length) : -1;
        }
        if (bulk < 0 || bulk > limits.maxBulkLength()) {
            boolean unauthenticated = bulk >= 0 && limits.equals(ProtocolLimits.UNAUTHENTICATED);
            return fail(unauthenticated ? "unauthenticated bulk length" : "invalid bulk length");
        }
        if (bytes[lineEnd + 1] != '\n') {
            list[open + 3] = 0;
        }
        bulkLength = (int) bulk;
        position = lineEnd + 2;
        return true;
    }

    /** Where the {@code \r} of the line at {@link #position} is, if the byte after it is there too. */
    private int lineEnd(byte[] bytes, int end, String tooLong) {
        int limit = Math.min(end, position + ProtocolLimits.MAX_INLINE_BYTES + 1);
        int i = Math.max(position, searched);
        while (i < limit && bytes[i] != '\r') {
            i++;
        }
        searched = i;
        if (i < limit) {
            return i + 1 < end ? i : NONE;
        }
        if (end - position > ProtocolLimits.MAX_INLINE_BYTES) {
            protocolError = tooLong;
        }
        return NONE;
    }

    private boolean parseInline(byte[] bytes, int end) {
        int limit = Math.min(end, position + ProtocolLimits.MAX_INLINE_BYTES + 1);
        int newline = Math.max(position, searched);
        while (newline < limit && bytes[newline] != '\n') {
            newline++;
        }
        searched = newline;
        if (newline == limit) {
            return end - position > ProtocolLimits.MAX_INLINE_BYTES && fail("too big inline request");
        }
        int lineEnd = newline > position && bytes[newline - 1] == '\r' ? newline - 1 : newline;
        openRequest(position, false);
        if (!new InlineSplitter(bytes, position, lineEnd).split(this)) {
            return fail("unbalanced quotes in request");
        }
        position = newline + 1;
        if (list[open] == 0) {
            listEnd = open;
            open = NONE;
        } else {
            closeRequest();
        }
        return true;
    }

    void addArgument(int offset, int length) {
        reserve(2);
        list[listEnd] = offset;
        list[listEnd + 1] = length;
        listEnd += 2;
        list[open]++;
    }

    private void closeRequest() {
        list[open + 2] = position;
        open = NONE;
    }

    private void reserve(int ints) {
        if (listEnd + ints > list.length) {
            list = Arrays.copyOf(list, 2 * list.length + ints);
        }
    }

    private boolean fail(String error) {
        protocolError = error;
        return false;
    }
}
