package io.cairn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How long commands take and when time goes on, with commands that take exactly what a test says. */
class CommandTimeTest {
    private final List<Command> commands = new ArrayList<>(EngineCommands.all());
    private final TestEngine engine;

    CommandTimeTest() {
        commands.add(new Work("WORK"));
        commands.add(new Work("TOIL"));
        engine = new TestEngine(commands);
    }

    /** {@code NAME nanoseconds}: takes that long. */
    private final class Work implements Command {
        private final CommandSpec spec;

        Work(String name) {
            spec = CommandSpec.command(name)
                    .summary("Takes its time.")
                    .since("1.0.0")
                    .group(Group.GENERIC)
                    .arity(2)
                    .flags(Flag.FAST)
                    .build();
        }

        @Override
        public CommandSpec spec() {
            return spec;
        }

        @Override
        public void execute(Args args, CommandContext context) {
            engine.clock().advanceNanos(args.toLong(1));
            context.reply().ok();
        }
    }

    private RegisteredCommand command(String name) {
        return Objects.requireNonNull(engine.engine().executor().table().find(Args.of(name), 0));
    }

    private static List<byte[][]> times(int count, String... request) {
        return Collections.nCopies(count, Requests.of(request));
    }

    @Test
    void isAllCountedForTheCommandThatTookIt() {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            requests.addAll(times(i % 40, "WORK", "100"));
            requests.addAll(times(i % 3, "TOIL", "5000"));
            requests.addAll(times(i % 2, "WORK", "2000"));
            requests.addAll(times(i % 5, "NOSUCHCOMMAND"));
        }
        engine.client().pipeline(requests);
        assertThat(command("WORK").calls()).isEqualTo(825 + 25);
        assertThat(command("WORK").micros()).isEqualTo((825 * 100 + 25 * 2000) / 1000);
        assertThat(command("TOIL").calls()).isEqualTo(49);
        assertThat(command("TOIL").micros()).isEqualTo(49 * 5);
    }

    @Test
    void goesOnBehindEachOfCommandsThatTakeLong() {
        List<byte[][]> requests = new ArrayList<>();
        requests.add(Requests.of("SET", "k", "v", "PX", "12"));
        requests.addAll(times(2, "WORK", "5000000"));
        requests.add(Requests.of("EXISTS", "k"));
        requests.addAll(times(1, "WORK", "5000000"));
        requests.add(Requests.of("EXISTS", "k"));
        List<byte[]> replies = engine.client().pipeline(requests);
        assertThat(RespReplies.text(replies.get(3))).isEqualTo(":1\\r\\n");
        assertThat(RespReplies.text(replies.get(5))).isEqualTo(":0\\r\\n");
    }

    @Test
    void standsStillForSixtyFourQuickCommandsAtMost() {
        engine.client().pipeline(times(200, "WORK", "900"));
        assertThat(command("WORK").longestRun()).isEqualTo(64);
        engine.client().pipeline(times(1, "WORK", "1100"));
        assertThat(command("WORK").longestRun()).isEqualTo(1);
    }
}
