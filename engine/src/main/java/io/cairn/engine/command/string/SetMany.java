package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.OW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keysFrom;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;

/** {@code MSET key value [key value ...]} sets several keys; {@code MSETNX} does so only if none of them is there. */
public final class SetMany implements Command {
    private final CommandSpec spec;
    private final boolean ifNone;

    private SetMany(CommandSpec spec, boolean ifNone) {
        this.spec = spec;
        this.ifNone = ifNone;
    }

    public static SetMany mset() {
        CommandSpec spec = declare("MSET", "Sets several keys to strings, whatever they held before.", UPDATE)
                .tips("request_policy:multi_shard", "response_policy:all_succeeded")
                .build();
        return new SetMany(spec, false);
    }

    public static SetMany msetnx() {
        CommandSpec spec = declare(
                        "MSETNX", "Sets several keys to strings, all or none: none if one of them is there.", INSERT)
                .build();
        return new SetMany(spec, true);
    }

    private static CommandSpec.Builder declare(String name, String summary, KeyFlag effect) {
        return command(name)
                .summary(summary)
                .complexity("O(N) where N is the number of keys.")
                .since("1.0.1")
                .group(Group.STRING)
                .arity(-3)
                .flags(DENYOOM, WRITE)
                .categories(AclCategory.STRING)
                .keys(keysFrom(1, 2, OW, effect))
                .arguments(block("data", key("key", 0), string("value")).multiple());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() % 2 == 0) {
            context.reply().error(CommandError.wrongArity(spec));
            return;
        }
        boolean set = !ifNone || !anyExists(args, context);
        if (set) {
            for (int i = 1; i < args.count(); i += 2) {
                context.entry(args, i).putString(args.bytes(), args.offset(i + 1), args.length(i + 1), NO_EXPIRY);
            }
        }
        if (ifNone) {
            context.reply().integer(set ? 1 : 0);
        } else {
            context.reply().ok();
        }
    }

    private static boolean anyExists(Args args, CommandContext context) {
        for (int i = 1; i < args.count(); i += 2) {
            if (context.entry(args, i).exists()) {
                return true;
            }
        }
        return false;
    }
}
