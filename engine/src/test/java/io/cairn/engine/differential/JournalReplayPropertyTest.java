package io.cairn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandSpec;
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
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: the journal holds all that happened. Method: run requests made from the declarations in batches of any size, by
 * two clients in different databases, while time passes and keys expire; then give the journal to
 * an engine that has seen nothing of it, at another time and with other chances. Invariant: both hold the same, but for
 * keys whose time has come, which the one may have removed and the other not yet.
 */
class JournalReplayPropertyTest {
    private static final int LENGTH = 150;

    /** They need a format that belongs to another module, or tell only of the table. */
    private static final Set<String> EXCLUDED = Set.of("dump", "restore", "command");

    private static long keysCompared;
    private static long expired;
    private static long commandsReplayed;

    @AfterContainer
    static void somethingHappened() {
        System.out.printf(
                "%d keys compared after %d commands were replayed; %d keys had expired%n",
                keysCompared, commandsReplayed, expired);
        assertThat(keysCompared).isGreaterThan(1000);
        assertThat(commandsReplayed).isGreaterThan(10_000);
        assertThat(expired).isGreaterThan(500);
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        List<CommandSpec> commands = RequestGenerator.executable(EngineCommands.all()).stream()
                .filter(spec -> !EXCLUDED.contains(spec.name().replaceFirst("\\|.*", "")))
                .toList();
        return Sequence.of(LENGTH, new RequestGenerator(commands, new ArgumentValues(Times.NEAR)));
    }

    @Property(tries = 450, edgeCases = EdgeCasesMode.NONE)
    void holdsWhatTheJournalSays(@ForAll("sequences") Sequence sequence, @ForAll long seed) {
        TestEngine original = new TestEngine(EngineCommands.all(), seed);
        run(sequence.requests(), original, new Random(seed));
        long nowMs = original.clock().millis();

        TestEngine replayed = new TestEngine(EngineCommands.all(), seed + 1);
        replayed.engine().databases().setExpiring(false);
        replayed.clock().setMillis(nowMs + 1_000_000);
        for (Batch batch : original.journal().batches()) {
            replay(batch, replayed);
        }
        Dataset ours = Dataset.of(original.engine()).livingAt(nowMs);
        assertThat(Dataset.of(replayed.engine()).livingAt(nowMs)).isEqualTo(ours);
        keysCompared += ours.size();
        expired += original.engine().databases().expiredCount();
    }

    private static void run(List<byte[][]> requests, TestEngine engine, Random random) {
        TestEngine.Client other = engine.connect();
        int next = 0;
        while (next < requests.size()) {
            int end = Math.min(requests.size(), next + 1 + random.nextInt(8));
            (random.nextBoolean() ? engine.client() : other).pipeline(requests.subList(next, end));
            next = end;
            if (random.nextInt(4) == 0) {
                engine.clock().advanceMillis(random.nextInt(1000));
            }
            if (random.nextInt(8) == 0) {
                engine.advanceAndExpire(random.nextInt(1000));
            }
        }
    }

    private static void replay(Batch batch, TestEngine engine) {
        assertThat(batch.bytes()).isNotEmpty();
        assertThat(batch.database()).isEqualTo(engine.client().session().database());
        for (byte[] reply : engine.client().send(batch.bytes())) {
            assertThat(RespReplies.isError(reply)).as(RespReplies.text(reply)).isFalse();
            commandsReplayed++;
        }
    }
}
