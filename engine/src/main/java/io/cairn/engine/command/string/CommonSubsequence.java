package io.cairn.engine.command.string;

import java.util.Arrays;

/**
 * A longest common subsequence of two byte strings, as the runs of bytes that it takes from both, last run first. Where
 * there are several of the same length it is the one that Redis finds.
 *
 * <p>Let {@code L(i, j)} be the length of a longest common subsequence of the first {@code i} bytes of {@code a} and the
 * first {@code j} of {@code b}. Along a row, {@code L} grows by 0 or 1 from one column to the next, so a row is a set of
 * bits, and the next one follows from it 64 columns at a time by an addition:
 *
 * <pre>
 *   flat      bit j is 1 where L(i, j + 1) = L(i, j); all ones before the first row
 *   matched = flat &amp; positions in b of the byte a[i]
 *   flat    = (flat + matched) | (flat &amp; ~matched)
 * </pre>
 *
 * <p>Going back from the end, unequal bytes leave a choice between dropping the last byte of {@code a} or of
 * {@code b}. Redis drops that of {@code a} only when this keeps a longer subsequence, which is so exactly where the row
 * rises at that column: the one bit kept per cell is all that the way back needs.
 *
 * <p>Cost: {@code a × b / 64} additions; memory {@code a × b / 8} bytes for the rows (none if only the length is wanted)
 * and at most as much for the positions. Redis takes 4 bytes a cell.
 *
 * <p>Source: M. Crochemore, C. Iliopoulos, Y. Pinzon, J. Reid, "A fast and practical bit-vector algorithm for the
 * longest common subsequence problem", Information Processing Letters 80 (2001).
 */
final class CommonSubsequence {
    private static final int INTS_PER_RUN = 3;
    private static final long ALL_FLAT = -1L;

    private final byte[] a;
    private final byte[] b;
    private final int words;
    /** For each byte value where its positions in {@link #b} begin in {@link #positions}; -1 if it is not in {@link #a}. */
    private final int[] positionsOf = new int[256];

    private final long[] positions;
    /** The bits, 1 where a row rises, row behind row: {@code b.length} bits each. */
    private final long[] rises;

    private final int length;

    private int[] runs = new int[8 * INTS_PER_RUN];
    private int runCount;

    private CommonSubsequence(byte[] a, byte[] b, boolean keepRows) {
        this.a = a;
        this.b = b;
        this.words = (b.length + Long.SIZE - 1) / Long.SIZE;
        this.positions = findPositions();
        this.rises = new long[keepRows ? (int) ((long) a.length * b.length / Long.SIZE) + 2 : 0];
        this.length = computeRows(keepRows);
    }

    /** The length of a longest common subsequence. */
    static int length(byte[] a, byte[] b) {
        return new CommonSubsequence(a, b, false).length;
    }

    /** A longest common subsequence of two strings that have at most 2³¹ pairs of bytes. */
    static CommonSubsequence of(byte[] a, byte[] b) {
        CommonSubsequence found = new CommonSubsequence(a, b, true);
        found.goBack();
        return found;
    }

    /** Length in bytes. */
    int length() {
        return length;
    }

    /** Number of runs. Run 0 is the last one of the strings. */
    int runCount() {
        return runCount;
    }

    /** Where a run begins in the first string. */
    int startInA(int run) {
        return runs[run * INTS_PER_RUN];
    }

    /** Where a run begins in the second string. */
    int startInB(int run) {
        return runs[run * INTS_PER_RUN + 1];
    }

    /** Length of a run in bytes. */
    int runLength(int run) {
        return runs[run * INTS_PER_RUN + 2];
    }

    /** The subsequence itself. */
    byte[] bytes() {
        byte[] bytes = new byte[length];
        int end = 0;
        for (int run = runCount - 1; run >= 0; run--) {
            System.arraycopy(a, startInA(run), bytes, end, runLength(run));
            end += runLength(run);
        }
        return bytes;
    }

    private long[] findPositions() {
        Arrays.fill(positionsOf, -1);
        int end = 0;
        for (byte c : a) {
            if (positionsOf[c & 0xff] < 0) {
                positionsOf[c & 0xff] = end;
                end += words;
            }
        }
        long[] found = new long[end];
        for (int j = 0; j < b.length; j++) {
            int start = positionsOf[b[j] & 0xff];
            if (start >= 0) {
                found[start + j / Long.SIZE] |= 1L << j;
            }
        }
        return found;
    }

    private int computeRows(boolean keepRows) {
        long[] flat = new long[words];
        Arrays.fill(flat, ALL_FLAT);
        for (int i = 0; i < a.length; i++) {
            nextRow(flat, positionsOf[a[i] & 0xff]);
            if (keepRows) {
                keepRow(flat, (long) i * b.length);
            }
        }
        int risen = 0;
        for (long word : flat) {
            risen += Long.bitCount(~word);
        }
        return risen;
    }

    private void nextRow(long[] flat, int start) {
        long carry = 0;
        for (int w = 0; w < flat.length; w++) {
            long before = flat[w];
            long matched = before & positions[start + w];
            long sum = before + matched + carry;
            carry = (matched | (before & ~sum)) >>> 63;
            flat[w] = sum | (before & ~matched);
        }
    }

    /** The bits behind the last column stay flat, so that rows may overlap there. */
    private void keepRow(long[] flat, long firstBit) {
        int shift = (int) (firstBit % Long.SIZE);
        int to = (int) (firstBit / Long.SIZE);
        for (long word : flat) {
            rises[to] |= ~word << shift;
            to++;
            if (shift != 0) {
                rises[to] |= ~word >>> (Long.SIZE - shift);
            }
        }
    }

    private void goBack() {
        int i = a.length;
        int j = b.length;
        while (i > 0 && j > 0) {
            int end = i;
            while (i > 0 && j > 0 && a[i - 1] == b[j - 1]) {
                i--;
                j--;
            }
            if (i < end) {
                addRun(i, j, end - i);
            } else if (risesAt(i - 1, j - 1)) {
                i--;
            } else {
                j--;
            }
        }
    }

    private boolean risesAt(int row, int column) {
        long bit = (long) row * b.length + column;
        return (rises[(int) (bit / Long.SIZE)] >>> bit & 1) != 0;
    }

    private void addRun(int startInA, int startInB, int bytes) {
        int at = runCount * INTS_PER_RUN;
        if (at == runs.length) {
            runs = Arrays.copyOf(runs, 2 * at);
        }
        runs[at] = startInA;
        runs[at + 1] = startInB;
        runs[at + 2] = bytes;
        runCount++;
    }
}
