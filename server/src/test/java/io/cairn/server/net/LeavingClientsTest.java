package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.testing.EngineCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients that are gone while requests of theirs are still to be executed; the loop serves the others. */
class LeavingClientsTest {
    /** Has a client reset its connection between two requests of its pipeline. */
    private static final class HangUp implements Command {
        private static final CommandSpec SPEC = CommandSpec.command("HANGUP")
                .summary("Resets a connection.")
                .since("1.0.0")
                .group(Group.GENERIC)
                .arity(1)
                .build();

        private volatile LoopWorld.@Nullable Client client;

        @Override
        public CommandSpec spec() {
            return SPEC;
        }

        @Override
        public void execute(Args args, CommandContext context) {
            LoopWorld.Client leaving = client;
            if (leaving != null) {
                try {
                    leaving.reset();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            context.reply().ok();
        }
    }

    private static String set(int length) {
        return "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + length + "\r\n" + "x".repeat(length) + "\r\n";
    }

    @Test
    void betweenTwoBatchesOfATurn() throws IOException {
        List<Command> commands = new ArrayList<>(EngineCommands.all());
        HangUp hangUp = new HangUp();
        commands.add(hangUp);
        try (LoopWorld world = new LoopWorld(commands);
                LoopWorld.Client client = world.connect()) {
            world.hold(false);
            client.send(set(50_000));
            assertThat(client.receive()).isEqualTo("+OK\\r\\n");
            hangUp.client = client;
            long before = world.commandCount();
            client.send("HANGUP\r\n" + "GET k\r\n".repeat(20));
            world.awaitCommands(before + 2);
            world.settle();
        }
    }

    @Test
    void byALastReadThatCompletesARequestBeyondTheLimit() throws IOException {
        try (LoopWorld world = new LoopWorld(EngineCommands.all());
                LoopWorld.Client client = world.connect()) {
            world.hold(false);
            String request = set(1_049_000);
            client.send(request.substring(0, 1_048_000));
            world.settle();
            client.send(request.substring(1_048_000));
            assertThat(client.isClosed()).isTrue();
            world.settle();
        }
    }
}
