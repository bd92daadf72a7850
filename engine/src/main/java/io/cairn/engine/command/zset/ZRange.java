package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.RankRange;
import io.cairn.engine.value.SortedSetValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]}, the older commands that each do
 * one case of it, and {@code ZRANGESTORE dst src ...}.
 */
public final class ZRange implements Command {
    private static final String COST =
            "O(log(N)+M) where N is the size of the sorted set and M the number of members" + " returned.";

    private final CommandSpec spec;
    private final @Nullable Bounds bounds;
    private final @Nullable Boolean reverse;

    private ZRange(CommandSpec spec, @Nullable Bounds bounds, @Nullable Boolean reverse) {
        this.spec = spec;
        this.bounds = bounds;
        this.reverse = reverse;
    }

    /** One instance of each command. */
    static List<Command> all() {
        return List.of(
                new ZRange(zrange(), null, null),
                new ZRange(zrangestore(), null, null),
                new ZRange(zrangebyscore(), Bounds.SCORE, false),
                new ZRange(zrevrangebyscore(), Bounds.SCORE, true),
                new ZRange(zrevrange(), Bounds.RANK, true),
                new ZRange(zrangebylex(), Bounds.LEX, false),
                new ZRange(zrevrangebylex(), Bounds.LEX, true));
    }

    private static CommandSpec zrange() {
        return read("ZRANGE", "Returns the members in a range by rank, score or bytes.")
                .since("1.2.0")
                .arguments(
                        SortedSetDeclarations.KEY,
                        string("start"),
                        string("stop"),
                        oneOf("sortby", token("BYSCORE"), token("BYLEX"))
                                .since("6.2.0")
                                .optional(),
                        optionalToken("REV").since("6.2.0"),
                        SortedSetDeclarations.limit().since("6.2.0"),
                        optionalToken("WITHSCORES"))
                .build();
    }

    private static CommandSpec zrangestore() {
        return SortedSetDeclarations.declare("ZRANGESTORE")
                .summary("Stores the members in a range of one sorted set as another.")
                .complexity("O(log(N)+M) where N is the size of the sorted set and M the number of members stored.")
                .since("6.2.0")
                .arity(-5)
                .flags(Flag.WRITE, Flag.DENYOOM)
                .keys(keyAt(1, KeyFlag.OW, KeyFlag.UPDATE), keyAt(2, KeyFlag.RO, KeyFlag.ACCESS))
                .arguments(
                        key("dst", 0),
                        key("src", 1),
                        string("min"),
                        string("max"),
                        oneOf("sortby", token("BYSCORE"), token("BYLEX")).optional(),
                        optionalToken("REV"),
                        SortedSetDeclarations.limit())
                .build();
    }

    private static CommandSpec zrangebyscore() {
        return read("ZRANGEBYSCORE", "Returns the members in a range of scores.")
                .since("1.0.5")
                .deprecated("6.2.0", "`ZRANGE` with the `BYSCORE` argument")
                .arguments(
                        SortedSetDeclarations.KEY,
                        decimal("min"),
                        decimal("max"),
                        optionalToken("WITHSCORES").since("2.0.0"),
                        SortedSetDeclarations.limit())
                .build();
    }

    private static CommandSpec zrevrangebyscore() {
        return read("ZREVRANGEBYSCORE", "Returns the members in a range of scores, the highest first.")
                .since("2.2.0")
                .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYSCORE` arguments")
                .arguments(
                        SortedSetDeclarations.KEY,
                        decimal("max"),
                        decimal("min"),
                        optionalToken("WITHSCORES"),
                        SortedSetDeclarations.limit())
                .build();
    }

    private static CommandSpec zrevrange() {
        return read("ZREVRANGE", "Returns the members in a range of ranks, the highest score first.")
                .since("1.2.0")
                .deprecated("6.2.0", "`ZRANGE` with the `REV` argument")
                .arguments(SortedSetDeclarations.KEY, integer("start"), integer("stop"), optionalToken("WITHSCORES"))
                .build();
    }

    private static CommandSpec zrangebylex() {
        return read("ZRANGEBYLEX", "Returns the members in a range by bytes, provided that all have the same score.")
                .since("2.8.9")
                .deprecated("6.2.0", "`ZRANGE` with the `BYLEX` argument")
                .arguments(SortedSetDeclarations.KEY, string("min"), string("max"), SortedSetDeclarations.limit())
                .build();
    }

    private static CommandSpec zrevrangebylex() {
        return read("ZREVRANGEBYLEX", "Returns the members in a range by bytes, the last first.")
                .since("2.8.9")
                .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYLEX` arguments")
                .arguments(SortedSetDeclarations.KEY, string("max"), string("min"), SortedSetDeclarations.limit())
                .build();
    }

    private static CommandSpec.Builder read(String name, String summary) {
        return SortedSetDeclarations.declare(name)
                .summary(summary)
                .complexity(COST)
                .arity(-4)
                .flags(Flag.READONLY)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        boolean store = spec.is(Flag.WRITE);
        int source = store ? 2 : 1;
        RangeRequest request = RangeRequest.parse(args, source + 1, bounds, reverse, !store, context.reply());
        if (request == null) {
            return;
        }
        SortedSetValue set = context.readCollection(args, source, SortedSetValue.class);
        if (set == null) {
            return;
        }
        RankRange asked = request.of(set);
        if (store) {
            store(args, context, set, request, asked);
        } else if (asked.count() == 0) {
            context.reply().array(0);
        } else {
            MemberReply.list(context.reply(), request.walk(set, asked), asked.count(), request.withScores());
        }
    }

    private static void store(
            Args args, CommandContext context, SortedSetValue from, RangeRequest request, RankRange asked) {
        Entry scratch = context.databases().scratch();
        SortedSetValue result = Objects.requireNonNull(scratch.collection(SortedSetValue.class));
        MemberWalk walk = asked.count() == 0 ? null : request.walk(from, asked);
        for (long i = 0; i < asked.count() && walk != null && walk.next(); i++) {
            Element member = walk.member();
            result.add(member.bytes(), member.offset(), member.length(), walk.score());
        }
        SortedSetStore.put(args, 1, scratch, context);
        context.reply().integer(asked.count());
    }
}
