package io.cairn.engine.command.stream;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on streams. */
public final class StreamCommands {
    private StreamCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(
                new StreamAcknowledge(),
                new StreamAdd(),
                new StreamAutoClaim(),
                new StreamClaim(),
                new StreamDelete(),
                GroupCommand.container(),
                StreamInfo.container(),
                new StreamLength(),
                new StreamPending(),
                StreamRange.xrange(),
                new StreamRead(),
                new StreamReadGroup(),
                StreamRange.xrevrange(),
                new StreamSetId(),
                new StreamTrim());
    }
}
