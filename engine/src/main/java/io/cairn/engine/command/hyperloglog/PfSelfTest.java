package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ADMIN;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Packed;
import org.jspecify.annotations.Nullable;

/** {@code PFSELFTEST}: checks on this machine that registers hold what is put there and that estimates are near. */
public final class PfSelfTest implements Command {
    private static final CommandSpec SPEC = command("PFSELFTEST")
            .summary("Checks the HyperLogLog of this server, for who works on it.")
            .complexity("O(1), some milliseconds.")
            .since("2.8.9")
            .group(Group.HYPERLOGLOG)
            .arity(1)
            .flags(ADMIN)
            .categories(AclCategory.HYPERLOGLOG)
            .build();

    /** Nobody else is served meanwhile: a thousandth of what Redis does, which takes seconds. */
    private static final int ELEMENTS = 100_000;

    private static final int INITIAL_BYTES = 1024;
    private static final long SPARSE_MAX_BYTES = 3000;

    /** Six standard errors. */
    private static final double MOST_ERROR = 6 * 1.04 / 128;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        String failure = failure(context.databases().random());
        if (failure == null) {
            context.reply().ok();
        } else {
            context.reply().error("TESTFAILED " + failure);
        }
    }

    /** Adds elements to one that begins sparse and compares it with plain registers on the way. */
    private static @Nullable String failure(long seed) {
        Packed pack = Packed.workspace(INITIAL_BYTES);
        HyperLogLog tested = HyperLogLog.lift(pack, null, SPARSE_MAX_BYTES);
        byte[] expected = new byte[HyperLogLogFormat.REGISTERS];
        byte[] element = new byte[Long.BYTES];
        for (int count = 1; count <= ELEMENTS; count++) {
            for (int i = 0; i < Long.BYTES; i++) {
                element[i] = (byte) (seed + count >>> Byte.SIZE * i);
            }
            long hash = HyperLogLogFormat.hash(element, 0, element.length);
            int register = HyperLogLogFormat.register(hash);
            int zeros = HyperLogLogFormat.zeros(hash);
            int raised = tested.raise(register, zeros);
            if (raised != (expected[register] < zeros ? 1 : 0)) {
                return "register " + register + " does not hold what was put there, after " + count + " elements";
            }
            expected[register] = (byte) Math.max(expected[register], zeros);
            if ((count & count - 1) == 0 || count == ELEMENTS) {
                String wrong = compare(pack, tested.isDense(), expected, count);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return tested.isDense() ? null : "still sparse after " + ELEMENTS + " elements";
    }

    private static @Nullable String compare(Packed pack, boolean dense, byte[] expected, int count) {
        byte[] registers = new byte[HyperLogLogFormat.REGISTERS];
        if (dense) {
            DenseRegisters.mergeInto(registers, pack.bytes(), 0);
        } else if (!SparseRegisters.mergeInto(registers, pack.bytes(), 0, pack.length())) {
            return "the sparse form is damaged after " + count + " elements";
        }
        int[] histogram = new int[Cardinality.HISTOGRAM_LENGTH];
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] != expected[i]) {
                return "register " + i + " holds " + registers[i] + " instead of " + expected[i];
            }
            histogram[registers[i]]++;
        }
        long estimate = Cardinality.estimate(histogram);
        // One element may share its register with another at any size.
        boolean near = Math.abs(estimate - count) <= 2 + count * MOST_ERROR;
        return near ? null : "the estimate for " + count + " elements is " + estimate;
    }
}
