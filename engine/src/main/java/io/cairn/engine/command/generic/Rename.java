package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/**
 * {@code RENAME key newkey}, {@code RENAMENX key newkey}: give what a key holds, with its expiry, to another key; RENAMENX
 * only if that one is not there.
 */
public final class Rename implements Command {
    private final CommandSpec spec;
    private final boolean overwriting;

    private Rename(CommandSpec spec, boolean overwriting) {
        this.spec = spec;
        this.overwriting = overwriting;
    }

    public static Rename rename() {
        CommandSpec spec = declare("RENAME", KeyFlag.UPDATE)
                .summary("Renames a key, whether or not the new name is taken.")
                .build();
        return new Rename(spec, true);
    }

    public static Rename renameNx() {
        CommandSpec spec = declare("RENAMENX", KeyFlag.INSERT)
                .summary("Renames a key unless the new name is taken.")
                .flags(FAST)
                .build();
        return new Rename(spec, false);
    }

    private static CommandSpec.Builder declare(String name, KeyFlag withTarget) {
        return command(name)
                .complexity("O(1)")
                .since("1.0.0")
                .group(Group.GENERIC)
                .arity(3)
                .flags(WRITE)
                .categories(AclCategory.KEYSPACE)
                .keys(keyAt(1, KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.DELETE), keyAt(2, KeyFlag.OW, withTarget))
                .arguments(key("key", 0), key("newkey", 1));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!context.entry(args, 1).exists()) {
            context.reply().error(CommandError.NO_SUCH_KEY);
        } else if (args.areEqual(1, 2)
                || (!overwriting && context.entry(args, 2).exists())) {
            reply(false, context);
        } else {
            move(context.entry(args, 1), args, context);
            reply(true, context);
        }
    }

    private static void move(Entry source, Args args, CommandContext context) {
        DetachedValue value = source.detach();
        source.remove();
        context.entry(args, 2).put(value, value.expireAtMs());
    }

    private void reply(boolean renamed, CommandContext context) {
        if (overwriting) {
            context.reply().ok();
        } else {
            context.reply().integer(renamed ? 1 : 0);
        }
    }
}
