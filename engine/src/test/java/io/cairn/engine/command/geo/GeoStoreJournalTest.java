package io.cairn.engine.command.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeoStoreJournalTest {
    /** A replay makes a compact set first, and that knows no -0: only when it has become large may one be added. */
    @Test
    void whatHasMinusZeroAsItsScoreComesLast() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.execute("ZADD", "from", "-0", "a", "1", "c", "2", "x".repeat(65));
        engine.line("ZUNIONSTORE large 1 from");
        engine.execute("ZADD", "large", "2.5", "x".repeat(66), "-0", "zero");

        engine.line("GEORADIUSBYMEMBER large c 5000 MI STORE stored");

        List<byte[][]> journal = Requests.decode(engine.journal().bytes());
        assertThat(Requests.text(journal.get(journal.size() - 1))).isEqualTo("ZADD stored -0 zero");
        TestEngine replayed = new TestEngine(EngineCommands.all());
        journal.forEach(replayed.client()::execute);
        assertThat(replayed.line("ZRANGE stored 0 -1 WITHSCORES"))
                .isEqualTo(engine.line("ZRANGE stored 0 -1 WITHSCORES"))
                .contains("-0");
    }
}
