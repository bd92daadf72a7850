package io.cairn.engine.command.string;

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
import static io.cairn.engine.command.string.StringOptions.PERSIST;
import static io.cairn.engine.command.string.StringOptions.TIME;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code GETEX key [EX | PX | EXAT | PXAT time | PERSIST]}: returns a string and says when its key expires. */
public final class GetEx implements Command {
    private static final CommandSpec SPEC = command("GETEX")
            .summary("Returns the string that a key holds and sets or removes the key's expiry.")
            .complexity("O(1)")
            .since("6.2.0")
            .group(Group.STRING)
            .arity(-2)
            .flags(FAST, WRITE)
            .categories(AclCategory.STRING)
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
                            .optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int options = StringOptions.parse(args, 2, PERSIST | TIME);
        if (options == StringOptions.INVALID) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        Entry entry = context.read(args, 1);
        Value value = entry.value();
        boolean timed = (options & TIME) != 0;
        // Redis looks at the time only when there is a string to return.
        long expireAtMs =
                timed && value instanceof StringValue ? StringOptions.expireAtMs(args, 2, context) : NO_EXPIRY;
        if (expireAtMs == ExpireTime.INVALID || !Get.reply(value, context.reply()) || value == null) {
            return;
        }
        if (timed) {
            expire(args, entry, expireAtMs, context);
        } else if (options == PERSIST && entry.expireAtMs() != NO_EXPIRY) {
            entry.expireAt(NO_EXPIRY);
            context.effects().command(2).word("PERSIST").arg(args, 1);
        }
    }

    private static void expire(Args args, Entry entry, long expireAtMs, CommandContext context) {
        if (context.databases().isExpired(expireAtMs)) {
            entry.remove();
            context.effects().command(2).word("DEL").arg(args, 1);
        } else {
            entry.expireAt(expireAtMs);
            context.effects().command(3).word("PEXPIREAT").arg(args, 1).number(expireAtMs);
        }
    }
}
