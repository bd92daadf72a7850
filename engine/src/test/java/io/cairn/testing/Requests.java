package io.cairn.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests as tests write them, and as they go over the wire. */
public final class Requests {
    private Requests() {}

    /** A request of these words; text is ISO 8859-1, a byte per character. */
    public static byte[][] of(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
    }

    /** A request of the words in {@code line}, which blanks separate; for words without blanks or quotes. */
    public static byte[][] line(String line) {
        return of(line.trim().split(" +"));
    }

    /** The request as a RESP array of bulk strings. */
    public static byte[] encode(byte[][] request) {
        ByteArrayOutputStream resp = new ByteArrayOutputStream();
        header(resp, '*', request.length);
        for (byte[] argument : request) {
            header(resp, '$', argument.length);
            resp.writeBytes(argument);
            resp.write('\r');
            resp.write('\n');
        }
        return resp.toByteArray();
    }

    /** The requests, one behind the other, as RESP. */
    public static byte[] encode(List<byte[][]> requests) {
        ByteArrayOutputStream resp = new ByteArrayOutputStream();
        requests.forEach(request -> resp.writeBytes(encode(request)));
        return resp.toByteArray();
    }

    /** The requests in a stretch of RESP such as a log or a journal's batch. */
    public static List<byte[][]> decode(byte[] resp) {
        List<byte[][]> requests = new ArrayList<>();
        for (byte[] request : RespReplies.split(resp)) {
            requests.add(RespValue.parse(request).elements().stream()
                    .map(argument -> argument.text().getBytes(StandardCharsets.ISO_8859_1))
                    .toArray(byte[][]::new));
        }
        return requests;
    }

    /** The request as one types it into redis-cli: quoted where it must be. */
    public static String text(byte[][] request) {
        List<String> words = new ArrayList<>();
        for (byte[] argument : request) {
            String word = RespReplies.text(argument);
            boolean plain = word.matches("[!#-&(-\\[\\]-~]+");
            words.add(plain ? word : '"' + word.replace("\"", "\\\"") + '"');
        }
        return String.join(" ", words);
    }

    private static void header(ByteArrayOutputStream resp, char kind, int count) {
        resp.write(kind);
        resp.writeBytes(Integer.toString(count).getBytes(StandardCharsets.US_ASCII));
        resp.write('\r');
        resp.write('\n');
    }
}
