package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.unixTime;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/**
 * {@code HGETEX key [EX | PX | EXAT | PXAT time | PERSIST] FIELDS numfields field [field ...]}: returns the values of fields
 * of a hash and says when the fields expire.
 */
public final class GetFieldsExpiring implements Command {
    private static final CommandSpec SPEC = command("HGETEX")
            .summary("Returns the values of fields of a hash and sets or removes the fields' expiry.")
            .complexity("O(1) for each field")
            .since("8.0.0")
            .group(Group.HASH)
            .arity(-5)
            .flags(FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, ACCESS, UPDATE))
            .arguments(
                    key("key", 0),
                    oneOf(
                                    "expiration",
                                    integer("seconds").after("EX"),
                                    integer("milliseconds").after("PX"),
                                    unixTime("unix-time-seconds").after("EXAT"),
                                    unixTime("unix-time-milliseconds").after("PXAT"),
                                    token("PERSIST"))
                            .optional(),
                    FieldArguments.declare())
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
        ExpireTime unit = ExpireTime.option(args, 2);
        boolean persisting = args.isWord(2, "PERSIST");
        long expireAtMs = unit == null ? NO_EXPIRY : FieldTime.read(args, 3, unit, context);
        if (expireAtMs == FieldTime.INVALID) {
            return;
        }
        int index = unit != null ? 4 : persisting ? 3 : 2;
        int first = FieldArguments.read(args, index, FieldArguments.NOT_POSITIVE, context);
        if (first == FieldArguments.INVALID) {
            return;
        }
        context.reply().array(args.count() - first);
        boolean removing = unit != null && context.databases().isExpired(expireAtMs);
        int changed = 0;
        for (int i = first; i < args.count(); i++) {
            boolean found = GetField.reply(hash, args, i, context.reply());
            if (found && (unit != null || persisting)) {
                changed += change(hash, args, i, expireAtMs, removing) ? 1 : 0;
            }
        }
        if (changed > 0) {
            note(args, first, expireAtMs, removing, context.effects());
        }
    }

    private static boolean change(HashValue hash, Args args, int index, long expireAtMs, boolean removing) {
        if (removing) {
            return hash.remove(args.bytes(), args.offset(index), args.length(index));
        } else if (expireAtMs == NO_EXPIRY) {
            return PersistFields.clear(hash, args, index);
        }
        return hash.setExpireAtMs(args.bytes(), args.offset(index), args.length(index), expireAtMs);
    }

    /** In commands that older servers have, too. Fields that are missing do no harm. */
    private static void note(Args args, int first, long expireAtMs, boolean removing, Effects effects) {
        int fields = args.count() - first;
        if (removing) {
            FieldEffects.remove(effects, args, fields);
        } else if (expireAtMs == NO_EXPIRY) {
            effects.command(4 + fields)
                    .word("HPERSIST")
                    .arg(args, 1)
                    .word("FIELDS")
                    .number(fields);
        } else {
            FieldEffects.expire(effects, args, fields, expireAtMs);
        }
        for (int i = first; i < args.count(); i++) {
            effects.arg(args, i);
        }
    }
}
