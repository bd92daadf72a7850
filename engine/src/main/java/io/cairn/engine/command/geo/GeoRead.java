package io.cairn.engine.command.geo;

import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Doubles;
import io.cairn.engine.value.SortedSetValue;

/** {@code GEOPOS key [member ...]}: where members are; {@code GEOHASH}: the same as the text in which cells are usual. */
public final class GeoRead implements Command {
    private static final CommandSpec POSITIONS = declare("GEOPOS", "Returns the longitudes and latitudes of members.");
    private static final CommandSpec TEXTS = declare("GEOHASH", "Returns the places of members as geohashes.");

    private final CommandSpec spec;
    private final boolean coordinates;

    private GeoRead(CommandSpec spec, boolean coordinates) {
        this.spec = spec;
        this.coordinates = coordinates;
    }

    public static GeoRead geopos() {
        return new GeoRead(POSITIONS, true);
    }

    public static GeoRead geohash() {
        return new GeoRead(TEXTS, false);
    }

    private static CommandSpec declare(String name, String summary) {
        return GeoDeclarations.declare(name)
                .summary(summary)
                .complexity("O(1) for each member.")
                .since("3.2.0")
                .arity(-2)
                .flags(Flag.READONLY)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
                .arguments(GeoDeclarations.KEY, string("member").multiple().optional())
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        ReplyWriter reply = context.reply();
        reply.array(args.count() - 2);
        for (int i = 2; i < args.count(); i++) {
            double score = set.score(args.bytes(), args.offset(i), args.length(i));
            if (coordinates) {
                replyPosition(score, reply);
            } else {
                replyText(score, reply);
            }
        }
    }

    private static void replyPosition(double score, ReplyWriter reply) {
        if (Double.isNaN(score)) {
            reply.nullArray();
        } else {
            place(GeoHash.longitude(score), GeoHash.latitude(score), reply);
        }
    }

    /** Writes a place as an array of longitude and latitude. */
    static void place(double longitude, double latitude, ReplyWriter reply) {
        reply.array(2);
        reply.trimmed(longitude, Doubles.MAX_DECIMALS);
        reply.trimmed(latitude, Doubles.MAX_DECIMALS);
    }

    private static void replyText(double score, ReplyWriter reply) {
        if (Double.isNaN(score)) {
            reply.nullValue();
        } else {
            byte[] text = GeoHash.newText();
            GeoHash.text(score, text);
            reply.bulk(text);
        }
    }
}
