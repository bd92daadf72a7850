package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.RecordingJournal.Batch;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: the journal says of every field when it went, before whatever came after it.
 *
 * <p>Method: requests on hashes, and such as take hashes elsewhere, while time passes in steps like the fields' times; then
 * the journal goes to an engine that has seen nothing of it, much later. Invariant: both hold the same, fields that are due
 * but were not yet removed among it.
 */
class FieldExpiryReplayPropertyTest {
    private static final int LENGTH = 300;
    private static final Set<String> BESIDE_HASHES = Set.of("rename", "copy", "move", "pexpire", "del", "set");

    private static long fieldsExpired;
    private static long hashesCompared;

    @AfterContainer
    static void somethingHappened() {
        System.out.printf("%d fields expired, %d keys compared%n", fieldsExpired, hashesCompared);
        assertThat(fieldsExpired).isGreaterThan(800);
        assertThat(hashesCompared).isGreaterThan(300);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void holdsWhatTheJournalSays(@ForAll long seed) {
        List<CommandSpec> commands = RequestGenerator.executable(EngineCommands.all()).stream()
                .filter(spec -> spec.group() == Group.HASH || BESIDE_HASHES.contains(spec.name()))
                .toList();
        RequestGenerator generator = new RequestGenerator(commands, new ArgumentValues(Times.NEAR));
        TestEngine original = new TestEngine(EngineCommands.all(), seed);
        Random random = new Random(seed);
        for (int i = 0; i < LENGTH; i++) {
            original.client().execute(generator.next(random));
            if (random.nextInt(6) == 0) {
                original.clock().advanceMillis(random.nextInt(500));
            }
            if (random.nextInt(20) == 0) {
                original.advanceAndExpire(random.nextInt(500));
            }
        }
        long nowMs = original.clock().millis();

        TestEngine replayed = new TestEngine(EngineCommands.all(), seed + 1);
        replayed.engine().databases().setExpiring(false);
        replayed.clock().setMillis(nowMs + 1_000_000);
        for (Batch batch : original.journal().batches()) {
            for (byte[] reply : replayed.client().send(batch.bytes())) {
                assertThat(RespReplies.isError(reply))
                        .as(RespReplies.text(reply))
                        .isFalse();
            }
        }
        Dataset ours = Dataset.of(original.engine()).livingAt(nowMs);
        assertThat(Dataset.of(replayed.engine()).livingAt(nowMs)).isEqualTo(ours);
        fieldsExpired += original.engine().databases().expiredFieldCount();
        hashesCompared += ours.size();
    }
}
