package io.cairn.engine.command.geo;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.KeySpec.AtKeyword;
import io.cairn.engine.command.KeySpec.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The declarations of the commands that look for members in an area. */
final class GeoSearchDeclarations {
    private static final String COST =
            "O(log(N)+M*log(M)) where N is the size of the sorted set and M the number of members near.";

    private GeoSearchDeclarations() {}

    static CommandSpec of(GeoSearchKind kind) {
        return switch (kind) {
            case SEARCH -> geosearch();
            case SEARCH_STORE -> geosearchstore();
            case RADIUS -> radius("GEORADIUS", false, true);
            case RADIUS_READ_ONLY -> radius("GEORADIUS_RO", false, false);
            case RADIUS_BY_MEMBER -> radius("GEORADIUSBYMEMBER", true, true);
            case RADIUS_BY_MEMBER_READ_ONLY -> radius("GEORADIUSBYMEMBER_RO", true, false);
        };
    }

    private static CommandSpec geosearch() {
        return search("GEOSEARCH", List.of(GeoDeclarations.KEY), "WITHCOORD", "WITHDIST", "WITHHASH")
                .summary("Returns the members in an area.")
                .arity(-7)
                .flags(Flag.READONLY)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
                .build();
    }

    private static CommandSpec geosearchstore() {
        return search("GEOSEARCHSTORE", List.of(key("destination", 0), key("source", 1)), "STOREDIST")
                .summary("Stores the members in an area as another sorted set.")
                .arity(-8)
                .flags(Flag.WRITE, Flag.DENYOOM)
                .keys(keyAt(1, KeyFlag.OW, KeyFlag.UPDATE), keyAt(2, KeyFlag.RO, KeyFlag.ACCESS))
                .build();
    }

    private static CommandSpec.Builder search(String name, List<ArgSpec> keys, String... flags) {
        List<ArgSpec> arguments = new ArrayList<>(keys);
        ArgSpec place =
                block("fromlonlat", decimal("longitude"), decimal("latitude")).after("FROMLONLAT");
        ArgSpec circle = block("circle", decimal("radius").after("BYRADIUS"), GeoDeclarations.unit());
        ArgSpec box = block("box", decimal("width").after("BYBOX"), decimal("height"), GeoDeclarations.unit());
        arguments.add(oneOf("from", string("member").after("FROMMEMBER"), place));
        arguments.add(oneOf("by", circle, box));
        arguments.add(order());
        arguments.add(count(optionalToken("ANY")));
        for (String flag : flags) {
            arguments.add(optionalToken(flag));
        }
        return GeoDeclarations.declare(name)
                .complexity(COST)
                .since("6.2.0")
                .arguments(arguments.toArray(ArgSpec[]::new));
    }

    private static CommandSpec radius(String name, boolean byMember, boolean stores) {
        List<ArgSpec> arguments = new ArrayList<>(List.of(GeoDeclarations.KEY));
        if (byMember) {
            arguments.add(string("member"));
        } else {
            arguments.addAll(List.of(decimal("longitude"), decimal("latitude")));
        }
        arguments.addAll(List.of(
                decimal("radius"),
                GeoDeclarations.unit(),
                optionalToken("WITHCOORD"),
                optionalToken("WITHDIST"),
                optionalToken("WITHHASH"),
                count(byMember ? optionalToken("ANY") : optionalToken("ANY").since("6.2.0")),
                order()));
        if (stores) {
            ArgSpec store = key("storekey", 1).after("STORE");
            ArgSpec distances = key("storedistkey", 2).after("STOREDIST");
            arguments.add(oneOf("store", store, distances).optional());
        }
        String with = byMember ? "`BYRADIUS` and `FROMMEMBER` arguments" : "`BYRADIUS` argument";
        CommandSpec.Builder builder = GeoDeclarations.declare(name)
                .summary("Returns" + (stores ? " or stores" : "") + " the members in a circle.")
                .complexity(COST)
                .since(stores ? "3.2.0" : "3.2.10")
                .deprecated("6.2.0", "`GEOSEARCH`" + (stores ? " and `GEOSEARCHSTORE`" : "") + " with the " + with)
                .arity(byMember ? -5 : -6)
                .arguments(arguments.toArray(ArgSpec[]::new));
        KeySpec source = keyAt(1, KeyFlag.RO, KeyFlag.ACCESS);
        if (!stores) {
            return builder.flags(Flag.READONLY).keys(source).build();
        }
        int options = byMember ? 5 : 6;
        return builder.flags(Flag.WRITE, Flag.DENYOOM, Flag.MOVABLEKEYS)
                .keys(source, keyBehind("STORE", options), keyBehind("STOREDIST", options))
                .build();
    }

    private static ArgSpec order() {
        return oneOf("order", token("ASC"), token("DESC")).optional();
    }

    private static ArgSpec count(ArgSpec any) {
        return block("count-block", integer("count").after("COUNT"), any).optional();
    }

    private static KeySpec keyBehind(String word, int from) {
        return new KeySpec(new AtKeyword(word, from), new Range(0, 1, 0), Set.of(KeyFlag.OW, KeyFlag.UPDATE));
    }
}
