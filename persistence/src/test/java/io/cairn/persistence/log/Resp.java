package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Requests as bytes. Characters stand for bytes. */
final class Resp {
    private Resp() {}

    static byte[] command(String... words) {
        StringBuilder text = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return bytes(text.toString());
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        StringBuilder text = new StringBuilder();
        for (byte[] part : parts) {
            text.append(new String(part, ISO_8859_1));
        }
        return bytes(text.toString());
    }
}
