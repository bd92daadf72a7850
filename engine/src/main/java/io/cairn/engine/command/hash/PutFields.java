package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/** {@code HSET}, {@code HMSET key field value [field value ...]}: set fields of a hash, which do not expire afterwards. */
public final class PutFields implements Command {
    private final CommandSpec spec;
    private final boolean counting;

    private PutFields(CommandSpec spec, boolean counting) {
        this.spec = spec;
        this.counting = counting;
    }

    public static PutFields hset() {
        return new PutFields(
                declare("HSET", "Sets fields of a hash, and tells how many are new.")
                        .build(),
                true);
    }

    public static PutFields hmset() {
        CommandSpec spec = declare("HMSET", "Sets fields of a hash.")
                .deprecated("4.0.0", "HSET with several fields")
                .build();
        return new PutFields(spec, false);
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1) for each field")
                .since("2.0.0")
                .group(Group.HASH)
                .arity(-4)
                .flags(DENYOOM, FAST, WRITE)
                .categories(AclCategory.HASH)
                .keys(keyAt(1, RW, UPDATE))
                .arguments(
                        key("key", 0),
                        block("data", string("field"), string("value")).multiple());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int count = args.count();
        if (count % 2 != 0) {
            context.reply().error(CommandError.wrongArity(spec));
            return;
        }
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        int added = putAll(args, hash);
        if (counting) {
            context.reply().integer(added);
        } else {
            context.reply().ok();
        }
    }

    private static int putAll(Args args, HashValue hash) {
        int count = args.count();
        byte[] bytes = args.bytes();
        int added = 0;
        for (int i = 2; i < count; i += 2) {
            int valueAt = args.offset(i + 1);
            boolean isNew = hash.put(bytes, args.offset(i), args.length(i), bytes, valueAt, args.length(i + 1));
            added += isNew ? 1 : 0;
        }
        return added;
    }
}
