package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StreamValue;

/** {@code XLEN key}: the number of entries. */
final class StreamLength implements Command {
    private static final CommandSpec SPEC = command("XLEN")
            .summary("Returns the number of entries of a stream.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        StreamValue stream = context.readCollection(args, 1, StreamValue.class);
        if (stream != null) {
            context.reply().integer(stream.size());
        }
    }
}
