package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.unixTime;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/**
 * {@code HEXPIRE}, {@code HPEXPIRE}, {@code HEXPIREAT}, {@code HPEXPIREAT key time [NX | XX | GT | LT] FIELDS numfields field
 * [field ...]}: say when fields of a hash expire. A moment that has passed removes the field at once.
 *
 * <p>The reply says of each field: -2, it is not there; 0, the condition is not met; 1, it will expire; 2, it is gone.
 */
public final class ExpireFields implements Command {
    private static final int MISSING = -2;
    private static final int UNCHANGED = 0;
    private static final int EXPIRES = 1;
    private static final int REMOVED = 2;

    private final CommandSpec spec;
    private final ExpireTime unit;

    private ExpireFields(CommandSpec spec, ExpireTime unit) {
        this.spec = spec;
        this.unit = unit;
    }

    /** Under which condition a field gets another time. */
    private enum Condition {
        ALWAYS,
        NX,
        XX,
        GT,
        LT;

        /** A field without expiry expires later than any moment, which is what {@code NO_EXPIRY} says as a number. */
        boolean allows(long present, long wanted) {
            return switch (this) {
                case ALWAYS -> true;
                case NX -> present == NO_EXPIRY;
                case XX -> present != NO_EXPIRY;
                case GT -> wanted > present;
                case LT -> wanted < present;
            };
        }

        static Condition of(Args args, int index) {
            for (Condition condition : values()) {
                if (condition != ALWAYS && args.isWord(index, condition.name())) {
                    return condition;
                }
            }
            return ALWAYS;
        }
    }

    public static ExpireFields expire() {
        String summary = "Lets fields of a hash expire after some seconds.";
        return new ExpireFields(declare("HEXPIRE", integer("seconds"), summary), ExpireTime.EX);
    }

    public static ExpireFields pExpire() {
        String summary = "Lets fields of a hash expire after some milliseconds.";
        return new ExpireFields(declare("HPEXPIRE", integer("milliseconds"), summary), ExpireTime.PX);
    }

    public static ExpireFields expireAt() {
        String summary = "Lets fields of a hash expire at a moment given in seconds.";
        return new ExpireFields(declare("HEXPIREAT", unixTime("unix-time-seconds"), summary), ExpireTime.EXAT);
    }

    public static ExpireFields pExpireAt() {
        String summary = "Lets fields of a hash expire at a moment given in milliseconds.";
        return new ExpireFields(declare("HPEXPIREAT", unixTime("unix-time-milliseconds"), summary), ExpireTime.PXAT);
    }

    private static CommandSpec declare(String name, ArgSpec time, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1) for each field")
                .since("7.4.0")
                .group(Group.HASH)
                .arity(-6)
                .flags(DENYOOM, FAST, WRITE)
                .categories(AclCategory.HASH)
                .keys(keyAt(1, RW, UPDATE))
                .arguments(
                        key("key", 0),
                        time,
                        oneOf("condition", token("NX"), token("XX"), token("GT"), token("LT"))
                                .optional(),
                        FieldArguments.declare())
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        long expireAtMs = FieldTime.read(args, 2, unit, context);
        if (expireAtMs == FieldTime.INVALID) {
            return;
        }
        Condition condition = Condition.of(args, 3);
        int index = condition == Condition.ALWAYS ? 3 : 4;
        int first = FieldArguments.read(args, index, "ERR Parameter `numFields` should be greater than 0", context);
        if (first == FieldArguments.INVALID) {
            return;
        }
        int[] results = new int[args.count() - first];
        context.reply().array(results.length);
        for (int i = 0; i < results.length; i++) {
            results[i] = expire(hash, args, first + i, expireAtMs, condition, context);
            context.reply().integer(results[i]);
        }
        note(results, args, first, expireAtMs, context.effects());
    }

    private static int expire(
            HashValue hash, Args args, int index, long expireAtMs, Condition condition, CommandContext context) {
        byte[] bytes = args.bytes();
        int offset = args.offset(index);
        int length = args.length(index);
        if (!hash.find(bytes, offset, length)) {
            return MISSING;
        }
        if (!condition.allows(hash.fieldExpireAtMs(), expireAtMs)) {
            return UNCHANGED;
        }
        if (context.databases().isExpired(expireAtMs)) {
            hash.remove(bytes, offset, length);
            return REMOVED;
        }
        hash.setExpireAtMs(bytes, offset, length, expireAtMs);
        return EXPIRES;
    }

    /** All fields that something was done to have had the same done to them. */
    private static void note(int[] results, Args args, int first, long expireAtMs, Effects effects) {
        int changed = 0;
        int result = UNCHANGED;
        for (int each : results) {
            if (each > UNCHANGED) {
                changed++;
                result = each;
            }
        }
        if (changed == 0) {
            return;
        }
        if (result == EXPIRES) {
            FieldEffects.expire(effects, args, changed, expireAtMs);
        } else {
            FieldEffects.remove(effects, args, changed);
        }
        for (int i = 0; i < results.length; i++) {
            if (results[i] > UNCHANGED) {
                effects.arg(args, first + i);
            }
        }
    }
}
