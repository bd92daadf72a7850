package io.cairn.engine.command.bitmap;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.Requests;
import io.cairn.testing.SameReplies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every range of bits of a short string, from either end and beyond both, counts and is searched as in Redis. */
@NeedsProgram("redis-server")
class BitRangeDifferentialTest {
    private static final int BEYOND = 26;

    private static SameReplies both;

    @BeforeAll
    static void start() throws IOException {
        both = new SameReplies();
    }

    @AfterAll
    static void stop() throws IOException {
        both.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0",
                "\u00ff\u00ff\u00ff",
                "\u00ff\0\u00ff",
                "\0\u00ff\0",
                "\u0010\u0081\b",
                "\u00ef~\u00f7",
                "-12"
            })
    void everyRangeOfBits(String content) throws IOException {
        both.reset(2);
        List<byte[][]> requests = new ArrayList<>();
        requests.add(Requests.of("SET", "k", content));
        for (int start = -BEYOND; start <= BEYOND; start++) {
            String first = Integer.toString(start);
            requests.add(Requests.of("BITPOS", "k", "0", first));
            requests.add(Requests.of("BITPOS", "k", "1", first));
            for (int end = -BEYOND; end <= BEYOND; end++) {
                String last = Integer.toString(end);
                requests.add(Requests.of("BITCOUNT", "k", first, last, "BIT"));
                requests.add(Requests.of("BITPOS", "k", "0", first, last, "BIT"));
                requests.add(Requests.of("BITPOS", "k", "1", first, last, "BIT"));
            }
        }
        both.execute(requests);
    }
}
