package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SortedSetResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ZUNION}, {@code ZINTER} and {@code ZDIFF} {@code numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE
 * <SUM | MIN | MAX>] [WITHSCORES]}, {@code ZUNIONSTORE}, {@code ZINTERSTORE} and {@code ZDIFFSTORE}, which store what the
 * others return, and {@code ZINTERCARD}, which counts it.
 */
public final class ZCombine implements Command {
    private final CommandSpec spec;
    private final Combination combination;
    private final boolean store;
    private final boolean counting;

    private ZCombine(CommandSpec spec, Combination combination) {
        this.spec = spec;
        this.combination = combination;
        this.store = spec.is(Flag.WRITE);
        this.counting = spec.name().endsWith("card");
    }

    /** One instance of each command. */
    static List<Command> all() {
        return List.of(
                new ZCombine(reading("ZUNION", "union", weighted()), Combination.UNION),
                new ZCombine(reading("ZINTER", "intersection", weighted()), Combination.INTERSECTION),
                new ZCombine(reading("ZDIFF", "difference", List.of()), Combination.DIFFERENCE),
                new ZCombine(storing("ZUNIONSTORE", "2.0.0", "union", weighted()), Combination.UNION),
                new ZCombine(storing("ZINTERSTORE", "2.0.0", "intersection", weighted()), Combination.INTERSECTION),
                new ZCombine(storing("ZDIFFSTORE", "6.2.0", "difference", List.of()), Combination.DIFFERENCE),
                new ZCombine(counting(), Combination.INTERSECTION));
    }

    private static CommandSpec reading(String name, String what, List<ArgSpec> options) {
        List<ArgSpec> arguments =
                new ArrayList<>(List.of(integer("numkeys"), key("key", 0).multiple()));
        arguments.addAll(options);
        arguments.add(optionalToken("WITHSCORES"));
        return SortedSetDeclarations.declare(name)
                .summary("Returns the " + what + " of sorted sets.")
                .complexity(complexity())
                .since("6.2.0")
                .arity(-3)
                .flags(Flag.READONLY, Flag.MOVABLEKEYS)
                .keys(SortedSetDeclarations.countedKeys(1, KeyFlag.RO, KeyFlag.ACCESS))
                .arguments(arguments.toArray(ArgSpec[]::new))
                .build();
    }

    private static CommandSpec storing(String name, String since, String what, List<ArgSpec> options) {
        List<ArgSpec> arguments = new ArrayList<>(
                List.of(key("destination", 0), integer("numkeys"), key("key", 1).multiple()));
        arguments.addAll(options);
        KeySpec sources = SortedSetDeclarations.countedKeys(2, KeyFlag.RO, KeyFlag.ACCESS);
        return SortedSetDeclarations.declare(name)
                .summary("Stores the " + what + " of sorted sets.")
                .complexity(complexity())
                .since(since)
                .arity(-4)
                .flags(Flag.WRITE, Flag.DENYOOM, Flag.MOVABLEKEYS)
                .keys(keyAt(1, KeyFlag.OW, KeyFlag.UPDATE), sources)
                .arguments(arguments.toArray(ArgSpec[]::new))
                .build();
    }

    private static CommandSpec counting() {
        return SortedSetDeclarations.declare("ZINTERCARD")
                .summary("Counts the members that all of some sorted sets have.")
                .complexity("O(N*K) where N is the size of the smallest of K sorted sets.")
                .since("7.0.0")
                .arity(-3)
                .flags(Flag.READONLY, Flag.MOVABLEKEYS)
                .keys(SortedSetDeclarations.countedKeys(1, KeyFlag.RO, KeyFlag.ACCESS))
                .arguments(
                        integer("numkeys"),
                        key("key", 0).multiple(),
                        integer("limit").after("LIMIT").optional())
                .build();
    }

    private static List<ArgSpec> weighted() {
        return List.of(
                integer("weight").after("WEIGHTS").multiple().optional(),
                oneOf("aggregate", token("SUM"), token("MIN"), token("MAX"))
                        .after("AGGREGATE")
                        .optional());
    }

    private static String complexity() {
        return "O(N)+O(M*log(M)) where N is the sum of the sizes of the sorted sets and M the size of the result.";
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int numkeys = store ? 2 : 1;
        String error = error(args, numkeys);
        if (error != null) {
            context.reply().error(error);
            return;
        }
        int count = (int) args.toLong(numkeys);
        Operands operands = Operands.read(args, numkeys + 1, count, context);
        if (operands == null) {
            return;
        }
        CombinationOptions options = new CombinationOptions(
                !counting && combination != Combination.DIFFERENCE, !store && !counting, counting);
        error = options.parse(args, numkeys + 1 + count, operands);
        if (error != null) {
            context.reply().error(error);
        } else if (counting) {
            context.reply().integer(Combination.countIntersection(operands, options.limit()));
        } else {
            SortedSetResult result = new SortedSetResult(context.databases());
            combination.put(operands, options.aggregate(), result);
            reply(args, result, options.withScores(), context);
        }
    }

    private @Nullable String error(Args args, int numkeys) {
        if (!args.isLong(numkeys)) {
            return CommandError.NOT_AN_INTEGER;
        }
        long count = args.toLong(numkeys);
        if (count < 1) {
            return "ERR at least 1 input key is needed for '" + spec.name() + "' command";
        }
        return count > args.count() - (numkeys + 1) ? CommandError.SYNTAX : null;
    }

    private void reply(Args args, SortedSetResult result, boolean withScores, CommandContext context) {
        if (store) {
            SortedSetStore.put(args, 1, result, context);
            context.reply().integer(result.size());
        } else {
            MemberReply.list(context.reply(), result.walk(), result.size(), withScores);
        }
    }
}
