package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.integer;
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
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.value.HashValue;

/** {@code HINCRBY key field increment}: adds to a field that is a whole number; it keeps its expiry. */
public final class IncrementField implements Command {
    private static final CommandSpec SPEC = command("HINCRBY")
            .summary("Adds to the number that a field of a hash is. A missing field counts as 0.")
            .complexity("O(1)")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(4)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, ACCESS, UPDATE))
            .arguments(key("key", 0), string("field"), integer("increment"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!args.isLong(3)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return;
        }
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        long present = 0;
        long expireAtMs = NO_EXPIRY;
        if (hash.find(args.bytes(), args.offset(2), args.length(2))) {
            if (!hash.value().isNumeric()) {
                context.reply().error("ERR hash value is not an integer");
                return;
            }
            present = hash.value().parse();
            expireAtMs = hash.fieldExpireAtMs();
        }
        long sum = present + args.toLong(3);
        if (((present ^ sum) & (args.toLong(3) ^ sum)) < 0) {
            context.reply().error(CommandError.OVERFLOW);
            return;
        }
        byte[] text = new byte[Numbers.longDigits(sum)];
        Numbers.putLong(text, 0, sum);
        hash.put(args.bytes(), args.offset(2), args.length(2), text, 0, text.length, expireAtMs);
        context.reply().integer(sum);
    }
}
