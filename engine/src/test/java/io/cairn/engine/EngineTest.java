package io.cairn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.RecordTable;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.TestEngine;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void journalsAChangeWhoseReplyFails() {
        List<Command> commands = new ArrayList<>(EngineCommands.all());
        commands.add(new SetAndFail());
        TestEngine engine = new TestEngine(commands);

        assertThatThrownBy(() -> engine.line("setandfail k v")).isInstanceOf(ReplyFailure.class);

        assertThat(engine.line("get k")).isEqualTo("$1\\r\\nv\\r\\n");
        assertThat(engine.journal().commands()).containsExactly("select 0", "setandfail k v");
    }

    @Test
    void handsABigBatchToTheJournalInPieces() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            requests.add(new byte[][] {{'s', 'e', 't'}, {(byte) i}, new byte[2 * 1024 * 1024]});
        }

        engine.client().pipeline(requests);

        assertThat(engine.journal().batches()).hasSizeBetween(2, 3);
        assertThat(Requests.decode(engine.journal().bytes())).hasSize(1 + requests.size());
    }

    @Test
    void refusesTheRestOfABatchWhoseFirstPieceFoundNoRoom() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.journal().refuseAfterNextBatch("no room");

        List<byte[]> replies = engine.client()
                .pipeline(List.of(
                        new byte[][] {{'s', 'e', 't'}, {'a'}, new byte[65 * 1024 * 1024]},
                        new byte[][] {{'s', 'e', 't'}, {'b'}, {'1'}},
                        new byte[][] {{'s', 't', 'r', 'l', 'e', 'n'}, {'a'}}));

        assertThat(replies.get(0)).asString().isEqualTo("+OK\r\n");
        assertThat(replies.get(1)).asString().startsWith("-MISCONF").contains("no room");
        assertThat(replies.get(2)).asString().isEqualTo(":68157440\r\n");
        assertThat(engine.journal().batches()).hasSize(1);
    }

    /** A reader behind CONFIG SET appendfsync always, in the same batch, must not see what is not forced. */
    @Test
    void repliesWaitForWhatTheirBatchChangedBeforeTheyHadToWait() {
        TestEngine test = new TestEngine(EngineCommands.all());
        test.journal().holdDurable();
        Engine engine = test.engine();
        long acknowledged;
        long observed;
        long untouched;
        long end;
        engine.beginBatch();
        try {
            acknowledged = engine.execute(new Session(), Args.of("set", "k", "v"), new ReplyWriter(100));
            test.journal().holdReplies(true);
            engine.followJournal();
            observed = engine.execute(new Session(), Args.of("get", "k"), new ReplyWriter(100));
            untouched = engine.execute(new Session(), Args.of("ping"), new ReplyWriter(100));
        } finally {
            end = engine.endBatch();
        }
        assertThat(acknowledged).isZero();
        assertThat(observed).isPositive().isLessThanOrEqualTo(end);
        assertThat(untouched).isZero();
    }

    /** What a command looks like whose reply does not fit into memory any more. */
    private static final class SetAndFail implements Command {
        private static final CommandSpec SPEC = CommandSpec.command("SETANDFAIL")
                .summary("Sets a key and cannot say so.")
                .since("1.0.0")
                .group(Group.STRING)
                .arity(3)
                .flags(Flag.WRITE)
                .build();

        @Override
        public CommandSpec spec() {
            return SPEC;
        }

        @Override
        public void execute(Args args, CommandContext context) {
            context.entry(args, 1).putString(args.bytes(), args.offset(2), args.length(2), RecordTable.NO_EXPIRY);
            throw new ReplyFailure();
        }
    }

    private static final class ReplyFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
