package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
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
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ExtendedDouble;
import io.cairn.engine.value.HashValue;
import java.nio.charset.StandardCharsets;

/** {@code HINCRBYFLOAT key field increment}: adds to a field that is a decimal number; it keeps its expiry. */
public final class IncrementFieldFloat implements Command {
    private static final CommandSpec SPEC = command("HINCRBYFLOAT")
            .summary("Adds a decimal number to the one that a field of a hash is. A missing field counts as 0.")
            .complexity("O(1)")
            .since("2.6.0")
            .group(Group.HASH)
            .arity(4)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, ACCESS, UPDATE))
            .arguments(key("key", 0), string("field"), decimal("increment"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ExtendedDouble increment = ExtendedDouble.parse(args.bytes(), args.offset(3), args.length(3));
        if (increment == null || !increment.isFinite()) {
            context.reply().error(increment == null ? CommandError.NOT_A_FLOAT : "ERR value is NaN or Infinity");
            return;
        }
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        ExtendedDouble present = ExtendedDouble.ZERO;
        long expireAtMs = NO_EXPIRY;
        if (hash.find(args.bytes(), args.offset(2), args.length(2))) {
            Element value = hash.value();
            present = ExtendedDouble.parse(value.bytes(), value.offset(), value.length());
            expireAtMs = hash.fieldExpireAtMs();
        }
        if (present == null) {
            context.reply().error("ERR hash value is not a float");
            return;
        }
        ExtendedDouble sum = present.plus(increment);
        if (!sum.isFinite()) {
            context.reply().error("ERR increment would produce NaN or Infinity");
            return;
        }
        byte[] text = sum.toString().getBytes(StandardCharsets.US_ASCII);
        hash.put(args.bytes(), args.offset(2), args.length(2), text, 0, text.length, expireAtMs);
        note(args, text, expireAtMs, context.effects());
        context.reply().bulk(text);
    }

    /** The result, not the sum to be done again: another processor's or version's arithmetic may differ. */
    private static void note(Args args, byte[] text, long expireAtMs, Effects effects) {
        effects.command(4).word("HSET").arg(args, 1).arg(args, 2).slice(text, 0, text.length);
        if (expireAtMs != NO_EXPIRY) {
            FieldEffects.expire(effects, args, 1, expireAtMs).arg(args, 2);
        }
    }
}
