package io.cairn.engine.command.generic;

import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;

/** {@code RANDOMKEY}: some key. */
public final class RandomKey implements Command {
    private static final CommandSpec SPEC = command("RANDOMKEY")
            .summary("Returns a key picked at random.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.GENERIC)
            .arity(1)
            .flags(Flag.READONLY)
            .categories(AclCategory.KEYSPACE)
            .tips("request_policy:all_shards", "response_policy:special", "nondeterministic_output")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!context.keyspace().random((key, offset, length, value) -> reply.bulk(key, offset, length))) {
            reply.nullValue();
        }
    }
}
