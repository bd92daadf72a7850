package io.cairn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.RecordingJournal.Batch;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.util.Arrays;
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
 * Goal: no reply leaves before what it acknowledges or observes is durable, whatever the command. Method: run requests made
 * from the declarations, of all commands, in two databases, while keys expire and the journal becomes durable now and then;
 * behind each request a question about it; give each
 * to an engine that has loaded only what is durable. Invariants: a request that the journal has
 * something of is held until that is durable; one whose reply differs from that of the other engine is held, too, until at
 * least one batch more is durable; nothing is held when all is durable.
 */
class UnforcedChangesPropertyTest {
    private static final int LENGTH = 60;

    /** They need a format that belongs to another module, tell of the table or of the clock, or pick at random. */
    private static final Set<String> EXCLUDED = Set.of(
            "dump",
            "restore",
            "command",
            "randomkey",
            "srandmember",
            "hrandfield",
            "zrandmember",
            "spop",
            "pfselftest");

    /** What they say of a key is not part of the data: how long it was not used, and in which form it is. */
    private static final Set<String> EXCLUDED_SUBCOMMANDS = Set.of("object|idletime", "object|freq", "object|encoding");

    /** What is asked behind each request, with one of its words in place of the line: it may be a key. */
    private static final List<String> PROBES =
            List.of("TYPE _", "EXISTS no _", "PTTL _", "KEYS *", "DBSIZE", "SCAN 0", "TOUCH _ _", "STRLEN _");

    private static long acknowledged;
    private static long observed;
    private static long free;

    @AfterContainer
    static void somethingHappened() {
        System.out.printf("%d changes and %d observations held, %d replies free%n", acknowledged, observed, free);
        assertThat(acknowledged).isGreaterThan(400);
        assertThat(observed).isGreaterThan(300);
        assertThat(free).isGreaterThan(1_000);
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        List<CommandSpec> commands = RequestGenerator.executable(EngineCommands.all()).stream()
                .filter(spec -> !EXCLUDED.contains(spec.name().replaceFirst("\\|.*", "")))
                .filter(spec -> !EXCLUDED_SUBCOMMANDS.contains(spec.name()))
                .toList();
        return Sequence.of(LENGTH, new RequestGenerator(commands, new ArgumentValues(Times.NEAR)));
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void holdsWhatDependsOnUnforcedChanges(@ForAll("sequences") Sequence sequence, @ForAll long seed) {
        TestEngine engine = new TestEngine(EngineCommands.all(), seed);
        engine.journal().holdReplies(true);
        Random random = new Random(seed);
        List<Session> sessions = List.of(new Session(), new Session());
        sessions.get(1).select(1);
        int durableBatches = 0;
        engine.journal().holdDurable();
        for (byte[][] request : sequence.requests()) {
            if (random.nextInt(4) == 0) {
                engine.clock().advanceMillis(random.nextInt(500));
            }
            if (random.nextInt(8) == 0) {
                engine.advanceAndExpire(random.nextInt(500));
            }
            if (random.nextInt(9) == 0) {
                engine.journal().holdDurable();
                durableBatches = engine.journal().batches().size();
            }
            Session session = sessions.get(random.nextInt(2));
            check(engine, session, request, durableBatches, seed);
            byte[] word = request[random.nextInt(request.length)];
            String probe = PROBES.get(random.nextInt(PROBES.size()));
            byte[][] question = Requests.line(probe);
            question[question.length - 1] = probe.endsWith("_") ? word : question[question.length - 1];
            check(engine, session, question, durableBatches, seed);
        }
    }

    private static void check(TestEngine engine, Session session, byte[][] request, int durableBatches, long seed) {
        long durable = engine.journal().durablePosition();
        int batches = engine.journal().batches().size();
        int database = session.database();
        String shown = Requests.text(request);
        byte[] expected = replyOfDurable(engine, database, request, durableBatches, seed);
        ReplyWriter reply = new ReplyWriter(1024);
        long held = execute(engine.engine(), session, request, reply);
        byte[] given = Arrays.copyOf(reply.buffer(), reply.length());
        if (engine.journal().batches().size() > batches) {
            assertThat(held).as(shown).isGreaterThan(engine.journal().position() - 1 - lastBatchBytes(engine));
            acknowledged++;
        } else if (!Arrays.equals(expected, given)) {
            assertThat(held)
                    .as("%s: %s, durable: %s", shown, RespReplies.text(given), RespReplies.text(expected))
                    .isGreaterThan(durable);
            observed++;
        } else if (held == 0) {
            free++;
        }
        if (durable == engine.journal().position()) {
            assertThat(held).as(shown).isZero();
        }
    }

    private static int lastBatchBytes(TestEngine engine) {
        List<Batch> batches = engine.journal().batches();
        return batches.get(batches.size() - 1).bytes().length;
    }

    /** What somebody would have been told who sees only what is durable, at the same moment. */
    private static byte[] replyOfDurable(
            TestEngine original, int database, byte[][] request, int durableBatches, long seed) {
        TestEngine replayed = new TestEngine(EngineCommands.all(), seed);
        replayed.engine().databases().setExpiring(false);
        replayed.clock().setMillis(original.clock().millis());
        for (Batch batch : original.journal().batches().subList(0, durableBatches)) {
            List<byte[]> ignored = replayed.client().send(batch.bytes());
        }
        replayed.engine().databases().setExpiring(true);
        Session session = new Session();
        session.select(database);
        ReplyWriter reply = new ReplyWriter(1024);
        assertThat(execute(replayed.engine(), session, request, reply)).isZero();
        return Arrays.copyOf(reply.buffer(), reply.length());
    }

    private static long execute(Engine engine, Session session, byte[][] request, ReplyWriter reply) {
        engine.beginBatch();
        try {
            return engine.execute(session, Args.of(request), reply);
        } finally {
            engine.endBatch();
        }
    }
}
