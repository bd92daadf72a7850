package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Numbers as scores of a real server: what it takes for one, and how it writes it. */
@NeedsProgram("redis-server")
class DoublesDifferentialTest {
    private static final int NUMBERS = 20_000;
    private static final String CHARACTERS = "0123456789.eE+-xXpPaAinf 0000111";

    private final SplittableRandom random = new SplittableRandom(2);

    @Test
    void scoresAreReadAndWrittenAsRedisDoes() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < NUMBERS; i++) {
            texts.add(text(i));
        }
        List<byte[][]> requests = new ArrayList<>();
        for (String text : texts) {
            requests.add(Requests.of("DEL", "k"));
            // Long, so that the set is no listpack, which forgets the sign of 0.
            requests.add(Requests.of("ZADD", "k", text, "m".repeat(65)));
            requests.add(Requests.of("ZSCORE", "k", "m".repeat(65)));
            requests.add(Requests.of("ZCOUNT", "k", text, "inf"));
        }
        int numbers = 0;
        try (RealRedis redis = RealRedis.start()) {
            List<byte[]> replies = redis.pipeline(requests);
            for (int i = 0; i < texts.size(); i++) {
                byte[] bytes = texts.get(i).getBytes(StandardCharsets.ISO_8859_1);
                double score = DoubleParser.parse(bytes, 0, bytes.length);
                RespValue theirs = RespValue.parse(replies.get(4 * i + 2));
                assertThat(Double.isNaN(score)).as(texts.get(i)).isEqualTo(theirs.isNull());
                if (!theirs.isNull()) {
                    numbers++;
                    assertThat(Doubles.toString(score)).as(texts.get(i)).isEqualTo(theirs.text());
                }
                double bound = DoubleParser.parseBound(bytes, 0, bytes.length);
                boolean refused = RespReplies.isError(replies.get(4 * i + 3))
                        && texts.get(i).charAt(0) != '(';
                assertThat(Double.isNaN(bound)).as(texts.get(i)).isEqualTo(refused);
            }
        }
        assertThat(numbers).isBetween(NUMBERS / 2, NUMBERS - 1000);
    }

    private String text(int i) {
        return switch (i % 4) {
            case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            case 1 -> Double.toString(random.nextInt(100_000_000) / 1000.0 - 40_000);
            case 2 -> Doubles.toString(Math.scalb(random.nextDouble(), random.nextInt(120) - 60));
            default -> {
                StringBuilder text = new StringBuilder();
                int length = 1 + random.nextInt(1 + random.nextInt(25));
                for (int c = 0; c < length; c++) {
                    text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
                }
                yield text.toString();
            }
        };
    }
}
