package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.RespConnection;
import java.nio.charset.StandardCharsets;

/**
 * A request in which two numbers change, encoded once: sending it again and again makes no garbage, so that no collection in
 * the load's own process is taken for a wait of the server. One thread.
 */
final class NumberedRequest {
    /** Stands for an index in an argument; it has as many digits as this has characters. */
    static final String INDEX = "<the index >";

    /** Stands for a number in an argument; it has as many digits as this has characters. */
    static final String NUMBER = "<the number>";

    private final byte[] bytes;
    private final int indexAt;
    private final int numberAt;

    /** The arguments, in which each of the two stands at most once. */
    NumberedRequest(String... arguments) {
        String text = RespConnection.encode(arguments);
        indexAt = text.indexOf(INDEX);
        numberAt = text.indexOf(NUMBER);
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The request with these two, to be sent before the next one is asked for. */
    byte[] with(long index, long number) {
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
