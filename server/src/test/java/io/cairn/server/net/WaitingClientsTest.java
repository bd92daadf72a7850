package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.server.session.ClientSession;
import io.cairn.testing.EngineCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that wait for the log, as WAITAOF has them do, with a log that becomes durable when the test says so. */
class WaitingClientsTest {
    private static final String REACHED = "*2\\r\\n:1\\r\\n:0\\r\\n";
    private static final String NOT_REACHED = "*2\\r\\n:0\\r\\n:0\\r\\n";

    /** {@code AWAIT milliseconds}, 0 for ever: what WAITAOF does where its arguments are right. */
    private static final class Await implements Command {
        private static final CommandSpec SPEC = CommandSpec.command("AWAIT")
                .summary("Waits for the log.")
                .since("1.0.0")
                .group(Group.GENERIC)
                .arity(2)
                .build();

        @Override
        public CommandSpec spec() {
            return SPEC;
        }

        @Override
        public void execute(Args args, CommandContext context) {
            ClientSession client = (ClientSession) context.session();
            long ms = args.toLong(1);
            long until = ms == 0 ? Long.MAX_VALUE / 2 : ms * 1_000_000;
            client.waitForLog(client.changedAt(), System.nanoTime() + until);
        }
    }

    private static LoopWorld world() throws IOException {
        List<Command> commands = new ArrayList<>(EngineCommands.all());
        commands.add(new Await());
        LoopWorld world = new LoopWorld(commands);
        world.hold(false);
        return world;
    }

    @Test
    void areAnsweredWhenTheirOwnChangesAreDurableAndOnlyThenGoOn() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client waiting = world.connect();
                LoopWorld.Client other = world.connect()) {
            assertThat(other.ask("SET c 1")).isEqualTo("+OK\\r\\n");
            long before = world.position();
            waiting.send("SET a 1\r\nAWAIT 0\r\nSET b 2\r\nGET b\r\n");
            assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
            world.settle();
            long changed = world.position();
            assertThat(other.ask("SET c 3")).isEqualTo("+OK\\r\\n");
            // More of the same comes while it waits.
            waiting.send("GET a\r\n");
            world.settle();
            assertThat(waiting.hasReply()).isFalse();
            assertThat(other.ask("EXISTS b")).isEqualTo(":0\\r\\n");
            assertThat(world.journal().requests()).isPositive();

            world.force(before);
            assertThat(waiting.hasReply()).isFalse();
            world.force(changed);
            assertThat(waiting.receive()).isEqualTo(REACHED);
            assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
            assertThat(waiting.receive()).isEqualTo("$1\\r\\n2\\r\\n");
            assertThat(waiting.receive()).isEqualTo("$1\\r\\n1\\r\\n");
        }
    }

    @Test
    void areToldThatItIsNotDurableWhenTheirTimeIsUp() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client waiting = world.connect()) {
            for (int round = 0; round < 10; round++) {
                waiting.send("SET a 1\r\nAWAIT 5\r\nGET a\r\n");
                assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
                assertThat(waiting.receive()).isEqualTo(NOT_REACHED);
                assertThat(waiting.receive()).isEqualTo("$1\\r\\n1\\r\\n");
            }
        }
    }

    @Test
    void areRefusedWhenALogIsSwitchedOffAndItsEndIsLost() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client waiting = world.connect();
                LoopWorld.Client later = world.connect()) {
            assertThat(waiting.ask("SET a 1")).isEqualTo("+OK\\r\\n");
            world.force(world.position());
            later.send("SET b 1\r\nAWAIT 0\r\nGET b\r\n");
            assertThat(later.receive()).isEqualTo("+OK\\r\\n");
            world.settle();
            assertThat(later.hasReply()).isFalse();

            world.loseEnd();
            assertThat(later.receive())
                    .isEqualTo("-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.\\r\\n");
            assertThat(later.receive()).isEqualTo("$1\\r\\n1\\r\\n");
            // What had become durable before is.
            assertThat(waiting.ask("AWAIT 0")).isEqualTo(REACHED);
        }
    }

    @Test
    void areAnsweredBehindRepliesThatAreHeld() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client waiting = world.connect()) {
            world.hold(true);
            long count = world.commandCount();
            waiting.send("SET a 1\r\nAWAIT 1\r\nSELECT 0\r\n");
            // The time limit has passed when the request behind it has been executed.
            world.awaitCommands(count + 3);
            assertThat(waiting.hasReply()).isFalse();
            world.force(world.position());
            assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
            assertThat(waiting.receive()).isEqualTo(NOT_REACHED);
            assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
        }
    }

    @Test
    void areAnsweredToTheLastRequestWhenTheyHaveFinishedSending() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client waiting = world.connect()) {
            waiting.send("SET a 1\r\nAWAIT 0\r\nGET a\r\n");
            assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
            waiting.endSending();
            world.settle();
            assertThat(waiting.hasReply()).isFalse();
            world.force(world.position());
            assertThat(waiting.receive()).isEqualTo(REACHED);
            assertThat(waiting.receive()).isEqualTo("$1\\r\\n1\\r\\n");
            assertThat(waiting.isClosed()).isTrue();
        }
    }

    @Test
    void mayLeaveWhileTheyWait() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client other = world.connect()) {
            try (LoopWorld.Client waiting = world.connect()) {
                waiting.send("SET a 1\r\nAWAIT 0\r\n");
                assertThat(waiting.receive()).isEqualTo("+OK\\r\\n");
            }
            world.settle();
            world.force(world.position());
            assertThat(other.ask("GET a")).isEqualTo("$1\\r\\n1\\r\\n");
        }
    }
}
