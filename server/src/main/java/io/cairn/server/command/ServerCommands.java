package io.cairn.server.command;

import io.cairn.engine.command.Command;
import io.cairn.server.Server;
import java.util.ArrayList;
import java.util.List;

/** All commands about connections and the server itself. */
public final class ServerCommands {
    private ServerCommands() {}

    /** The commands of {@code server}, which need not be open yet: they use it when they are executed. */
    public static List<Command> all(Server server) {
        List<Command> all = new ArrayList<>(ConnectionCommands.all(server));
        all.addAll(PersistenceCommands.all(server));
        all.add(ConfigCommands.container(server));
        all.addAll(ObservationCommands.all(server));
        all.add(MemoryCommands.container(server));
        all.add(DebugCommand.of(server));
        return all;
    }
}
