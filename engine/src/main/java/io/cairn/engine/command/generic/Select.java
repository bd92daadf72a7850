package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;

/** {@code SELECT index}: says which database the session's next requests are about. */
public final class Select implements Command {
    private static final CommandSpec SPEC = command("SELECT")
            .summary("Selects the database for the requests that follow.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.CONNECTION)
            .arity(2)
            .flags(FAST, LOADING, STALE)
            .categories(AclCategory.CONNECTION)
            .arguments(integer("index"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int database = DatabaseIndex.read(args, 1, context);
        if (database != DatabaseIndex.INVALID) {
            context.session().select(database);
            context.reply().ok();
        }
    }
}
