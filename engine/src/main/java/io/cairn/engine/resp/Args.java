package io.cairn.engine.resp;

import io.cairn.engine.structure.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The arguments of one request, the command's name included, as slices of a borrowed buffer.
 *
 * <p>A flyweight: {@link RequestParser#next} points it at the next request. It is valid until then, and until the owner
 * of the buffer reads into it again; whoever keeps an argument copies it.
 */
public final class Args {
    private byte[] bytes = {};
    private int[] slices = {};
    private int firstSlice;
    private int count;
    private int requestStart;
    private int requestEnd;
    private boolean verbatim;

    /** Arguments that own their bytes, for callers in process. */
    public static Args of(byte[]... arguments) {
        int length =
                Arrays.stream(arguments).mapToInt(argument -> argument.length).sum();
        byte[] bytes = new byte[length];
        int[] slices = new int[2 * arguments.length];
        int end = 0;
        for (int i = 0; i < arguments.length; i++) {
            System.arraycopy(arguments[i], 0, bytes, end, arguments[i].length);
            slices[2 * i] = end;
            slices[2 * i + 1] = arguments[i].length;
            end += arguments[i].length;
        }
        Args args = new Args();
        args.point(bytes, slices, 0, arguments.length);
        return args;
    }

    /** {@link #of(byte[]...)} for text. */
    public static Args of(String... arguments) {
        return of(Arrays.stream(arguments)
                .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    }

    /** Points at {@code count} pairs of offset and length in {@code slices}, the first at {@code firstSlice}. */
    void point(byte[] bytes, int[] slices, int firstSlice, int count) {
        this.bytes = bytes;
        this.slices = slices;
        this.firstSlice = firstSlice;
        this.count = count;
        this.requestStart = 0;
        this.requestEnd = 0;
        this.verbatim = false;
    }

    /** Says that {@code [start, end)} of the buffer is this request as RESP, fit for the log as it is. */
    void pointVerbatim(int start, int end) {
        this.requestStart = start;
        this.requestEnd = end;
        this.verbatim = true;
    }

    /** Number of arguments, the command's name included. */
    public int count() {
        return count;
    }

    /** The buffer that {@link #offset} points into. Read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where argument {@code index} begins. */
    public int offset(int index) {
        return slices[firstSlice + 2 * Objects.checkIndex(index, count)];
    }

    /** Length of argument {@code index} in bytes. */
    public int length(int index) {
        return slices[firstSlice + 2 * Objects.checkIndex(index, count) + 1];
    }

    /** A copy of argument {@code index}. */
    public byte[] copy(int index) {
        int offset = offset(index);
        return Arrays.copyOfRange(bytes, offset, offset + length(index));
    }

    /** Argument {@code index} as text, a character per byte. */
    public String text(int index) {
        return new String(bytes, offset(index), length(index), StandardCharsets.ISO_8859_1);
    }

    /** Argument {@code index} up to its first NUL: how Redis quotes it back in errors, since C ends a text there. */
    public String textToNul(int index) {
        return textToNul(index, length(index));
    }

    /** {@link #textToNul(int)}, but {@code most} characters of it only; the cost is theirs, however long the argument is. */
    public String textToNul(int index, int most) {
        int offset = offset(index);
        int end = offset + Math.min(most, length(index));
        int to = offset;
        while (to < end && bytes[to] != 0) {
            to++;
        }
        return new String(bytes, offset, to - offset, StandardCharsets.ISO_8859_1);
    }

    /** Whether argument {@code index} is {@code word}, an upper-case ASCII word, in any case. */
    public boolean isWord(int index, String word) {
        int length = length(index);
        if (length != word.length()) {
            return false;
        }
        int offset = offset(index);
        for (int i = 0; i < length; i++) {
            byte c = bytes[offset + i];
            int upper = c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
            if (upper != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether argument {@code index} is a whole number that fits a {@code long}. */
    public boolean isLong(int index) {
        return Numbers.isLong(bytes, offset(index), length(index));
    }

    /** The number that {@link #isLong} has found. */
    public long toLong(int index) {
        return Numbers.toLong(bytes, offset(index), length(index));
    }

    /** Whether argument {@code index} has the same bytes as {@code other}. */
    public boolean equals(int index, byte[] other) {
        int offset = offset(index);
        return Arrays.equals(bytes, offset, offset + length(index), other, 0, other.length);
    }

    /** Whether two arguments have the same bytes. */
    public boolean areEqual(int first, int second) {
        int one = offset(first);
        int other = offset(second);
        return Arrays.equals(bytes, one, one + length(first), bytes, other, other + length(second));
    }

    /** Whether the request came as RESP, so that its own bytes may go to the log. */
    public boolean isVerbatim() {
        return verbatim;
    }

    /** Where the request's own bytes begin; only if {@link #isVerbatim}. */
    public int requestStart() {
        return requestStart;
    }

    /** Where the request's own bytes end; only if {@link #isVerbatim}. */
    public int requestEnd() {
        return requestEnd;
    }
}
