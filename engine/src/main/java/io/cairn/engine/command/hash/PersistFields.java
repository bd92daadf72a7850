package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/**
 * {@code HPERSIST key FIELDS numfields field [field ...]}: lets fields of a hash never expire. The reply says of each: -2, it
 * is not there; -1, it did not expire anyway; 1, it will not expire.
 */
public final class PersistFields implements Command {
    private static final CommandSpec SPEC = command("HPERSIST")
            .summary("Takes away the expiry of fields of a hash.")
            .complexity("O(1) for each field")
            .since("7.4.0")
            .group(Group.HASH)
            .arity(-5)
            .flags(FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, UPDATE))
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
        context.reply().array(args.count() - first);
        for (int i = first; i < args.count(); i++) {
            context.reply().integer(persist(hash, args, i));
        }
    }

    private static int persist(HashValue hash, Args args, int index) {
        if (!hash.find(args.bytes(), args.offset(index), args.length(index))) {
            return -2;
        }
        return clear(hash, args, index) ? 1 : -1;
    }

    /** Takes away the expiry of the field that {@link HashValue#find} has found; returns whether it had one. */
    static boolean clear(HashValue hash, Args args, int index) {
        if (hash.fieldExpireAtMs() == NO_EXPIRY) {
            return false;
        }
        hash.setExpireAtMs(args.bytes(), args.offset(index), args.length(index), NO_EXPIRY);
        return true;
    }
}
