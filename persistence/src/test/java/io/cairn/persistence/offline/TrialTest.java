package io.cairn.persistence.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.persistence.storage.SimulatedStorage;
import org.junit.jupiter.api.Test;

class TrialTest {
    @Test
    void noLimitForClientsIsAFailure() {
        try (Trial trial = new Trial(OfflineDirectories.of(new SimulatedStorage()))) {
            trial.engine().executor().limit(new ProtocolLimits(10, ProtocolLimits.MAX_ARGUMENT_COUNT));
            assertThat(trial.execute(Args.of("SETRANGE", "key", "20", "x"))).isNull();
            trial.beginFile();
            assertThat(trial.execute(Args.of("APPEND", "key", "x"))).isNull();
        }
    }
}
