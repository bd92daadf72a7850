package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/** {@code XDEL key id [id ...]}: deletes entries. */
final class StreamDelete implements Command {
    private static final CommandSpec SPEC = command("XDEL")
            .summary("Deletes entries from a stream; returns how many were there.")
            .complexity("O(log N) for each id.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-3)
            .flags(FAST, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, DELETE))
            .arguments(key("key", 0), string("id").multiple())
            .build();

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
        StreamId id = new StreamId();
        long deleted = 0;
        if (!stream.isEmpty()) {
            // None is deleted if one of them is invalid.
            for (int i = 2; i < args.count(); i++) {
                if (!IdArgument.read(args, i, context, id)) {
                    return;
                }
            }
            for (int i = 2; i < args.count(); i++) {
                IdArgument.isId(args, i, id);
                deleted += stream.delete(id) ? 1 : 0;
            }
        }
        context.reply().integer(deleted);
    }
}
