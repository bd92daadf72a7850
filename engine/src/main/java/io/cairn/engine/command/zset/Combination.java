package io.cairn.engine.command.zset;

import io.cairn.engine.structure.Element;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SortedSetResult;

/** Unions, intersections and differences of {@link Operands}. Sums that are no number count as 0, as in Redis. */
enum Combination {
    UNION,
    INTERSECTION,
    DIFFERENCE;

    /** What becomes of the scores of a member that several sets have. */
    enum Aggregate {
        SUM,
        MIN,
        MAX;

        double of(double first, double second) {
            return switch (this) {
                case SUM -> orZero(first + second);
                // Not Math.min: of -0 and 0, and with NaN, the first one stays.
                case MIN -> second < first ? second : first;
                case MAX -> second > first ? second : first;
            };
        }
    }

    void put(Operands operands, Aggregate aggregate, SortedSetResult result) {
        switch (this) {
            case UNION -> unite(operands, aggregate, result);
            case INTERSECTION -> intersect(operands, aggregate, result);
            case DIFFERENCE -> subtract(operands, result);
        }
    }

    private static void unite(Operands operands, Aggregate aggregate, SortedSetResult result) {
        operands.sortBySize();
        for (int i = 0; i < operands.count(); i++) {
            Operands.Operand operand = operands.get(i);
            if (operand.size() == 0) {
                continue;
            }
            for (MemberWalk walk = operand.walk(); walk.next(); ) {
                Element member = walk.member();
                double score = orZero(operand.weight() * walk.score());
                double present = result.score(member.bytes(), member.offset(), member.length());
                double combined = Double.isNaN(present) ? score : aggregate.of(present, score);
                result.put(member.bytes(), member.offset(), member.length(), combined);
            }
        }
    }

    private static void intersect(Operands operands, Aggregate aggregate, SortedSetResult result) {
        operands.sortBySize();
        Operands.Operand smallest = operands.get(0);
        if (smallest.size() == 0) {
            return;
        }
        for (MemberWalk walk = smallest.walk(); walk.next(); ) {
            Element member = walk.member();
            double score = orZero(smallest.weight() * walk.score());
            int others = 1;
            while (others < operands.count()) {
                double other = operands.get(others).score(member.bytes(), member.offset(), member.length());
                if (Double.isNaN(other)) {
                    break;
                }
                score = aggregate.of(score, other * operands.get(others).weight());
                others++;
            }
            if (others == operands.count()) {
                result.put(member.bytes(), member.offset(), member.length(), score);
            }
        }
    }

    /** How many members an intersection has, counted up to {@code limit}. */
    static long countIntersection(Operands operands, long limit) {
        operands.sortBySize();
        if (operands.get(0).size() == 0) {
            return 0;
        }
        long count = 0;
        for (MemberWalk walk = operands.get(0).walk(); count < limit && walk.next(); ) {
            if (isInAll(walk.member(), operands)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isInAll(Element member, Operands operands) {
        for (int i = 1; i < operands.count(); i++) {
            if (Double.isNaN(operands.get(i).score(member.bytes(), member.offset(), member.length()))) {
                return false;
            }
        }
        return true;
    }

    private static void subtract(Operands operands, SortedSetResult result) {
        Operands.Operand first = operands.get(0);
        if (first.size() == 0) {
            return;
        }
        for (MemberWalk walk = first.walk(); walk.next(); ) {
            Element member = walk.member();
            if (!isInAnother(member, operands)) {
                result.put(member.bytes(), member.offset(), member.length(), walk.score());
            }
        }
    }

    private static boolean isInAnother(Element member, Operands operands) {
        for (int i = 1; i < operands.count(); i++) {
            if (!Double.isNaN(operands.get(i).score(member.bytes(), member.offset(), member.length()))) {
                return true;
            }
        }
        return false;
    }

    private static double orZero(double score) {
        return Double.isNaN(score) ? 0 : score;
    }
}
