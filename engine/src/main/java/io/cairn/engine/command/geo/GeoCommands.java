package io.cairn.engine.command.geo;

import io.cairn.engine.command.Command;
import java.util.ArrayList;
import java.util.List;

/** The commands on places. */
public final class GeoCommands {
    private GeoCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        List<Command> commands =
                new ArrayList<>(List.of(new GeoAdd(), new GeoDistance(), GeoRead.geohash(), GeoRead.geopos()));
        for (GeoSearchKind kind : GeoSearchKind.values()) {
            commands.add(kind.takesStore() ? new StoringGeoSearch(kind) : new GeoSearch(kind));
        }
        return commands;
    }
}
