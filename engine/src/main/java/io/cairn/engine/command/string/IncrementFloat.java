package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.ExtendedDouble;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code INCRBYFLOAT key increment}: adds to a string that is a decimal number. */
public final class IncrementFloat implements Command {
    private static final CommandSpec SPEC = command("INCRBYFLOAT")
            .summary("Adds a decimal number to the one that a key holds. A missing key counts as 0.")
            .complexity("O(1)")
            .since("2.6.0")
            .group(Group.STRING)
            .arity(3)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RW, ACCESS, UPDATE))
            .arguments(key("key", 0), decimal("increment"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.entry(args, 1);
        Value value = entry.value();
        if (value != null && !(value instanceof StringValue)) {
            context.reply().error(CommandError.WRONG_TYPE);
            return;
        }
        ExtendedDouble present = value instanceof StringValue string ? parse(string) : ExtendedDouble.ZERO;
        ExtendedDouble increment = ExtendedDouble.parse(args.bytes(), args.offset(2), args.length(2));
        if (present == null || increment == null) {
            context.reply().error(CommandError.NOT_A_FLOAT);
            return;
        }
        ExtendedDouble sum = present.plus(increment);
        if (!sum.isFinite()) {
            context.reply().error("ERR increment would produce NaN or Infinity");
            return;
        }
        byte[] text = sum.toString().getBytes(StandardCharsets.US_ASCII);
        entry.putText(text, 0, text.length, entry.expireAtMs());
        // The result, not the sum to be done again: another processor's or version's arithmetic may differ.
        context.effects()
                .command(4)
                .word("SET")
                .arg(args, 1)
                .slice(text, 0, text.length)
                .word("KEEPTTL");
        context.reply().bulk(text);
    }

    private static @Nullable ExtendedDouble parse(StringValue string) {
        return ExtendedDouble.parse(string.bytes(), string.offset(), string.length());
    }
}
