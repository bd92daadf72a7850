package io.cairn.engine.command.hyperloglog;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on HyperLogLogs. */
public final class HyperLogLogCommands {
    private HyperLogLogCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(new PfAdd(), new PfCount(), new PfDebug(), new PfMerge(), new PfSelfTest());
    }
}
