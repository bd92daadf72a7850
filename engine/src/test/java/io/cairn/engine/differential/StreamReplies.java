package io.cairn.engine.differential;

import io.cairn.testing.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Replies on streams with times in them. Redis 7.0 does not know when a consumer was active, which 7.2 tells, and its
 * radix tree has nodes that ours has not: what is told of these is left out. And it may have one leaf more, without live
 * entries: trimming by MINID leaves a leaf there if a deleted entry behind the id is its last.
 */
final class StreamReplies {
    private static final Set<String> NOT_COMPARED = Set.of("inactive", "active-time", "radix-tree-nodes");
    private static final Set<String> TIMES = Set.of("idle", "seen-time");

    private StreamReplies() {}

    /** Whether two replies say the same, with no time differing by more than {@code toleranceMs}. */
    static boolean isSame(RespValue ours, RespValue theirs, long toleranceMs) {
        List<RespValue> our = compared(ours);
        List<RespValue> their = compared(theirs);
        if (ours.kind() != theirs.kind()
                || ours.isNull() != theirs.isNull()
                || !ours.text().equals(theirs.text())
                || our.size() != their.size()) {
            return false;
        }
        for (int i = 0; i < our.size(); i++) {
            boolean same = isSame(our.get(i), their.get(i), toleranceMs);
            if (!same && isTime(our, i)) {
                same = Math.abs(number(our.get(i)) - number(their.get(i))) <= toleranceMs;
            } else if (!same && isLeafCount(our, i)) {
                same = number(our.get(i)) == number(their.get(i)) - 1;
            }
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The same without times. */
    static RespValue withoutTimes(RespValue value) {
        List<RespValue> elements = compared(value);
        List<RespValue> left = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            if (!isTime(elements, i) && !isLeafCount(elements, i)) {
                left.add(withoutTimes(elements.get(i)));
            }
        }
        return new RespValue(value.kind(), value.text(), value.isNull(), left);
    }

    private static List<RespValue> compared(RespValue value) {
        List<RespValue> compared = new ArrayList<>();
        List<RespValue> all = value.elements();
        for (int i = 0; i < all.size(); i++) {
            boolean pair = i + 1 < all.size() && all.get(i + 1).kind() == ':';
            if (pair && NOT_COMPARED.contains(all.get(i).text())) {
                i++;
            } else {
                compared.add(all.get(i));
            }
        }
        return compared;
    }

    /** A pending entry is id, consumer, time, count; or id, time, count, where the consumer is known. */
    private static boolean isTime(List<RespValue> elements, int i) {
        if (elements.get(i).kind() != ':') {
            return false;
        }
        StringBuilder kinds = new StringBuilder();
        elements.forEach(element -> kinds.append(element.kind()));
        return kinds.toString().equals("$$::") && i == 2
                || kinds.toString().equals("$::") && i == 1
                || i > 0 && TIMES.contains(elements.get(i - 1).text());
    }

    private static boolean isLeafCount(List<RespValue> elements, int i) {
        return i > 0 && elements.get(i - 1).text().equals("radix-tree-keys");
    }

    private static long number(RespValue value) {
        return Long.parseLong(value.text());
    }
}
