package io.cairn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.StreamId;
import io.cairn.testing.Requests;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectsTest {
    private final Effects effects = new Effects(100);
    private final ByteArrayOutputStream journal = new ByteArrayOutputStream();
    private final List<Integer> databases = new ArrayList<>();

    @Test
    void areHandedOverBetweenTwoCommandsWhenThereIsTooMuch() {
        effects.record(true);
        effects.whenFull(this::handOver);
        effects.enter(2);
        String longName = "k".repeat(90);
        for (int i = 0; i < 3; i++) {
            effects.command(3).word("SADD").word(longName).number(i);
        }
        handOver();

        assertThat(Requests.decode(journal.toByteArray()).stream().map(Requests::text))
                .containsExactly(
                        "select 2", "SADD " + longName + " 0", "SADD " + longName + " 1", "SADD " + longName + " 2");
        assertThat(databases).containsExactly(0, 2, 2);
    }

    @Test
    void argumentsOfEveryKindAndLengthAreAdded() {
        effects.record(true);
        String text = "abcdefghij".repeat(20);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        List<String> expected = new ArrayList<>();
        for (int length = 1; length <= bytes.length; length++) {
            effects.command(7).words(Effects.encode("XCLAIM", "s")).slice(bytes, bytes.length - length, length);
            effects.slice(bytes, 0, length)
                    .number(length)
                    .id(new StreamId(length, -1))
                    .word("LASTID");
            expected.add("XCLAIM s " + text.substring(bytes.length - length) + " " + text.substring(0, length) + " "
                    + length + " " + length + "-18446744073709551615 LASTID");
        }
        handOver();

        assertThat(Requests.decode(journal.toByteArray()).stream().map(Requests::text))
                .containsExactlyElementsOf(expected);
    }

    private void handOver() {
        journal.write(effects.buffer(), 0, effects.length());
        databases.add(effects.batchDatabase());
        effects.clear();
    }
}
