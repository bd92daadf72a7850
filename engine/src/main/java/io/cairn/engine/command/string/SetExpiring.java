package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.OW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;

/** {@code SETEX key seconds value}, {@code PSETEX key milliseconds value}: set a key that will expire. */
public final class SetExpiring implements Command {
    private final CommandSpec spec;
    private final ExpireTime unit;

    private SetExpiring(CommandSpec spec, ExpireTime unit) {
        this.spec = spec;
        this.unit = unit;
    }

    public static SetExpiring setex() {
        return new SetExpiring(declare("SETEX", "2.0.0", "seconds"), ExpireTime.EX);
    }

    public static SetExpiring psetex() {
        return new SetExpiring(declare("PSETEX", "2.6.0", "milliseconds"), ExpireTime.PX);
    }

    private static CommandSpec declare(String name, String since, String unit) {
        return command(name)
                .summary("Sets a key to a string, to expire in so many " + unit + ".")
                .complexity("O(1)")
                .since(since)
                .group(Group.STRING)
                .arity(4)
                .flags(DENYOOM, WRITE)
                .categories(AclCategory.STRING)
                .keys(keyAt(1, OW, UPDATE))
                .arguments(key("key", 0), integer(unit), string("value"))
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        long expireAtMs = unit.read(args, 2, context);
        if (expireAtMs != ExpireTime.INVALID) {
            context.entry(args, 1).putString(args.bytes(), args.offset(3), args.length(3), expireAtMs);
            SetString.noteExpiring(args, 3, expireAtMs, context);
            context.reply().ok();
        }
    }
}
