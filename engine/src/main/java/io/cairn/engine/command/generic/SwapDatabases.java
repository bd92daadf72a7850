package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;

/** {@code SWAPDB index1 index2}: lets two databases change places, for all sessions at once. */
public final class SwapDatabases implements Command {
    private static final CommandSpec SPEC = command("SWAPDB")
            .summary("Lets two databases change places.")
            .complexity("O(1)")
            .since("4.0.0")
            .group(Group.SERVER)
            .arity(3)
            .flags(FAST, WRITE)
            .categories(AclCategory.DANGEROUS, AclCategory.KEYSPACE)
            .arguments(integer("index1"), integer("index2"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!DatabaseIndex.isInt(args, 1)) {
            context.reply().error("ERR invalid first DB index");
            return;
        }
        if (!DatabaseIndex.isInt(args, 2)) {
            context.reply().error("ERR invalid second DB index");
            return;
        }
        int first = DatabaseIndex.check((int) args.toLong(1), context);
        if (first == DatabaseIndex.INVALID) {
            return;
        }
        int second = DatabaseIndex.check((int) args.toLong(2), context);
        if (second == DatabaseIndex.INVALID) {
            return;
        }
        context.databases().swap(first, second);
        context.reply().ok();
    }
}
