package io.cairn.engine.command.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A range may be in the middle of a leaf, or go over some that are compressed and others that are not. */
class ListRangeTest {
    private static final int ELEMENTS = 2000;
    private static final int RANGES = 500;

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aRangeIsTheElementsInOrderOverAnyNumberOfLeaves(int compressDepth) {
        engine.engine()
                .databases()
                .setLimits(new EncodingLimits(-2, compressDepth, 512, 64, 512, 128, 64, 128, 64, 3000, 4096, 100));
        Random random = new Random(compressDepth);
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < ELEMENTS; i++) {
            elements.add(element(i, random));
            engine.execute("RPUSH", "l", elements.get(i));
        }
        assertThat(engine.line("OBJECT ENCODING l")).contains("quicklist");
        for (int i = 0; i < RANGES; i++) {
            int first = random.nextInt(ELEMENTS);
            int last = random.nextBoolean() ? first + random.nextInt(200) : random.nextInt(ELEMENTS);
            byte[] reply = engine.execute("LRANGE", "l", Integer.toString(first), Integer.toString(last));
            assertThat(new String(reply, StandardCharsets.US_ASCII))
                    .as("from " + first + " to " + last)
                    .isEqualTo(expected(
                            first <= last ? elements.subList(first, Math.min(ELEMENTS, last + 1)) : List.of()));
        }
    }

    private static String element(int index, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Integer.toString(index);
            case 1 -> "x".repeat(random.nextInt(300));
            case 2 -> "y".repeat(random.nextInt(20) == 0 ? 5000 : 70);
            default -> "element:" + index;
        };
    }

    private static String expected(List<String> elements) {
        StringBuilder reply = new StringBuilder("*" + elements.size() + "\r\n");
        for (String element : elements) {
            reply.append('$').append(element.length()).append("\r\n");
            reply.append(element).append("\r\n");
        }
        return reply.toString();
    }
}
