package io.cairn.engine.value;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordWalk;
import java.util.Arrays;

/**
 * Gives out the members of a table in order of their scores, those with the same score in order of their bytes: some hundred
 * thousand at a time, which are in order among each other.
 *
 * <p>Cost: a pass over the members for each byte in which their scores differ, and O(n log n) comparisons of members with the
 * same score. Memory: some thirty bytes for each member that is sorted at once. One thread, one use; the table must not change.
 *
 * <p>Source: radix sort from the last digit on, as in Knuth, "Sorting and Searching" (1973).
 */
final class MemberSort {
    private static final int MOST_AT_ONCE = 1 << 19;
    /** What they need of memory fits the processor's nearest cache. */
    private static final int MEMBERS_AHEAD = 32;

    private static final int DIGITS = Long.BYTES;
    private static final int DIGIT_VALUES = 256;

    private final RecordWalk walk;
    private final byte[][] members;
    private final int[] offsets;
    private final int[] lengths;
    private long[] scores;
    private long[] otherScores;
    private int[] order;
    private int[] otherOrder;
    private int count;

    /** Is given members. */
    interface Taker {
        /** A member, and its score's bits as {@link LargeSortedSet#orderedBits} makes them. */
        void take(byte[] bytes, int offset, int length, long orderedBits);
    }

    MemberSort(RecordTable table) {
        walk = table.walk();
        int most = (int) Math.min(table.size(), MOST_AT_ONCE);
        members = new byte[most][];
        offsets = new int[most];
        lengths = new int[most];
        scores = new long[most];
        otherScores = new long[most];
        order = new int[most];
        otherOrder = new int[most];
    }

    /**
     * Gives out all of them.
     *
     * @return a number that means nothing: it must be used for what is looked up ahead to be looked up
     */
    int forEach(Taker taker) {
        int sum = 0;
        while (collect()) {
            sortByScore();
            sortEqualScores();
            for (int block = 0; block < count; block += MEMBERS_AHEAD) {
                int blockEnd = Math.min(count, block + MEMBERS_AHEAD);
                // All of them at once, so that the processor waits for the memory of many and not for one after the
                // other.
                for (int i = block; i < blockEnd; i++) {
                    sum += members[order[i]][Math.max(0, offsets[order[i]] - 1)] + lengths[order[i]];
                }
                for (int i = block; i < blockEnd; i++) {
                    int member = order[i];
                    taker.take(members[member], offsets[member], lengths[member], scores[i]);
                }
            }
        }
        return sum;
    }

    /** Takes members from the walk; false if there are none left. */
    private boolean collect() {
        count = 0;
        while (count < members.length && walk.next()) {
            RecordCursor record = walk.record();
            members[count] = record.keyBytes();
            offsets[count] = record.keyOffset();
            lengths[count] = record.keyLength();
            scores[count] = LargeSortedSet.orderedBits(Double.longBitsToDouble(record.longValue()));
            order[count] = count;
            count++;
        }
        return count > 0;
    }

    private void sortByScore() {
        int[][] starts = new int[DIGITS][DIGIT_VALUES];
        for (int i = 0; i < count; i++) {
            long score = scores[i];
            for (int digit = 0; digit < DIGITS; digit++) {
                starts[digit][(int) (score >>> Byte.SIZE * digit) & 0xff]++;
            }
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            int first = (int) (scores[0] >>> Byte.SIZE * digit) & 0xff;
            if (starts[digit][first] < count) {
                moveByDigit(digit, starts[digit]);
            }
        }
    }

    /** @param starts how many scores have each value of the digit */
    private void moveByDigit(int digit, int[] starts) {
        int sum = 0;
        for (int value = 0; value < DIGIT_VALUES; value++) {
            int values = starts[value];
            starts[value] = sum;
            sum += values;
        }
        for (int i = 0; i < count; i++) {
            int to = starts[(int) (scores[i] >>> Byte.SIZE * digit) & 0xff]++;
            otherScores[to] = scores[i];
            otherOrder[to] = order[i];
        }
        long[] swappedScores = scores;
        scores = otherScores;
        otherScores = swappedScores;
        int[] swappedOrder = order;
        order = otherOrder;
        otherOrder = swappedOrder;
    }

    private void sortEqualScores() {
        int from = 0;
        for (int to = 1; to <= count; to++) {
            if (to == count || scores[to] != scores[from]) {
                sortByBytes(from, to);
                from = to;
            }
        }
    }

    private void sortByBytes(int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sortByBytes(from, middle);
        sortByBytes(middle, to);
        if (compare(order[middle - 1], order[middle]) <= 0) {
            return;
        }
        System.arraycopy(order, from, otherOrder, from, middle - from);
        int left = from;
        int right = middle;
        for (int at = from; left < middle; at++) {
            if (right < to && compare(order[right], otherOrder[left]) < 0) {
                order[at] = order[right++];
            } else {
                order[at] = otherOrder[left++];
            }
        }
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(
                members[one],
                offsets[one],
                offsets[one] + lengths[one],
                members[other],
                offsets[other],
                offsets[other] + lengths[other]);
    }
}
