package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.string.Get;
import io.cairn.engine.command.string.Increment;
import io.cairn.engine.command.string.SetString;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestEngineTest {
    private final TestEngine engine = new TestEngine(List.of(new SetString(), new Get(), Increment.incr()));

    @Test
    void keepsWhatChangedInItsJournal() {
        assertThat(engine.line("SET k v")).isEqualTo("+OK\\r\\n");
        assertThat(engine.line("GET k")).isEqualTo("$1\\r\\nv\\r\\n");
        assertThat(engine.line("INCR k")).startsWith("-ERR value is not an integer");
        TestEngine.Client other = engine.connect();
        other.session().select(3);
        assertThat(other.line("INCR n")).isEqualTo(":1\\r\\n");
        assertThat(engine.journal().commands()).containsExactly("select 0", "SET k v", "select 3", "INCR n");
        assertThat(engine.journal().batches()).hasSize(2);
    }

    @Test
    void stepsTimeOnlyWhenTold() {
        engine.line("SET k v PX 100");
        long expireAtMs = ManualClock.START_MICROS / 1000 + 100;
        assertThat(Dataset.of(engine.engine()).databases().get(0))
                .containsExactly(java.util.Map.entry("k", new Dataset.Item("string", "v", expireAtMs)));
        engine.advanceAndExpire(99);
        assertThat(engine.line("GET k")).isEqualTo("$1\\r\\nv\\r\\n");
        engine.advanceAndExpire(1);
        assertThat(Dataset.of(engine.engine()).size()).isZero();
        assertThat(engine.journal().commands()).endsWith("DEL k");
    }

    @Test
    void executesAPipelineAsOneBatch() {
        List<byte[]> replies = engine.client()
                .pipeline(List.of(Requests.line("SET k 1"), Requests.line("INCR k"), Requests.line("X")));
        assertThat(replies.stream().map(RespReplies::text))
                .satisfiesExactly(
                        ok -> assertThat(ok).isEqualTo("+OK\\r\\n"),
                        two -> assertThat(two).isEqualTo(":2\\r\\n"),
                        unknown -> assertThat(unknown).startsWith("-ERR unknown command 'X'"));
        assertThat(engine.journal().batches()).hasSize(1);
    }
}
