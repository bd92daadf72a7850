package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/** {@code HGETDEL key FIELDS numfields field [field ...]}: returns the values of fields of a hash and removes the fields. */
public final class TakeFields implements Command {
    private static final CommandSpec SPEC = command("HGETDEL")
            .summary("Returns the values of fields of a hash and removes the fields.")
            .complexity("O(1) for each field")
            .since("8.0.0")
            .group(Group.HASH)
            .arity(-5)
            .flags(FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, ACCESS, DELETE))
            .arguments(key("key", 0), FieldArguments.declare())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        int first = FieldArguments.read(args, 2, FieldArguments.NOT_POSITIVE, context);
        if (first == FieldArguments.INVALID) {
            return;
        }
        int removed = 0;
        context.reply().array(args.count() - first);
        for (int i = first; i < args.count(); i++) {
            GetField.reply(hash, args, i, context.reply());
            removed += hash.remove(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        if (removed > 0) {
            // A command that older servers have, too.
            Effects effects = FieldEffects.remove(context.effects(), args, args.count() - first);
            for (int i = first; i < args.count(); i++) {
                effects.arg(args, i);
            }
        }
    }
}
