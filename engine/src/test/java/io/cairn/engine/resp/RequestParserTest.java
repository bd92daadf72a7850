package io.cairn.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RequestParserTest {
    /** Searched from its beginning for every byte that comes, a line of 64 KiB is two thousand million looks. */
    @Test
    void looksAtEveryByteOfALongLineOnce() {
        byte[] line = new byte[ProtocolLimits.MAX_INLINE_BYTES];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 20; i++) {
                RequestParser parser = new RequestParser();
                for (int end = 1; end <= line.length; end++) {
                    assertThat(parser.hasNext()).isFalse();
                    parser.parse(line, end, ProtocolLimits.DEFAULT, 1);
                }
                assertThat(parser.hasNext()).isTrue();
            }
        });
    }
}
