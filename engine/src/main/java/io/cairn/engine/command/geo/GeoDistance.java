package io.cairn.engine.command.geo;

import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.SortedSetValue;

/** {@code GEODIST key member1 member2 [M | KM | FT | MI]}: how far apart two members are. */
public final class GeoDistance implements Command {
    /** Decimals of a distance in replies. */
    static final int DECIMALS = 4;

    private static final CommandSpec SPEC = GeoDeclarations.declare("GEODIST")
            .summary("Returns the distance between two members.")
            .complexity("O(1)")
            .since("3.2.0")
            .arity(-4)
            .flags(Flag.READONLY)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(
                    GeoDeclarations.KEY,
                    string("member1"),
                    string("member2"),
                    GeoDeclarations.unit().optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        double unit = args.count() == 5 ? GeoArguments.unit(args, 4) : 1;
        if (unit == GeoArguments.NO_UNIT) {
            reply.error(GeoArguments.UNSUPPORTED_UNIT);
            return;
        }
        if (args.count() > 5) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        double first = set.score(args.bytes(), args.offset(2), args.length(2));
        double second = set.score(args.bytes(), args.offset(3), args.length(3));
        if (Double.isNaN(first) || Double.isNaN(second)) {
            reply.nullValue();
            return;
        }
        reply.bulkFixed(metres(first, second, unit) / unit, DECIMALS);
    }

    /** The distance, or one that has the same decimals. */
    static double metres(double first, double second, double unit) {
        double quick = QuickDistance.metres(first, second, unit);
        return Double.isNaN(quick)
                ? GeoArea.distance(
                        GeoHash.longitude(first),
                        GeoHash.latitude(first),
                        GeoHash.longitude(second),
                        GeoHash.latitude(second))
                : quick;
    }
}
