package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.KeySpec.keysFrom;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/**
 * {@code DEL key [key ...]}, {@code UNLINK key [key ...]}: remove keys. Both do the same in constant time: what a key
 * held is left to the garbage collector.
 */
public final class Delete implements Command {
    private final CommandSpec spec;

    private Delete(CommandSpec spec) {
        this.spec = spec;
    }

    public static Delete del() {
        return new Delete(declare("DEL", "1.0.0").summary("Removes keys.").build());
    }

    public static Delete unlink() {
        return new Delete(declare("UNLINK", "4.0.0")
                .flags(Flag.FAST)
                .summary("Removes keys; what they held is freed later.")
                .build());
    }

    private static CommandSpec.Builder declare(String name, String since) {
        return command(name)
                .complexity("O(N) for N keys")
                .since(since)
                .group(Group.GENERIC)
                .arity(-2)
                .flags(Flag.WRITE)
                .categories(AclCategory.KEYSPACE)
                .keys(keysFrom(1, 1, KeyFlag.RM, KeyFlag.DELETE))
                .arguments(key("key", 0).multiple())
                .tips("request_policy:multi_shard", "response_policy:agg_sum");
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int removed = 0;
        for (int i = 1; i < args.count(); i++) {
            Entry entry = context.entry(args, i);
            if (entry.exists()) {
                entry.remove();
                removed++;
            }
        }
        context.reply().integer(removed);
    }
}
