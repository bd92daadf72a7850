package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import java.util.Arrays;

/**
 * Members by their bytes, which makes sense where all have the same score.
 *
 * @param min the lower end
 * @param max the upper end
 */
public record LexRange(End min, End max) implements MemberRange {
    /** Below all members. */
    public static final End LOWEST = new End(new byte[0], true, -1);

    /** Above all members. */
    public static final End HIGHEST = new End(new byte[0], true, 1);

    /** An end of a range. */
    public static final class End {
        private final byte[] text;
        private final boolean exclusive;
        private final int infinite;

        private End(byte[] text, boolean exclusive, int infinite) {
            this.text = text;
            this.exclusive = exclusive;
            this.infinite = infinite;
        }

        /** A member, there or not, that is part of the range or not. */
        public static End of(byte[] member, boolean exclusive) {
            return new End(member, exclusive, 0);
        }

        /** Whether it is {@link #HIGHEST} (1), {@link #LOWEST} (-1) or neither. */
        int infinite() {
            return infinite;
        }

        byte[] text() {
            return text;
        }

        boolean isExclusive() {
            return exclusive;
        }

        /** Compares a member with it. */
        private int compare(Element member) {
            if (infinite != 0) {
                return -infinite;
            }
            int from = member.offset();
            return Arrays.compareUnsigned(member.bytes(), from, from + member.length(), text, 0, text.length);
        }
    }

    @Override
    public boolean isBelow(Element member, double score) {
        int compared = min.compare(member);
        return min.exclusive ? compared <= 0 : compared < 0;
    }

    @Override
    public boolean isAbove(Element member, double score) {
        int compared = max.compare(member);
        return max.exclusive ? compared >= 0 : compared > 0;
    }

    @Override
    public boolean isEmpty() {
        int compared = min.infinite != 0 || max.infinite != 0
                ? Integer.compare(min.infinite, max.infinite)
                : Arrays.compareUnsigned(min.text, max.text);
        return compared > 0 || compared == 0 && (min.exclusive || max.exclusive);
    }
}
