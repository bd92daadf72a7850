package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;

/**
 * {@code FLUSHDB [ASYNC | SYNC]}, {@code FLUSHALL [ASYNC | SYNC]}: remove all keys of the selected database, or of all.
 * Both are done in constant time, so ASYNC and SYNC mean the same. They go to the journal even when there was nothing to
 * remove.
 */
public final class Flush implements Command {
    private final CommandSpec spec;
    private final boolean all;

    private Flush(CommandSpec spec, boolean all) {
        this.spec = spec;
        this.all = all;
    }

    public static Flush database() {
        return new Flush(declare("FLUSHDB", "Removes all keys of the selected database."), false);
    }

    public static Flush all() {
        return new Flush(declare("FLUSHALL", "Removes all keys of all databases."), true);
    }

    private static CommandSpec declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1); the memory is freed later")
                .since("1.0.0")
                .group(Group.SERVER)
                .arity(-1)
                .flags(Flag.WRITE)
                .categories(AclCategory.DANGEROUS, AclCategory.KEYSPACE)
                .arguments(oneOf(
                                "flush-type",
                                token("ASYNC").since("4.0.0"),
                                token("SYNC").since("6.2.0"))
                        .optional())
                .tips("request_policy:all_shards", "response_policy:all_succeeded")
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() > 2 || (args.count() == 2 && !args.isWord(1, "ASYNC") && !args.isWord(1, "SYNC"))) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        if (all) {
            context.databases().clear();
        } else {
            context.keyspace().clear();
        }
        context.markChanged();
        context.reply().ok();
    }
}
