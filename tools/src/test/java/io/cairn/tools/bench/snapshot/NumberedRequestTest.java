package io.cairn.tools.bench.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cairn.tools.bench.RespConnection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NumberedRequestTest {
    @Test
    void isTheRequestWithBothNumbers() {
        NumberedRequest request = new NumberedRequest("SET", "k" + NumberedRequest.INDEX, NumberedRequest.NUMBER);
        assertThat(request.with(999_999_999_999L, 7))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(RespConnection.encode("SET", "k999999999999", "000000000007"));
        assertThat(request.with(0, 10))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(RespConnection.encode("SET", "k000000000000", "000000000010"));
    }

    @Test
    void mayLackOne() {
        assertThat(new NumberedRequest("RPUSH", "big", NumberedRequest.NUMBER).with(5, 1))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(RespConnection.encode("RPUSH", "big", "000000000001"));
    }

    @Test
    void refusesWhatHasNoRoom() {
        NumberedRequest request = new NumberedRequest("GET", NumberedRequest.INDEX);
        assertThatIllegalArgumentException().isThrownBy(() -> request.with(1_000_000_000_000L, 0));
    }
}
