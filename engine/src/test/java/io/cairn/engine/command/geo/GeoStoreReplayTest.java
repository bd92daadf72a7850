package io.cairn.engine.command.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import org.junit.jupiter.api.Test;

class GeoStoreReplayTest {
    @Test
    void aLargeResultWithMinusZeroIsReplayedAsItIs() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        StringBuilder add = new StringBuilder("ZADD places");
        for (int i = 0; i < 200; i++) {
            add.append(" 1 m").append(i);
        }
        engine.line(add.toString());
        engine.line("ZADD places -0 origin");
        engine.line("GEOSEARCHSTORE found places FROMMEMBER origin BYRADIUS 1 KM");
        assertThat(engine.line("ZCARD found")).isEqualTo(":201\\r\\n");

        TestEngine replayed = new TestEngine(EngineCommands.all());
        replayed.client().send(engine.journal().bytes());

        assertThat(Dataset.of(replayed.engine())).isEqualTo(Dataset.of(engine.engine()));
    }
}
