package io.cairn.tools.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Goal: the scanner finds exactly the ends that replies have, wherever reads cut them. Method: any replies of RESP2 and RESP3,
 * nested, with line ends and first bytes of replies inside of strings, fed in pieces of any length as {@link LoadConnection} does,
 * the rest of a line in front of what follows. Invariants: after each piece as many replies are complete as really are; none is
 * wrong, where everything is expected; the shape is asked for once for each.
 */
class ReplyScannerPropertyTest {
    private static final ReplyShape ANYTHING = new ReplyShape("+-:$*~%>_#,(=!", Long.MIN_VALUE, Long.MAX_VALUE);

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void findsTheEndOfEachReplyHoweverTheyAreCut(
            @ForAll("replies") List<String> replies, @ForAll("cuts") List<Integer> cuts) {
        byte[] bytes = String.join("", replies).getBytes(StandardCharsets.ISO_8859_1);
        RequestRing ring = ring(replies.size());
        ReplyScanner scanner = new ReplyScanner(ring);
        scanner.expect(ring, 0, replies.size());
        int seen = 0;
        int received = 0;
        for (int i = 0; received < bytes.length; i++) {
            received = Math.min(bytes.length, received + cuts.get(i % cuts.size()));
            byte[] piece = Arrays.copyOfRange(bytes, seen, received);
            seen += scanner.scan(piece, 0, piece.length);
            assertThat(scanner.replies()).isEqualTo(complete(replies, received));
            assertThat(scanner.isComplete()).isEqualTo(received == bytes.length);
        }
        assertThat(scanner.wrong()).isZero();
        assertThat(seen).isEqualTo(bytes.length);
    }

    /** How many of the replies lie within so many bytes. */
    private static int complete(List<String> replies, int received) {
        int end = 0;
        for (int i = 0; i < replies.size(); i++) {
            end += replies.get(i).length();
            if (end > received) {
                return i;
            }
        }
        return replies.size();
    }

    private static RequestRing ring(int size) {
        RequestRing.Builder builder = new RequestRing.Builder(ByteBuffer.allocate(size));
        for (int i = 0; i < size; i++) {
            builder.add(new byte[1], ANYTHING);
        }
        return builder.build(1);
    }

    @Provide
    Arbitrary<List<String>> replies() {
        Arbitrary<String> attribute =
                Arbitraries.frequency(Tuple.of(9, ""), Tuple.of(1, "|1\r\n+key\r\n*2\r\n:1\r\n$1\r\na\r\n"));
        return Combinators.combine(attribute, value(3))
                .as((before, value) -> before + value)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 40).list().ofMinSize(1).ofMaxSize(10);
    }

    private Arbitrary<String> value(int depth) {
        Arbitrary<String> line = Combinators.combine(
                        Arbitraries.of("+", "-", ":", "_", "#", ",", "("),
                        Arbitraries.strings().numeric().ofMaxLength(12))
                .as((kind, text) -> kind + text + "\r\n");
        Arbitrary<String> string = Combinators.combine(
                        Arbitraries.of("$", "=", "!"),
                        Arbitraries.strings().withChars("\r\n$*:+a7").ofMaxLength(30))
                .as((kind, text) -> kind + text.length() + "\r\n" + text + "\r\n");
        Arbitrary<String> nothing = Arbitraries.of("$-1\r\n", "*-1\r\n", "*0\r\n", "%0\r\n", "~0\r\n");
        if (depth == 0) {
            return Arbitraries.oneOf(line, string, nothing);
        }
        Arbitrary<List<String>> inside = value(depth - 1).list().ofMaxSize(4);
        Arbitrary<String> array = Combinators.combine(Arbitraries.of("*", "~", ">"), inside)
                .as((kind, values) -> kind + values.size() + "\r\n" + String.join("", values));
        Arbitrary<String> map =
                inside.map(values -> "%" + values.size() + "\r\n" + String.join("", values) + String.join("", values));
        return Arbitraries.oneOf(line, string, nothing, array, map);
    }
}
