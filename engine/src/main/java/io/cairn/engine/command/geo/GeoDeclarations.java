package io.cairn.engine.command.geo;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;

/** What the declarations of this family have in common. */
final class GeoDeclarations {
    /** The key that most commands begin with. */
    static final ArgSpec KEY = key("key", 0);

    private GeoDeclarations() {}

    static CommandSpec.Builder declare(String name) {
        return command(name).group(Group.GEO).categories(AclCategory.GEO);
    }

    static ArgSpec unit() {
        return oneOf("unit", token("M"), token("KM"), token("FT"), token("MI"));
    }
}
