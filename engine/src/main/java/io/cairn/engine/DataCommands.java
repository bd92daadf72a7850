package io.cairn.engine;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.generic.KeyCommands;
import io.cairn.engine.command.generic.PayloadCodec;
import io.cairn.engine.command.geo.GeoCommands;
import io.cairn.engine.command.hash.HashCommands;
import io.cairn.engine.command.introspection.IntrospectionCommands;
import io.cairn.engine.command.list.ListCommands;
import io.cairn.engine.command.set.SetCommands;
import io.cairn.engine.command.sort.Sort;
import io.cairn.engine.command.stream.StreamCommands;
import io.cairn.engine.command.string.StringCommands;
import io.cairn.engine.command.zset.SortedSetCommands;
import java.util.List;
import java.util.stream.Stream;

/** The commands on data, which need no server. */
public final class DataCommands {
    private DataCommands() {}

    /**
     * One instance of each.
     *
     * @param payloads the form in which DUMP and RESTORE serialize values
     */
    public static List<Command> all(PayloadCodec payloads) {
        return Stream.of(
                        StringCommands.all(),
                        ListCommands.all(),
                        SetCommands.all(),
                        HashCommands.all(),
                        SortedSetCommands.all(),
                        StreamCommands.all(),
                        GeoCommands.all(),
                        KeyCommands.all(payloads),
                        Sort.all(),
                        IntrospectionCommands.all())
                .flatMap(List::stream)
                .toList();
    }
}
