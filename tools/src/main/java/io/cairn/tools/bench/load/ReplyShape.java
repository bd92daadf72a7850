package io.cairn.tools.bench.load;

/**
 * What a right reply looks like, as far as its first line tells.
 *
 * @param kinds the first bytes that it may have; RESP2 and RESP3 have different ones for sets and maps
 * @param least of the number in the line: the integer itself, a string's length, the elements of an array or set, the keys and
 *     values of a map; −1 says null
 * @param most the same
 */
public record ReplyShape(String kinds, long least, long most) {
    /** A status, such as OK. */
    public static final ReplyShape STATUS = new ReplyShape("+", 0, 0);

    private static final String AGGREGATES = "*~%";

    /** Any integer. */
    public static final ReplyShape INTEGER = integer(Long.MIN_VALUE, Long.MAX_VALUE);

    /** A string that is not empty. */
    public static final ReplyShape STRING = new ReplyShape("$", 1, Long.MAX_VALUE);

    /** An integer in a range. */
    public static ReplyShape integer(long least, long most) {
        return new ReplyShape(":", least, most);
    }

    /** This integer. */
    public static ReplyShape integer(long value) {
        return integer(value, value);
    }

    /** A string of this length. */
    public static ReplyShape string(long lengthBytes) {
        return new ReplyShape("$", lengthBytes, lengthBytes);
    }

    /** An array, set or map with so many elements; a map has two for each of its keys. */
    public static ReplyShape elements(long least, long most) {
        return new ReplyShape(AGGREGATES, least, most);
    }

    /** An array, set or map with this many elements; a map has two for each of its keys. */
    public static ReplyShape elements(long count) {
        return elements(count, count);
    }

    boolean fits(byte kind, long number) {
        return kinds.indexOf(kind) >= 0 && number >= least && number <= most;
    }

    /** What is expected, for people. */
    @Override
    public String toString() {
        return switch (kinds) {
            case "+" -> "a status";
            case ":" -> "an integer" + range();
            case "$" -> "a string" + (least == most ? " of " + least + " bytes" : "");
            default -> "elements" + range();
        };
    }

    private String range() {
        if (least == most) {
            return ": " + least;
        }
        if (most == Long.MAX_VALUE) {
            return least == Long.MIN_VALUE ? "" : ": " + least + " at least";
        }
        return ": " + least + " to " + most;
    }
}
