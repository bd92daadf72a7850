package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.RecordTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
    private static final List<byte[][]> REQUEST = List.<byte[][]>of(Requests.line("SETANDALLOCATE k v"));
    private static final int ARRAY_BYTES = 1000;

    @Test
    void findsWhatAllocatesInEveryOtherMeasurement() {
        SteadyState engine = new SteadyState(List.of(new SetAndAllocate(150)));
        assertThatThrownBy(() -> engine.assertAllocatesNothing(REQUEST)).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatHappensOnceIsPartOfWarmingUp() {
        SetAndAllocate command = new SetAndAllocate(450);
        command.once = true;
        new SteadyState(List.of(command)).assertAllocatesNothing(REQUEST);
        assertThat(command.allocated).hasSize(ARRAY_BYTES);
    }

    @Test
    void theBoundIsWhatABatchMayAllocate() {
        new SteadyState(List.of(new SetAndAllocate(1))).assertAllocatesAtMost(ARRAY_BYTES + 50, REQUEST);
        SteadyState engine = new SteadyState(List.of(new SetAndAllocate(1)));
        assertThatThrownBy(() -> engine.assertAllocatesAtMost(ARRAY_BYTES - 50, REQUEST))
                .isInstanceOf(AssertionError.class);
    }

    /** Sets a key, and allocates an array every so many times. */
    private static final class SetAndAllocate implements Command {
        private static final CommandSpec SPEC = CommandSpec.command("SETANDALLOCATE")
                .summary("Sets a key, and allocates an array every so many times.")
                .since("1.0.0")
                .group(Group.STRING)
                .arity(3)
                .flags(Flag.WRITE)
                .build();

        private final int period;
        private boolean once;
        private int executed;
        private byte[] allocated = {};

        SetAndAllocate(int period) {
            this.period = period;
        }

        @Override
        public CommandSpec spec() {
            return SPEC;
        }

        @Override
        public void execute(Args args, CommandContext context) {
            executed++;
            if (once ? executed == period : executed % period == 0) {
                allocated = new byte[ARRAY_BYTES];
            }
            context.entry(args, 1).putString(args.bytes(), args.offset(2), args.length(2), RecordTable.NO_EXPIRY);
            context.reply().ok();
        }
    }
}
