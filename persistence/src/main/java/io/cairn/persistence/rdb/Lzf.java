package io.cairn.persistence.rdb;

import java.util.Arrays;
import java.util.Objects;

/**
 * LZF, the compression of long strings in RDB files.
 *
 * <pre>
 *   stream := token*
 *   token  := 000nnnnn u8[n+1]                a literal run of 1 … 32 bytes
 *           | nnnddddd dddddddd               a copy of n+2 bytes, n = 1 … 6, from d+1 bytes before the end of the output
 *           | 111ddddd nnnnnnnn dddddddd      a copy of n+9 bytes from there
 * </pre>
 *
 * <p>A copy may overlap its own output: distance 1 repeats a byte. The stream holds neither its length nor that of its
 * output, so both are known beforehand.
 *
 * <h2>Invariants of the table</h2>
 *
 * <ul>
 *   <li>I1. An entry at or above {@code base} is {@code base} plus an index into the input being compressed, already passed.
 *   <li>I2. An entry of an earlier call lies more than the longest distance below {@code base}. So it is out of reach, and
 *       nothing need be cleared.
 * </ul>
 *
 * <p>Cost: {@link #compress} and {@link #decompress} are O(n) and allocate nothing. {@link #decompressedLength} reads only
 * the tokens. One thread at a time compresses with one instance; the static methods keep nothing.
 *
 * <p>Source: the format of Marc Lehmann's liblzf, which Redis uses.
 */
public final class Lzf {
    /** No stream grows more than this: 264 bytes out of 3. */
    static final int MAX_EXPANSION = 88;

    private static final int MAX_LITERALS = 32;
    private static final int MAX_DISTANCE = 1 << 13;
    private static final int MIN_MATCH = 3;
    private static final int MAX_MATCH = 264;
    /** A copy's length field counts from here, because a field of 0 marks literals. */
    private static final int MATCH_BIAS = 2;
    /** This and longer length fields go to a byte of their own. */
    private static final int LONG_MATCH = 7;

    /** Matches, literals and copies up to this length are handled byte by byte: a call costs more. */
    private static final int FEW = 8;

    /** What does not compress is passed over in larger steps: one byte more for each {@code 1 << STEP_SHIFT} literals … */
    private static final int STEP_SHIFT = 6;
    /** … up to this, so that what compresses is found again soon. */
    private static final int MAX_STEP = 8;

    private static final int HASH_BITS = 14;

    /** An empty entry, 0, is out of reach from here; the same room lies between the entries of two calls. */
    private static final int FIRST_BASE = MAX_DISTANCE + 1;

    private final int[] table = new int[1 << HASH_BITS];
    private int base = FIRST_BASE;

    /**
     * Compresses {@code length} bytes of {@code source} to {@code target}.
     *
     * @param limit the most bytes that the result may have
     * @return the length of the result, or 0 if it would have more than {@code limit} bytes
     */
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset, int limit) {
        Objects.checkFromIndexSize(offset, length, source.length);
        Objects.checkFromIndexSize(targetOffset, limit, target.length);
        if (base > Integer.MAX_VALUE - length - FIRST_BASE) {
            Arrays.fill(table, 0);
            base = FIRST_BASE;
        }
        int end = compressTokens(source, offset, offset + length, target, targetOffset, targetOffset + limit);
        base += length + FIRST_BASE;
        return end < 0 ? 0 : end - targetOffset;
    }

    /** Returns where the result ends, or -1 if it would pass {@code targetEnd}. */
    private int compressTokens(byte[] source, int start, int end, byte[] target, int targetStart, int targetEnd) {
        int[] table = this.table;
        int bias = base - start;
        int out = targetStart;
        int literals = start;
        int position = start;
        int lastMatch = end - MIN_MATCH;
        while (position <= lastMatch) {
            int three = three(source, position);
            int slot = hash(three);
            int candidate = table[slot] - bias;
            table[slot] = position + bias;
            if (position - candidate > MAX_DISTANCE || three(source, candidate) != three) {
                position += Math.min(MAX_STEP, 1 + ((position - literals) >>> STEP_SHIFT));
                continue;
            }
            int matched = matchLength(source, candidate, position, Math.min(MAX_MATCH, end - position));
            int copyLength = matched - MATCH_BIAS < LONG_MATCH ? 2 : 3;
            out = putLiterals(source, literals, position, target, out, targetEnd - copyLength);
            if (out < 0) {
                return -1;
            }
            out = putCopy(target, out, position - candidate, matched);
            position += matched;
            literals = position;
            if (position <= lastMatch) {
                // The copy's inside is not entered: that costs time and saves little. Its end often starts another.
                table[hash(three(source, position - 2))] = position - 2 + bias;
                table[hash(three(source, position - 1))] = position - 1 + bias;
            }
        }
        return putLiterals(source, literals, end, target, out, targetEnd);
    }

    private static int three(byte[] source, int position) {
        return ((source[position] & 0xff) << 16) | ((source[position + 1] & 0xff) << 8) | (source[position + 2] & 0xff);
    }

    private static int hash(int three) {
        return (three * 0x9e37_79b1) >>> (Integer.SIZE - HASH_BITS);
    }

    private static int matchLength(byte[] source, int candidate, int position, int most) {
        int few = Math.min(most, FEW);
        for (int i = MIN_MATCH; i < few; i++) {
            if (source[candidate + i] != source[position + i]) {
                return i;
            }
        }
        int mismatch = Arrays.mismatch(source, candidate, candidate + most, source, position, position + most);
        return mismatch < 0 ? most : mismatch;
    }

    /** Returns where the literals end in {@code target}, or -1 if they would pass {@code targetEnd}. */
    private static int putLiterals(byte[] source, int from, int to, byte[] target, int targetFrom, int targetEnd) {
        int out = targetFrom;
        int count = to - from;
        int runs = (count + MAX_LITERALS - 1) / MAX_LITERALS;
        if (count + runs > targetEnd - out) {
            return -1;
        }
        for (int position = from; position < to; position += MAX_LITERALS) {
            int run = Math.min(MAX_LITERALS, to - position);
            target[out++] = (byte) (run - 1);
            System.arraycopy(source, position, target, out, run);
            out += run;
        }
        return out;
    }

    private static int putCopy(byte[] target, int offset, int distance, int length) {
        int out = offset;
        int back = distance - 1;
        int field = length - MATCH_BIAS;
        if (field < LONG_MATCH) {
            target[out++] = (byte) ((field << 5) | (back >>> 8));
        } else {
            target[out++] = (byte) ((LONG_MATCH << 5) | (back >>> 8));
            target[out++] = (byte) (field - LONG_MATCH);
        }
        target[out++] = (byte) back;
        return out;
    }

    /**
     * Decompresses a stream that is to give exactly {@code targetLength} bytes. Whatever the stream holds, nothing outside
     * the two ranges is read or written.
     *
     * @return whether the stream is well-formed and gave that many bytes; if not, the target's range holds anything
     */
    public static boolean decompress(
            byte[] source, int offset, int length, byte[] target, int targetOffset, int targetLength) {
        Objects.checkFromIndexSize(offset, length, source.length);
        Objects.checkFromIndexSize(targetOffset, targetLength, target.length);
        int end = offset + length;
        int targetEnd = targetOffset + targetLength;
        int in = offset;
        int out = targetOffset;
        while (in < end) {
            int control = source[in++] & 0xff;
            int count;
            if (control < MAX_LITERALS) {
                count = control + 1;
                if (count > end - in || count > targetEnd - out) {
                    return false;
                }
                copyLiterals(source, in, target, out, count);
                in += count;
            } else {
                int field = control >>> 5;
                int tail = field == LONG_MATCH ? 2 : 1;
                if (tail > end - in) {
                    return false;
                }
                count = field + MATCH_BIAS + (tail == 2 ? source[in] & 0xff : 0);
                in += tail;
                int from = out - (((control & 0x1f) << 8) | (source[in - 1] & 0xff)) - 1;
                if (from < targetOffset || count > targetEnd - out) {
                    return false;
                }
                copyBack(target, from, out, count);
            }
            out += count;
        }
        return out == targetEnd;
    }

    private static void copyLiterals(byte[] source, int in, byte[] target, int out, int count) {
        if (count > FEW) {
            System.arraycopy(source, in, target, out, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            target[out + i] = source[in + i];
        }
    }

    /** Copies from the output to its end; where both overlap, the bytes between them repeat. */
    private static void copyBack(byte[] target, int from, int out, int count) {
        int distance = out - from;
        if (distance == 1) {
            Arrays.fill(target, out, out + count, target[from]);
        } else if (count > FEW && distance >= count) {
            System.arraycopy(target, from, target, out, count);
        } else {
            for (int i = 0; i < count; i++) {
                target[out + i] = target[from + i];
            }
        }
    }

    /** Returns how many bytes a stream gives if it is well-formed; -1 if a token is cut short. Distances are not checked. */
    static long decompressedLength(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        int end = offset + length;
        int in = offset;
        long total = 0;
        while (in < end) {
            int control = source[in] & 0xff;
            int tokenLength;
            if (control < MAX_LITERALS) {
                tokenLength = control + 2;
                total += control + 1;
            } else if (control >>> 5 < LONG_MATCH) {
                tokenLength = 2;
                total += (control >>> 5) + MATCH_BIAS;
            } else {
                tokenLength = 3;
                total += end - in < tokenLength ? 0 : (source[in + 1] & 0xff) + LONG_MATCH + MATCH_BIAS;
            }
            if (tokenLength > end - in) {
                return -1;
            }
            in += tokenLength;
        }
        return total;
    }
}
