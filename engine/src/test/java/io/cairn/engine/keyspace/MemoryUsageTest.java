package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a key takes is not less than what it holds and not absurdly more, and some samples tell nearly as much as all. */
class MemoryUsageTest {
    private static final int ELEMENT_BYTES = 12;

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @ParameterizedTest
    @CsvSource({
        "RPUSH k %s, 10",
        "RPUSH k %s, 20000",
        "SADD k %s, 10",
        "SADD k %s, 20000",
        "HSET k %s v, 10",
        "HSET k %s v, 20000",
        "ZADD k 1 %s, 10",
        "ZADD k 1 %s, 20000",
        "XADD k * f %s, 10",
        "XADD k * f %s, 20000",
        "APPEND k %s, 1",
        "APPEND k %s, 20",
        "APPEND k %s, 600",
        "APPEND k %s, 20000"
    })
    void figureFollowsFromWhatIsHeld(String request, int count) {
        for (int i = 0; i < count; i++) {
            String reply = engine.line(String.format(request, String.format("%0" + ELEMENT_BYTES + "d", i)));
            assertThat(reply).doesNotStartWith("-");
        }
        long held = (long) count * ELEMENT_BYTES;

        long all = memoryBytes(0);
        assertThat(all).isBetween(held, 8 * held + 400);
        for (int samples : new int[] {1, 5, 100, Integer.MAX_VALUE}) {
            assertThat((double) memoryBytes(samples) / all)
                    .as("%d samples", samples)
                    .isBetween(0.6, 1.6);
        }
    }

    @Test
    void integerTakesLittleAndLongKeyTakesItsBytes() {
        engine.line("SET k 12345");
        assertThat(memoryBytes(0)).isBetween(11L, 300L);
        engine.line("FLUSHALL");
        String name = "k".repeat(10_000);
        engine.line("SET " + name + " 12345");
        assertThat(entry(name).memoryBytes(0)).isBetween(10_000L, 10_400L);
    }

    @Test
    void valuesBesideThePagesOfHashCount() {
        List<String> words = new ArrayList<>(List.of("HSET", "k"));
        for (int i = 0; i < 600; i++) {
            words.add("f" + i);
            words.add("v".repeat(2000));
        }
        assertThat(RespReplies.text(engine.execute(words.toArray(String[]::new))))
                .isEqualTo(":600\\r\\n");
        assertThat(memoryBytes(0)).isBetween(1_200_000L, 1_400_000L);
        assertThat(memoryBytes(5)).isBetween(1_000_000L, 1_600_000L);
    }

    @Test
    void groupsOfStreamCount() {
        engine.line("XADD k 1-1 f v");
        long without = memoryBytes(0);
        engine.line("XGROUP CREATE k g 0");
        engine.line("XREADGROUP GROUP g c STREAMS k >");
        assertThat(memoryBytes(0)).isGreaterThan(without + 100);
    }

    private long memoryBytes(int samples) {
        return entry("k").memoryBytes(samples);
    }

    private Entry entry(String name) {
        byte[] key = name.getBytes(StandardCharsets.US_ASCII);
        return engine.engine().databases().keyspace(0).entry(key, 0, key.length);
    }
}
