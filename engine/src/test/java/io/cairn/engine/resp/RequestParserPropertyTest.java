package io.cairn.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.RespReplies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: it does not matter in which pieces a client's bytes arrive, nor when its buffer is moved. Method: the same stream
 * whole, and in pieces, down to single bytes, into a buffer whose consumed bytes are dropped now and then. Invariants: the
 * same requests, the same bytes of each fit for the log, the same error at the end.
 */
class RequestParserPropertyTest {
    private static long parsed;
    private static long failed;

    @AfterContainer
    static void somethingWasParsed() {
        System.out.printf("%d requests parsed whole and in pieces, %d streams malformed%n", parsed, failed);
        assertThat(parsed).isGreaterThan(2000);
        assertThat(failed).isGreaterThan(200);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        return RequestStreams.any();
    }

    @Provide
    Arbitrary<byte[]> wellFormed() {
        return RequestStreams.wellFormed();
    }

    @Property(tries = 1000)
    void findsTheSameRequestsInPieces(@ForAll("streams") byte[] stream, @ForAll long seed) {
        List<String> whole = whole(stream);
        assertThat(inPieces(stream, new Random(seed)))
                .as(RespReplies.text(stream))
                .isEqualTo(whole);
        parsed += whole.size() - 1;
        failed += whole.get(whole.size() - 1).equals("no error") ? 0 : 1;
    }

    @Property(tries = 300)
    void findsAllRequestsOfAWellFormedStream(@ForAll("wellFormed") byte[] stream, @ForAll long seed) {
        List<String> whole = whole(stream);
        assertThat(whole).endsWith("no error");
        assertThat(inPieces(stream, new Random(seed))).isEqualTo(whole);
        RequestParser parser = new RequestParser();
        parser.parse(stream.clone(), stream.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        assertThat(parser.consumed()).isEqualTo(stream.length);
        parsed += whole.size() - 1;
    }

    private static List<String> whole(byte[] stream) {
        byte[] bytes = stream.clone();
        RequestParser parser = new RequestParser();
        parser.parse(bytes, bytes.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        List<String> found = new ArrayList<>();
        takeAll(parser, bytes, found);
        found.add(outcome(parser));
        return found;
    }

    private static List<String> inPieces(byte[] stream, Random random) {
        RequestParser parser = new RequestParser();
        byte[] buffer = new byte[stream.length];
        int end = 0;
        int read = 0;
        int largest = 1 + random.nextInt(stream.length);
        List<String> found = new ArrayList<>();
        while (read < stream.length) {
            int piece = Math.min(1 + random.nextInt(largest), stream.length - read);
            System.arraycopy(stream, read, buffer, end, piece);
            read += piece;
            end += piece;
            int limit = random.nextBoolean() ? 1 : Integer.MAX_VALUE;
            parser.parse(buffer, end, ProtocolLimits.DEFAULT, limit);
            while (parser.hasNext()) {
                takeAll(parser, buffer, found);
                parser.parse(buffer, end, ProtocolLimits.DEFAULT, limit);
            }
            if (random.nextInt(3) == 0) {
                int consumed = parser.consumed();
                // Into another array, as a connection does whose buffer grows: nothing of the old one may be needed.
                byte[] moved = new byte[stream.length];
                System.arraycopy(buffer, consumed, moved, 0, end - consumed);
                buffer = moved;
                end -= consumed;
                parser.shift(consumed);
                parser.trim();
            }
        }
        found.add(outcome(parser));
        return found;
    }

    private static void takeAll(RequestParser parser, byte[] bytes, List<String> found) {
        Args args = new Args();
        while (parser.next(bytes, args)) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < args.count(); i++) {
                words.add(RespReplies.text(args.copy(i)));
            }
            byte[] verbatim = args.isVerbatim()
                    ? Arrays.copyOfRange(args.bytes(), args.requestStart(), args.requestEnd())
                    : new byte[0];
            found.add(words + " " + RespReplies.text(verbatim));
        }
    }

    private static String outcome(RequestParser parser) {
        String error = parser.protocolError();
        return error == null ? "no error" : error;
    }
}
