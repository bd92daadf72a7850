package io.cairn.engine.command.zset;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.engine.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sets that a union, intersection or difference is made of: sorted ones, or plain ones, whose members score 1. */
final class Operands {
    private static final double PLAIN_SCORE = 1;

    private final List<Operand> operands = new ArrayList<>();

    private Operands() {}

    /**
     * Looks up {@code count} keys from argument {@code first} on.
     *
     * @return null after the error reply that one holds something else
     */
    static @Nullable Operands read(Args args, int first, int count, CommandContext context) {
        // A look-up may remove a key whose time has come, which must not happen when others have been looked up.
        for (int i = 0; i < count; i++) {
            context.entry(args, first + i);
        }
        Operands operands = new Operands();
        for (int i = 0; i < count; i++) {
            Entry entry = context.readBeside(i, args, first + i);
            Value value = entry.value();
            if (value != null && !(value instanceof SortedSetValue) && !(value instanceof SetValue)) {
                context.reply().error(CommandError.WRONG_TYPE);
                return null;
            }
            operands.operands.add(new Operand(value));
        }
        return operands;
    }

    int count() {
        return operands.size();
    }

    Operand get(int index) {
        return operands.get(index);
    }

    /** Puts the smallest first, as Redis does, for what scores are added first decides how sums are rounded. */
    void sortBySize() {
        operands.sort(Comparator.comparingLong(Operand::size));
    }

    /** One of the sets, with its weight. */
    static final class Operand {
        private final @Nullable SortedSetValue sorted;
        private final @Nullable SetValue plain;
        private double weight = 1;

        private Operand(@Nullable Value value) {
            sorted = value instanceof SortedSetValue set ? set : null;
            plain = value instanceof SetValue set ? set : null;
        }

        double weight() {
            return weight;
        }

        void setWeight(double newWeight) {
            weight = newWeight;
        }

        long size() {
            return sorted != null ? sorted.size() : plain != null ? plain.size() : 0;
        }

        /** The member's score without its weight; {@link SortedSetValue#ABSENT} if it is not there. */
        double score(byte[] member, int offset, int length) {
            if (sorted != null) {
                return sorted.score(member, offset, length);
            }
            return plain != null && plain.contains(member, offset, length) ? PLAIN_SCORE : SortedSetValue.ABSENT;
        }

        /** Walks over all members; of a set that is there. */
        MemberWalk walk() {
            if (sorted != null) {
                return sorted.walk();
            }
            if (plain != null) {
                return new PlainWalk(plain.walk());
            }
            throw new IllegalStateException("there is no set");
        }
    }

    private record PlainWalk(ElementWalk elements) implements MemberWalk {
        @Override
        public boolean next() {
            return elements.next();
        }

        @Override
        public Element member() {
            return elements.element();
        }

        @Override
        public double score() {
            return PLAIN_SCORE;
        }
    }
}
