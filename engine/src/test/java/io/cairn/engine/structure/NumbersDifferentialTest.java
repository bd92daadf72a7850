package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A text is a number for us if it is one for Redis' INCRBY. */
@NeedsProgram("redis-server")
class NumbersDifferentialTest {
    private static final String ALPHABET = "0129-+ .x\t";

    @Test
    void agreesWithRedisOnWhatANumberIs() throws IOException {
        List<String> texts = new ArrayList<>(List.of(
                "",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "-9223372036854775809",
                "18446744073709551615",
                "09223372036854775807",
                "99999999999999999999",
                "100000000000000000000",
                "1\0",
                "\0",
                "1e3",
                "\u0661"));
        addTexts("", texts);
        int accepted = 0;
        try (RealRedis redis = RealRedis.start()) {
            for (String text : texts) {
                redis.execute("DEL", "k");
                byte[] reply = redis.execute("INCRBY", "k", text);
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                boolean theirs = !RespReplies.isError(reply);
                assertThat(Numbers.isLong(bytes, 0, bytes.length))
                        .as("\"%s\"", text)
                        .isEqualTo(theirs);
                accepted += theirs ? 1 : 0;
            }
        }
        assertThat(accepted).isGreaterThan(50);
    }

    private static void addTexts(String begin, List<String> texts) {
        for (int i = 0; i < ALPHABET.length(); i++) {
            char c = ALPHABET.charAt(i);
            texts.add(begin + c);
            if (begin.length() < 2) {
                addTexts(begin + c, texts);
            }
        }
    }
}
