package io.cairn.engine.command.geo;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.word;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** {@code GEOADD key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]}. */
public final class GeoAdd implements Command {
    private static final CommandSpec SPEC = GeoDeclarations.declare("GEOADD")
            .summary("Adds members with their places, or moves them.")
            .complexity("O(log(N)) for each member, where N is the size of the sorted set.")
            .since("3.2.0")
            .arity(-5)
            .flags(Flag.WRITE, Flag.DENYOOM)
            .keys(keyAt(1, KeyFlag.RW, KeyFlag.UPDATE))
            .arguments(
                    GeoDeclarations.KEY,
                    oneOf("condition", token("NX"), token("XX")).since("6.2.0").optional(),
                    word("change", "CH").since("6.2.0").optional(),
                    block("data", decimal("longitude"), decimal("latitude"), string("member"))
                            .multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        boolean onlyNew = false;
        boolean onlyPresent = false;
        boolean countUpdates = false;
        int first = 2;
        for (boolean option = true; option && first < args.count(); ) {
            boolean nx = args.isWord(first, "NX");
            boolean xx = args.isWord(first, "XX");
            boolean ch = args.isWord(first, "CH");
            onlyNew |= nx;
            onlyPresent |= xx;
            countUpdates |= ch;
            option = nx || xx || ch;
            first += option ? 1 : 0;
        }
        int rest = args.count() - first;
        double[] scores = context.numbers(rest / 3);
        String error = rest % 3 != 0 || rest == 0 || onlyNew && onlyPresent
                ? CommandError.SYNTAX
                : readScores(args, first, scores);
        if (error != null) {
            context.reply().error(error);
            return;
        }
        SortedSetValue set = context.collection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        long added = 0;
        long updated = 0;
        for (int i = first; i < args.count(); i += 3) {
            int member = args.offset(i + 2);
            int length = args.length(i + 2);
            double score = scores[(i - first) / 3];
            if ((onlyNew || onlyPresent) && Double.isNaN(set.score(args.bytes(), member, length)) == onlyPresent) {
                continue;
            }
            double present = set.put(args.bytes(), member, length, score);
            boolean isNew = Double.isNaN(present);
            added += isNew ? 1 : 0;
            updated += !isNew && present != score ? 1 : 0;
        }
        if (added + updated > 0) {
            noteEffect(args, first, scores, context.effects());
        }
        context.reply().integer(countUpdates ? added + updated : added);
    }

    /** Makes scores of all places; returns what is wrong with the first of them that is none, null if nothing. */
    private static @Nullable String readScores(Args args, int first, double[] scores) {
        for (int i = first; i < args.count(); i += 3) {
            double longitude = GeoArguments.number(args, i);
            double latitude = GeoArguments.number(args, i + 1);
            String error = GeoArguments.placeError(longitude, latitude);
            if (error != null) {
                return error;
            }
            scores[(i - first) / 3] = GeoHash.encode(longitude, latitude);
        }
        return null;
    }

    /** The scores, which coordinates become by floating-point arithmetic. */
    private static void noteEffect(Args args, int first, double[] scores, Effects effects) {
        effects.command(first + (args.count() - first) / 3 * 2).word("ZADD");
        for (int i = 1; i < first; i++) {
            effects.arg(args, i);
        }
        for (int i = first; i < args.count(); i += 3) {
            effects.number((long) scores[(i - first) / 3]).arg(args, i + 2);
        }
    }
}
