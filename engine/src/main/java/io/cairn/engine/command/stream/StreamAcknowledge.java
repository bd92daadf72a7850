package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.GroupWriter;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/** {@code XACK key group id [id ...]}: ends that entries are pending. */
final class StreamAcknowledge implements Command {
    private static final CommandSpec SPEC = command("XACK")
            .summary("Ends that entries are pending in a consumer group; returns how many were.")
            .complexity("O(log N) for each id, where N is the number of pending entries.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-4)
            .flags(FAST, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(key("key", 0), string("group"), string("id").multiple())
            .build();

    private final StreamId id = new StreamId();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        StreamValue stream = context.collection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        StreamGroup group = Groups.find(stream, args, 2);
        long acknowledged = 0;
        if (group != null) {
            for (int i = 3; i < args.count(); i++) {
                if (!IdArgument.read(args, i, context, id)) {
                    return;
                }
            }
            GroupWriter writer = stream.groupWriter(group);
            for (int i = 3; i < args.count(); i++) {
                IdArgument.isId(args, i, id);
                acknowledged += writer.acknowledge(id) ? 1 : 0;
            }
            stream.noteChanges(acknowledged);
        }
        context.reply().integer(acknowledged);
    }
}
