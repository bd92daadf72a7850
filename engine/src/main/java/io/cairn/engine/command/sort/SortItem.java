package io.cairn.engine.command.sort;

import io.cairn.engine.structure.DoubleParser;
import io.cairn.engine.structure.Element;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** An element to be sorted, with what it is sorted by. */
final class SortItem {
    /** By number, elements of the same number by their bytes. */
    static final Comparator<SortItem> BY_NUMBER = SortItem::compareNumbers;
    /** By the weight's bytes, elements without one first. */
    static final Comparator<SortItem> BY_WEIGHT = (one, other) -> compareWeights(one.weight, other.weight);
    /** By the element's own bytes. */
    static final Comparator<SortItem> BY_TEXT = (one, other) -> Arrays.compareUnsigned(one.element, other.element);

    final byte[] element;
    private double number;
    private byte @Nullable [] weight;

    SortItem(byte[] element) {
        this.element = element;
    }

    /** Sets the number; false if the text is none. */
    boolean setNumber(Element text) {
        number = text.isInteger() ? text.integer() : parse(text.bytes(), text.offset(), text.length());
        return !Double.isNaN(number);
    }

    void setWeight(byte[] bytes) {
        weight = bytes;
    }

    /** Takes the number or weight of an equal element. */
    void setWeightOf(SortItem equal) {
        number = equal.number;
        weight = equal.weight;
    }

    /** As C reads numbers, all that it says are out of range being none: a NUL ends the text, an empty one is 0, blanks may stand in front. */
    private static double parse(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        if (end == offset) {
            return 0;
        }
        int start = offset;
        while (start < end && (bytes[start] == ' ' || bytes[start] >= '\t' && bytes[start] <= '\r')) {
            start++;
        }
        double parsed = DoubleParser.parse(bytes, start, end - start);
        // C says out of range of what loses digits for its smallness.
        return parsed != 0 && Math.abs(parsed) < Double.MIN_NORMAL ? DoubleParser.NONE : parsed;
    }

    private static int compareNumbers(SortItem one, SortItem other) {
        // Not Double.compare, for which -0 is less than 0.
        if (one.number != other.number) {
            return one.number < other.number ? -1 : 1;
        }
        return Arrays.compareUnsigned(one.element, other.element);
    }

    private static int compareWeights(byte @Nullable [] one, byte @Nullable [] other) {
        if (one == other) {
            return 0;
        }
        if (one == null || other == null) {
            return one == null ? -1 : 1;
        }
        return Arrays.compareUnsigned(one, other);
    }
}
