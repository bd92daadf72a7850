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
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;
import java.util.List;

/**
 * {@code SINTER}, {@code SUNION}, {@code SDIFF key [key ...]}: the members that are in all sets, in any set, or in the first
 * one and no other; {@code SINTERSTORE}, {@code SUNIONSTORE}, {@code SDIFFSTORE destination key [key ...]}: keep them.
 *
 * <p>The result is built apart, in the forms in which a set grows.
 */
public final class Combination implements Command {
    private final CommandSpec spec;
    private final Operation operation;
    private final boolean storing;

    private Combination(CommandSpec spec, Operation operation, boolean storing) {
        this.spec = spec;
        this.operation = operation;
        this.storing = storing;
    }

    /** How to combine sets. */
    @FunctionalInterface
    private interface Operation {
        void apply(List<SetValue> sets, SetValue result);
    }

    public static Combination inter() {
        return reading(
                "SINTER",
                "Returns the members that all of several sets have.",
                INTERSECTION_COST,
                Combination::intersect);
    }

    public static Combination interStore() {
        return storing(
                "SINTERSTORE",
                "Keeps the members that all of several sets have.",
                INTERSECTION_COST,
                Combination::intersect);
    }

    public static Combination union() {
        return reading("SUNION", "Returns the members that any of several sets has.", SUM_COST, Combination::unite);
    }

    public static Combination unionStore() {
        return storing("SUNIONSTORE", "Keeps the members that any of several sets has.", SUM_COST, Combination::unite);
    }

    public static Combination diff() {
        return reading(
                "SDIFF",
                "Returns the members of a set that no other of several sets has.",
                SUM_COST,
                Combination::subtract);
    }

    public static Combination diffStore() {
        return storing(
                "SDIFFSTORE",
                "Keeps the members of a set that no other of several sets has.",
                SUM_COST,
                Combination::subtract);
    }

    private static final String INTERSECTION_COST = "O(N*M) for M sets of which the smallest has N members";
    private static final String SUM_COST = "O(N) for N members of all sets together";

    private static Combination reading(String name, String summary, String complexity, Operation operation) {
        CommandSpec spec = declare(name, summary, complexity)
                .arity(-2)
                .flags(READONLY)
                .keys(keysFrom(1, 1, RO, ACCESS))
                .arguments(key("key", 0).multiple())
                .tips("nondeterministic_output_order")
                .build();
        return new Combination(spec, operation, false);
    }

    private static Combination storing(String name, String summary, String complexity, Operation operation) {
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
        Entry scratch = context.databases().scratch();
        SetValue result = SetOperands.resultIn(scratch);
        operation.apply(sets, result);
        if (storing) {
            SetOperands.store(scratch, args, context);
        } else {
            Members.write(result, context.reply());
        }
    }

    private static void intersect(List<SetValue> sets, SetValue result) {
        List<SetValue> bySize = Intersection.bySize(sets);
        boolean numbers = true;
        for (ElementWalk walk = bySize.get(0).walk(); walk.next(); ) {
            if (Intersection.allContain(bySize, walk.element())) {
                result.add(walk.element());
                numbers &= walk.element().isNumeric();
            }
        }
        if (numbers) {
            result.becomeIntset();
        }
    }

    private static void unite(List<SetValue> sets, SetValue result) {
        for (SetValue set : sets) {
            for (ElementWalk walk = set.walk(); walk.next(); ) {
                result.add(walk.element());
            }
        }
    }

    /**
     * Either looks for each member of the first set in the others, or takes the members of the others out of a copy of the
     * first: which is less work depends on their sizes. Redis' choice, for it shows in the form of the result.
     */
    private static void subtract(List<SetValue> sets, SetValue result) {
        SetValue first = sets.get(0);
        List<SetValue> others = sets.subList(1, sets.size());
        long looking = 0;
        long taking = 0;
        for (SetValue set : sets) {
            looking += set.isEmpty() ? 0 : first.size();
            taking += set.size();
        }
        boolean copying = looking / 2 > taking;
        for (ElementWalk walk = first.walk(); walk.next(); ) {
            if (copying || !anyContains(others, walk.element())) {
                result.add(walk.element());
            }
        }
        if (copying) {
            for (SetValue other : others) {
                for (ElementWalk walk = other.walk(); walk.next() && !result.isEmpty(); ) {
                    result.remove(walk.element());
                }
            }
        }
    }

    private static boolean anyContains(List<SetValue> sets, Element member) {
        for (SetValue set : sets) {
            if (set.contains(member)) {
                return true;
            }
        }
        return false;
    }
}
