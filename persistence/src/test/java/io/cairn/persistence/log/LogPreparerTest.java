package io.cairn.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much space is prepared at once; what happens when there is none is {@link CommandLogTest}'s. */
class LogPreparerTest {
    private final SimulatedStorage storage = new SimulatedStorage();
    private final TestClock clock = new TestClock();

    @Test
    void manyChunksArePreparedForAFastWriterWithOneForceAndThoseThatThereIsRoomForOnAFullDisk() throws IOException {
        CommandLog log = CommandLog.create(clock.ports(storage), DurabilityPolicy.EVERYSEC, "log", 9, 0);
        LogFile file = log.current();
        int chunk = file.chunkBytes();
        byte[] large = Resp.command("SET", "a", "x".repeat(chunk));
        for (int i = 0; i < 100; i++) {
            log.append(large, 0, large.length, 0, clock.ms());
        }
        clock.advanceMs(1000);
        List<Operation> done = new ArrayList<>();
        storage.observe((kind, name) -> done.add(kind));

        long before = file.prepared();
        assertThat(log.preparer().step()).isTrue();
        assertThat(file.prepared()).isEqualTo(before + 4L * chunk);
        assertThat(done).filteredOn(kind -> kind == Operation.FORCE).hasSize(1);

        storage.capacity(file.prepared() + 2L * chunk + chunk / 2);
        before = file.prepared();
        assertThat(log.preparer().step()).isTrue();
        assertThat(file.prepared()).isEqualTo(before + 2L * chunk);
        assertThat(log.refusal()).isNull();
        assertThat(log.preparer().step()).isFalse();
        assertThat(file.prepared()).isEqualTo(before + 2L * chunk);
        assertThat(log.refusal()).contains("no space left");
        storage.capacity(Long.MAX_VALUE);
        while (log.preparer().step()) {}
        assertThat(log.refusal()).isNull();

        assertThat(log.policy(DurabilityPolicy.ALWAYS)).isNull();
        before = file.prepared();
        assertThat(log.preparer().prepare(file, Long.MAX_VALUE)).isTrue();
        assertThat(file.prepared()).as("where every batch is forced").isEqualTo(before + chunk);
        log.close();
        assertThat(Collector.read(storage, "log").pieces).hasSize(100);
    }
}
