package io.cairn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void expiresInOneCallBehindManyKeysThatWereGivenMoreTime() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        for (int i = 0; i < 20_000; i++) {
            engine.line("set later" + i + " v px 100");
        }
        for (int i = 0; i < 20_000; i++) {
            engine.line("pexpire later" + i + " 100000");
        }
        engine.line("set due v px 100");
        engine.clock().advanceMillis(100);

        assertThat(engine.engine().expireSome(1_000_000)).as("more to remove").isFalse();

        assertThat(engine.line("dbsize")).isEqualTo(":20000\\r\\n");
    }

    @Test
    void countsAddingADecimalNumberAsUse() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.line("set k 1");
        engine.line("object idletime k");
        engine.clock().advanceMillis(50_000);
        engine.line("incrbyfloat k 1.5");
        assertThat(engine.line("object idletime k")).isEqualTo(":0\\r\\n");
    }
}
