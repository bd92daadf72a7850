package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.OW;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.command.KeySpec.keysFrom;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;
import java.util.List;

/**
 * {@code SINTER}, {@code SUNION}, {@code SDIFF key [key ...]}: the members that are in all sets, in any set, or in the first
 * one and no other; {@code SINTERSTORE}, {@code SUNIONSTORE}, {@code SDIFFSTORE destination key [key ...]}: keep them.
 *
 * <p>Members that are picked out of one set go straight into the reply. Every other result is built apart, in the forms in
 * which a set grows.
 */
public final class Combination implements Command {
    private final CommandSpec spec;
    private final SetOperation operation;
    private final boolean storing;

    private Combination(CommandSpec spec, SetOperation operation, boolean storing) {
        this.spec = spec;
        this.operation = operation;
        this.storing = storing;
    }

    public static Combination inter() {
        return reading(
                "SINTER",
                "Returns the members that all of several sets have.",
                INTERSECTION_COST,
                SetOperation.INTERSECTION);
    }

    public static Combination interStore() {
        return storing(
                "SINTERSTORE",
                "Keeps the members that all of several sets have.",
                INTERSECTION_COST,
                SetOperation.INTERSECTION);
    }

    public static Combination union() {
        return reading("SUNION", "Returns the members that any of several sets has.", SUM_COST, SetOperation.UNION);
    }

    public static Combination unionStore() {
        return storing("SUNIONSTORE", "Keeps the members that any of several sets has.", SUM_COST, SetOperation.UNION);
    }

    public static Combination diff() {
        return reading(
                "SDIFF",
                "Returns the members of a set that no other of several sets has.",
                SUM_COST,
                SetOperation.DIFFERENCE);
    }

    public static Combination diffStore() {
        return storing(
                "SDIFFSTORE",
                "Keeps the members of a set that no other of several sets has.",
                SUM_COST,
                SetOperation.DIFFERENCE);
    }

    private static final String INTERSECTION_COST = "O(N*M) for M sets of which the smallest has N members";
    private static final String SUM_COST = "O(N) for N members of all sets together";

    private static Combination reading(String name, String summary, String complexity, SetOperation operation) {
        CommandSpec spec = declare(name, summary, complexity)
                .arity(-2)
                .flags(READONLY)
                .keys(keysFrom(1, 1, RO, ACCESS))
                .arguments(key("key", 0).multiple())
                .tips("nondeterministic_output_order")
                .build();
        return new Combination(spec, operation, false);
    }

    private static Combination storing(String name, String summary, String complexity, SetOperation operation) {
        CommandSpec spec = declare(name, summary, complexity)
                .arity(-3)
                .flags(DENYOOM, WRITE)
                .keys(keyAt(1, OW, UPDATE), keysFrom(2, 1, RO, ACCESS))
                .arguments(key("destination", 0), key("key", 1).multiple())
                .build();
        return new Combination(spec, operation, true);
    }

    private static CommandSpec.Builder declare(String name, String summary, String complexity) {
        return command(name)
                .summary(summary)
                .complexity(complexity)
                .since("1.0.0")
                .group(Group.SET)
                .categories(AclCategory.SET);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        List<SetValue> sets = SetOperands.read(args, storing ? 2 : 1, args.count(), context);
        if (sets == null) {
            return;
        }
        operation.arrange(sets);
        if (!storing && operation.isPick(sets)) {
            writePicked(sets, context.reply());
            return;
        }
        Entry scratch = context.databases().scratch();
        SetValue result = SetOperands.resultIn(scratch);
        operation.collect(sets, result);
        if (storing) {
            SetOperands.store(scratch, args, context);
        } else {
            Members.write(result, context.reply());
        }
    }

    /** Replies with the members that are picked; there is no need to keep them together. */
    private void writePicked(List<SetValue> sets, ReplyWriter reply) {
        int from = reply.length();
        int count = 0;
        for (ElementWalk walk = operation.walkFirst(sets); walk.next(); ) {
            if (operation.picks(walk.element(), sets)) {
                reply.bulk(walk.element());
                count++;
            }
        }
        int behind = reply.length();
        reply.set(count);
        reply.moveTo(from, behind);
    }
}
