package io.cairn.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A reply taken apart, for tests that look inside. Text is ISO 8859-1: a character per byte.
 *
 * @param kind the first byte of its RESP; an attribute is dropped
 * @param text what a value without elements says; {@code ""} for a null
 * @param isNull whether it is RESP2's null string or null array, or RESP3's null
 * @param elements of an array, set or push; keys and values of a map, in turn
 */
public record RespValue(char kind, String text, boolean isNull, List<RespValue> elements) {
    public RespValue {
        elements = List.copyOf(elements);
    }

    /** Takes a whole reply apart. */
    public static RespValue parse(byte[] reply) {
        return new Parser(new String(reply, StandardCharsets.ISO_8859_1)).value();
    }

    /** Element {@code index}. */
    public RespValue get(int index) {
        return elements.get(index);
    }

    /** The texts of all elements. */
    public List<String> texts() {
        return elements.stream().map(RespValue::text).toList();
    }

    /** The value of a map, or of RESP2's flat array of a map, under {@code key}. */
    public RespValue get(String key) {
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            if (elements.get(i).text.equals(key)) {
                return elements.get(i + 1);
            }
        }
        throw new IllegalArgumentException("no such key: key=" + key + " in " + this);
    }

    /** The same with its elements sorted by their RESP: for replies whose order means nothing. */
    public RespValue sorted() {
        Comparator<RespValue> byBytes = Comparator.comparing(RespValue::resp);
        return new RespValue(
                kind, text, isNull, elements.stream().sorted(byBytes).toList());
    }

    /** The same with its pairs of elements sorted by their RESP: for maps, and RESP2's flat arrays of them. */
    public RespValue sortedPairs() {
        List<RespValue> pairs = new ArrayList<>();
        for (int i = 0; i < elements.size(); i += 2) {
            pairs.add(new RespValue('*', "", false, elements.subList(i, Math.min(i + 2, elements.size()))));
        }
        List<RespValue> sorted = new ArrayList<>();
        new RespValue(kind, text, isNull, pairs).sorted().elements.forEach(pair -> sorted.addAll(pair.elements));
        return new RespValue(kind, text, isNull, sorted);
    }

    /** The value as RESP again. */
    public byte[] encode() {
        return resp().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String resp() {
        StringBuilder resp = new StringBuilder();
        append(resp);
        return resp.toString();
    }

    private void append(StringBuilder resp) {
        resp.append(kind);
        switch (kind) {
            case '$', '=', '!' -> resp.append(isNull ? "-1" : text.length() + "\r\n" + text);
            case '*', '~', '>' -> resp.append(isNull ? "-1" : Integer.toString(elements.size()));
            case '%' -> resp.append(elements.size() / 2);
            default -> resp.append(text);
        }
        resp.append("\r\n");
        elements.forEach(element -> element.append(resp));
    }

    /** Like redis-cli prints it, but for kinds, which are kept. */
    @Override
    public String toString() {
        if (isNull) {
            return kind + "(nil)";
        }
        return switch (kind) {
            case '*', '~', '>', '%' -> kind + elements.toString();
            default -> kind + RespReplies.text(text.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    private static final class Parser {
        private final String resp;
        private int position;

        Parser(String resp) {
            this.resp = resp;
        }

        RespValue value() {
            int lineEnd = resp.indexOf("\r\n", position);
            char kind = resp.charAt(position);
            String line = resp.substring(position + 1, lineEnd);
            position = lineEnd + 2;
            return switch (kind) {
                case '$', '=', '!' -> string(kind, Integer.parseInt(line));
                case '*', '~', '>' -> elements(kind, Integer.parseInt(line));
                case '%' -> elements(kind, 2 * Integer.parseInt(line));
                case '|' -> behindAttribute(Integer.parseInt(line));
                default -> new RespValue(kind, line, kind == '_', List.of());
            };
        }

        private RespValue behindAttribute(int count) {
            elements('|', 2 * count);
            return value();
        }

        private RespValue string(char kind, int length) {
            if (length < 0) {
                return new RespValue(kind, "", true, List.of());
            }
            String text = resp.substring(position, position + length);
            position += length + 2;
            return new RespValue(kind, text, false, List.of());
        }

        private RespValue elements(char kind, int count) {
            List<RespValue> elements = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                elements.add(value());
            }
            return new RespValue(kind, "", count < 0, elements);
        }
    }
}
