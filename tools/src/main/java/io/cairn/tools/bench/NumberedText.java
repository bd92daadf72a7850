package io.cairn.tools.bench;

import java.nio.charset.StandardCharsets;

/**
 * A request or a reply in which two numbers change, encoded once: making it again and again makes no garbage, so that no collection in
 * the load's own process is taken for a wait of the server. One thread.
 */
public final class NumberedText {
    /** Stands for an index in the text; it has as many digits as this has characters. */
    public static final String INDEX = "<the index >";

    /** Stands for a number in the text; it has as many digits as this has characters. */
    public static final String NUMBER = "<the number>";

    private final byte[] bytes;
    private final int indexAt;
    private final int numberAt;

    /** The text, in which each of the two stands at most once. */
    public NumberedText(String text) {
        indexAt = text.indexOf(INDEX);
        numberAt = text.indexOf(NUMBER);
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A request of these arguments. */
    public static NumberedText request(String... arguments) {
        return new NumberedText(RespConnection.encode(arguments));
    }

    /** The text with these two, to be used before the next one is asked for. */
    public byte[] with(long index, long number) {
        put(indexAt, INDEX.length(), index);
        put(numberAt, NUMBER.length(), number);
        return bytes;
    }

    private void put(int at, int digits, long number) {
        if (at < 0) {
            return;
        }
        long left = number;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        if (number < 0 || left != 0) {
            throw new IllegalArgumentException("no room: number=" + number + " digits=" + digits);
        }
    }
}
