package io.cairn.persistence.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.resp.RequestParser;
import org.junit.jupiter.api.Test;

class LoggedCommandsTest {
    private static String fault(String bytes) {
        RequestParser parser = new RequestParser(0);
        LoggedCommands.parse(parser, bytes.getBytes(US_ASCII), bytes.length());
        return LoggedCommands.framingFault(parser, bytes.length());
    }

    /** What a client may send depends on a setting, and the setting on the day. */
    @Test
    void anArgumentMayBeAsLongAsAnArray() {
        assertThat(fault("*2\r\n$3\r\nDEL\r\n$536870913\r\n")).isEqualTo("what should be a command is not whole");
        assertThat(fault("*2\r\n$3\r\nDEL\r\n$2146435071\r\n")).isEqualTo("what should be a command is not whole");
        assertThat(fault("*2\r\n$3\r\nDEL\r\n$2146435072\r\n"))
                .isEqualTo("what should be a command is none (invalid bulk length)");
    }

    @Test
    void aPageTakesItWithoutMakingRoomForMoreThanItHas() {
        byte[] start = "*2\r\n$3\r\nDEL\r\n$2146435071\r\n".getBytes(US_ASCII);
        BatchPage page = new BatchPage(0, (bytes, offset, length) -> 0);
        assertThat(page.add(start, 0, start.length, 0, 0)).isTrue();
        assertThat(page.fault()).isEqualTo("what should be a command is not whole");
    }
}
