package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RespRepliesTest {
    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "-ERR no\r\n",
            ":-5\r\n",
            "$0\r\n\r\n",
            "$-1\r\n",
            "*-1\r\n",
            "*0\r\n",
            "$5\r\na\r\nb\n\r\n",
            "*2\r\n*1\r\n:1\r\n$1\r\nx\r\n",
            "%1\r\n+k\r\n~2\r\n:1\r\n:2\r\n",
            "|1\r\n+ttl\r\n:1\r\n*1\r\n,1.5\r\n",
            "=7\r\ntxt:abc\r\n",
            "!5\r\nERR x\r\n",
            ">1\r\n#t\r\n",
            "_\r\n",
            "(123456789012345678901234567890\r\n");

    @Test
    void cutsAStreamBetweenItsReplies() {
        byte[] stream = String.join("", REPLIES).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(RespReplies.split(stream).stream().map(reply -> new String(reply, StandardCharsets.ISO_8859_1)))
                .isEqualTo(REPLIES);
    }

    @Test
    void putsARepliesPartsTogetherAgain() {
        for (String reply : REPLIES) {
            if (reply.charAt(0) != '|') {
                byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
                assertThat(RespValue.parse(bytes).encode()).as(reply).isEqualTo(bytes);
            }
        }
    }

    @Test
    void tellsAStreamThatEndsInsideAReply() {
        for (String reply : REPLIES) {
            for (int length = 1; length < reply.length(); length++) {
                byte[] cut = reply.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
                assertThatThrownBy(() -> new RespReplies(new ByteArrayInputStream(cut)).next())
                        .as(reply)
                        .isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void refusesWhatIsNoReply() {
        assertThatThrownBy(() -> new RespReplies(new ByteArrayInputStream(new byte[] {'x', '\r', '\n'})).next())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("x\\r\\n");
    }
}
