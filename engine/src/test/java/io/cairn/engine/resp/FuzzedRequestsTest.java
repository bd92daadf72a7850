package io.cairn.engine.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Campaign;
import io.cairn.testing.Mutations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Campaign Q, requests: bytes that are almost requests mean the same however they arrive, and are requests or a protocol error.
 *
 * <p>Method: streams of requests, changed by {@link Mutations}; parsed in one piece, and in pieces as a connection reads them. What
 * comes out must be the same, lie within what has arrived, and nothing may be thrown.
 */
class FuzzedRequestsTest {
    private static final List<byte[]> CORPUS = List.of(
            "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n".getBytes(ISO_8859_1),
            "PING\r\nSET \"a b\" 'c d'\r\nECHO \"\\x00\\n\"\r\n".getBytes(ISO_8859_1),
            "*1\r\n$4\r\nPING\r\n*0\r\n*-1\r\nPING\r\n*2\r\n$0\r\n\r\n$10\r\n0123456789\r\n".getBytes(ISO_8859_1),
            ("*5\r\n$4\r\nHSET\r\n$1\r\nh\r\n$1\r\nf\r\n$20\r\n" + "x".repeat(20) + "\r\n$0\r\n\r\n")
                    .getBytes(ISO_8859_1));
    private static final List<String> WORDS =
            List.of("*", "$", "\r\n", "\n", "\r", "*1\r\n", "$-1\r\n", "\"", "'", "\0", " ");

    @Test
    void changedRequestsMeanTheSameInPieces() throws IOException {
        run(200_000);
    }

    @Tag("soak")
    @Test
    void manyChangedRequestsMeanTheSameInPieces() throws IOException {
        run(100_000_000);
    }

    private static void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("Q-requests", FuzzedRequestsTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> check(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("requests")).isGreaterThan(campaign.figure("streams") / 2);
            assertThat(campaign.figure("protocol errors")).isGreaterThan(campaign.figure("streams") / 20);
        }
    }

    private static void check(long seed, Campaign campaign) {
        Random random = new Random(seed);
        byte[] stream = new Mutations(random, WORDS).of(CORPUS.get(random.nextInt(CORPUS.size())));
        ProtocolLimits limits = random.nextBoolean() ? ProtocolLimits.DEFAULT : ProtocolLimits.UNAUTHENTICATED;
        List<List<String>> whole = new ArrayList<>();
        String error = parse(stream, limits, List.of(stream.length), whole);
        List<Integer> ends = new ArrayList<>();
        for (int end = 0; end < stream.length; ) {
            end = Math.min(stream.length, end + 1 + random.nextInt(12));
            ends.add(end);
        }
        List<List<String>> pieces = new ArrayList<>();
        String errorInPieces = parse(stream, limits, ends, pieces);
        String text = new String(stream, ISO_8859_1);
        assertThat(pieces).as(text).isEqualTo(whole);
        assertThat(errorInPieces).as(text).isEqualTo(error);
        campaign.add("streams", 1);
        campaign.add("requests", whole.size());
        campaign.add("protocol errors", error.isEmpty() ? 0 : 1);
    }

    /** Parses a stream of which more and more is there; adds the requests and returns the error, or nothing. */
    private static String parse(byte[] stream, ProtocolLimits limits, List<Integer> ends, List<List<String>> requests) {
        RequestParser parser = new RequestParser();
        Args args = new Args();
        for (int end : ends) {
            // What has not arrived must not be looked at.
            byte[] arrived = Arrays.copyOf(stream, end);
            parser.parse(arrived, end, limits, Integer.MAX_VALUE);
            while (parser.next(arrived, args)) {
                List<String> request = new ArrayList<>();
                for (int i = 0; i < args.count(); i++) {
                    request.add(args.text(i));
                }
                requests.add(request);
            }
            assertThat(parser.consumed()).isBetween(0, end);
            String error = parser.protocolError();
            if (error != null) {
                return error;
            }
        }
        return "";
    }
}
