package io.cairn.engine.command.generic;

import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;

/** {@code DBSIZE}: how many keys there are, with those, as in Redis, whose time has come but that nobody has met yet. */
public final class DatabaseSize implements Command {
    private static final CommandSpec SPEC = command("DBSIZE")
            .summary("Counts the keys of the selected database.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.SERVER)
            .arity(1)
            .flags(FAST, READONLY)
            .categories(AclCategory.KEYSPACE)
            .tips("request_policy:all_shards", "response_policy:agg_sum")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        context.reply().integer(context.keyspace().size());
    }
}
