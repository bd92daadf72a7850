package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeySpec.keysFrom;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/**
 * {@code EXISTS key [key ...]}, {@code TOUCH key [key ...]}: count the keys that are there, one named twice twice. TOUCH
 * is a use of them, whatever the session says of its reads.
 */
public final class Exists implements Command {
    private final CommandSpec spec;
    private final boolean touching;

    private Exists(CommandSpec spec, boolean touching) {
        this.spec = spec;
        this.touching = touching;
    }

    public static Exists exists() {
        return new Exists(declare("EXISTS", "1.0.0", "Counts how many of the keys are there."), false);
    }

    public static Exists touch() {
        return new Exists(
                declare("TOUCH", "3.2.1", "Counts how many of the keys are there, and marks them as used."), true);
    }

    private static CommandSpec declare(String name, String since, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(N) for N keys")
                .since(since)
                .group(Group.GENERIC)
                .arity(-2)
                .flags(FAST, READONLY)
                .categories(AclCategory.KEYSPACE)
                .keys(keysFrom(1, 1, KeyFlag.RO))
                .arguments(key("key", 0).multiple())
                .tips("request_policy:multi_shard", "response_policy:agg_sum")
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int found = 0;
        for (int i = 1; i < args.count(); i++) {
            Entry entry = context.peek(args, i);
            if (touching) {
                context.keyspace().touch(entry);
            }
            found += entry.exists() ? 1 : 0;
        }
        context.reply().integer(found);
    }
}
