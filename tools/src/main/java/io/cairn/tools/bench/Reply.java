package io.cairn.tools.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A reply taken apart.
 *
 * @param kind the first byte of its RESP
 * @param text what a value without elements says, a character per byte; empty for a null
 * @param elements of an array, set or push; keys and values of a map, in turn
 */
public record Reply(char kind, String text, List<Reply> elements) {
    public static Reply of(char kind, String text) {
        return new Reply(kind, text, List.of());
    }

    private boolean isAggregate() {
        return "*~%>".indexOf(kind) >= 0;
    }

    /** The same with its elements in an order that depends on nothing but them. */
    public Reply sorted() {
        return new Reply(
                kind,
                text,
                elements.stream().sorted(Comparator.comparing(Reply::toString)).toList());
    }

    /** The same with its pairs of elements in such an order: for maps, and RESP2's arrays of them. */
    public Reply sortedPairs() {
        List<Reply> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            pairs.add(new Reply('*', "", elements.subList(i, i + 2)));
        }
        return new Reply(kind, text, pairs).sorted();
    }

    /** A string or an integer as it is, null as empty, an array as {@code [one, two]}. */
    @Override
    public String toString() {
        return isAggregate() ? elements.toString() : text;
    }
}
