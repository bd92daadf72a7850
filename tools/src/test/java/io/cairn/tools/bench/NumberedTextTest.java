package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NumberedTextTest {
    @Test
    void isTheRequestWithBothNumbers() {
        NumberedText request = NumberedText.request("SET", "k" + NumberedText.INDEX, NumberedText.NUMBER);
        assertThat(request.with(999_999_999_999L, 7))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(RespConnection.encode("SET", "k999999999999", "000000000007"));
        assertThat(request.with(0, 10))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(RespConnection.encode("SET", "k000000000000", "000000000010"));
    }

    @Test
    void mayLackOne() {
        assertThat(NumberedText.request("RPUSH", "big", NumberedText.NUMBER).with(5, 1))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(RespConnection.encode("RPUSH", "big", "000000000001"));
    }

    @Test
    void refusesWhatHasNoRoom() {
        NumberedText request = NumberedText.request("GET", NumberedText.INDEX);
        assertThatIllegalArgumentException().isThrownBy(() -> request.with(1_000_000_000_000L, 0));
    }
}
