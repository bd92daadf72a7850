package io.cairn.engine.resp;

import io.cairn.testing.Requests;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * What clients may send, well formed or not. All requests are of commands that nobody has, so that a server's answer
 * shows how it has read them: it quotes the arguments.
 *
 * <p>No NUL outside of RESP's strings: Redis looks for line ends with C's {@code strchr} and would wait behind a NUL for
 * more, where the parser sees at once that the line is wrong.
 */
final class RequestStreams {
    private static final List<String> WORDS = List.of(
            "",
            "a",
            "bc",
            "\r\n",
            "$3",
            "*1\r\n",
            "\"",
            "'",
            "\\",
            "x y",
            "0",
            "-1",
            "\u00ff\u0080",
            "0123456789",
            "a".repeat(99),
            "b".repeat(100),
            "c".repeat(999),
            "d".repeat(1000));

    /** Malformed, or nearly: what stands alone between requests. */
    private static final List<String> ODDITIES = List.of(
            "\r\n",
            "\n",
            " \t\r\n",
            "*0\r\n",
            "*-1\r\n",
            "*-5\r\n",
            "*\r\n",
            "*x\r\n",
            "*1x\r\n",
            "*01\r\n",
            "*+1\r\n",
            "* 1\r\n",
            "*2147483647\r\n",
            "*2147483648\r\n",
            "*99999999999999999999\r\n",
            "*1\r\n$-1\r\n",
            "*1\r\n$\r\n",
            "*1\r\n$x\r\n",
            "*1\r\n$01\r\nx\r\n",
            "*1\r\n$1x\r\nx\r\n",
            "*1\r\n$x1\r\nx\r\n",
            "*1\r\n$010\r\n0123456789\r\n",
            "*1\r\n$10\rX0123456789\r\n",
            "*1\r\n$1x0\r\nx\r\n",
            "*1\r\n$10x\r\nx\r\n",
            "*1\r\n$100\rXx\r\n",
            "*:\r\n$1\r\nx\r\n",
            "*1\r\n$:\r\nx\r\n",
            "*1\r\n$/0\r\nx\r\n",
            "*1\r\n$536870913\r\n",
            "*1\r\n$9223372036854775808\r\n",
            "*1\r\nfrob\r\n",
            "*1\r\n\r\n",
            "*1\r\n\n\r\n",
            "*1\r\n:1\r\n",
            "*2\r\n$4\r\nfrob\r\n*1\r\n",
            "*1\n$4\nfrob\n\r\n",
            "*1\r\n$4\r\nfrobXX",
            "*1\rX$4\rXfrob\r\n",
            "frob \"\r\n",
            "frob '\r\n",
            "frob \"a\"b\r\n",
            "frob 'a'b\r\n",
            "frob a\"b c\"\r\n",
            "frob \"\\\r\n",
            "frob \"\\x4\"\r\n",
            "frob '\\'\r\n",
            "frob \\x41 \"\\x41\\n\\r\\t\\b\\a\\q\\\"\\\\\"\r\n",
            "frob 'it\\'s' 'a\\nb'\r\n",
            "frob a\rb\r\n",
            "frob\u000b\u000ca\r\r\n",
            "$4\r\n",
            "+OK\r\n",
            "PROXY TCP4\r\n");

    private static final String INLINE = "ab\"'\\xn41 \t\u00e9";

    private RequestStreams() {}

    /** Streams of requests and oddities, of which some bytes have been changed. */
    static Arbitrary<byte[]> any() {
        return Arbitraries.randomValue(RequestStreams::stream);
    }

    /** Streams of well formed requests. */
    static Arbitrary<byte[]> wellFormed() {
        return Arbitraries.randomValue(random -> {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            int count = 1 + random.nextInt(10);
            for (int i = 0; i < count; i++) {
                stream.writeBytes(random.nextInt(4) == 0 ? inlineWords(random) : resp(random));
            }
            return stream.toByteArray();
        });
    }

    /** Lines of few characters, most of which mean something. */
    static Arbitrary<byte[]> inlineLines() {
        return Arbitraries.randomValue(RequestStreams::inline);
    }

    private static byte[] stream(Random random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            stream.writeBytes(part(random));
        }
        byte[] bytes = stream.toByteArray();
        int changes = random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = changed(random);
        }
        return bytes;
    }

    private static byte[] part(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> inline(random);
            case 1, 2 -> latin(ODDITIES.get(random.nextInt(ODDITIES.size())));
            default -> resp(random);
        };
    }

    private static byte changed(Random random) {
        String likely = "\r\n$*0123456789-\"' x";
        return (byte)
                (random.nextInt(3) == 0 ? 1 + random.nextInt(255) : likely.charAt(random.nextInt(likely.length())));
    }

    private static byte[] resp(Random random) {
        byte[][] request = new byte[1 + random.nextInt(4)][];
        request[0] = latin("frob");
        for (int i = 1; i < request.length; i++) {
            request[i] = random.nextInt(20) == 0
                    ? latin("long".repeat(random.nextInt(700)))
                    : latin(WORDS.get(random.nextInt(WORDS.size())));
        }
        return Requests.encode(request);
    }

    private static byte[] inlineWords(Random random) {
        return latin(
                "frob " + "word ".repeat(random.nextInt(4)) + "'and more'" + (random.nextBoolean() ? "\r\n" : "\n"));
    }

    private static byte[] inline(Random random) {
        StringBuilder line = new StringBuilder("frob ");
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            line.append(INLINE.charAt(random.nextInt(INLINE.length())));
        }
        return latin(line.append(random.nextInt(4) == 0 ? "\n" : "\r\n").toString());
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
