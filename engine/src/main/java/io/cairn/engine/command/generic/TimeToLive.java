package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.RecordTable;

/**
 * {@code TTL}, {@code PTTL}, {@code EXPIRETIME}, {@code PEXPIRETIME key}: in how much time, or when, a key expires; −1 if
 * it never does, −2 if it is not there.
 */
public final class TimeToLive implements Command {
    private static final int NEVER = -1;
    private static final int NO_KEY = -2;

    private final CommandSpec spec;
    private final ExpireTime unit;

    private TimeToLive(CommandSpec spec, ExpireTime unit) {
        this.spec = spec;
        this.unit = unit;
    }

    public static TimeToLive ttl() {
        String summary = "Tells in how many seconds a key expires.";
        return new TimeToLive(declareRelative("TTL", "1.0.0", summary), ExpireTime.EX);
    }

    public static TimeToLive pTtl() {
        String summary = "Tells in how many milliseconds a key expires.";
        return new TimeToLive(declareRelative("PTTL", "2.6.0", summary), ExpireTime.PX);
    }

    public static TimeToLive expireTime() {
        String summary = "Tells at which moment, in seconds, a key expires.";
        return new TimeToLive(declare("EXPIRETIME", "7.0.0", summary).build(), ExpireTime.EXAT);
    }

    public static TimeToLive pExpireTime() {
        String summary = "Tells at which moment, in milliseconds, a key expires.";
        return new TimeToLive(declare("PEXPIRETIME", "7.0.0", summary).build(), ExpireTime.PXAT);
    }

    private static CommandSpec declareRelative(String name, String since, String summary) {
        return declare(name, since, summary).tips("nondeterministic_output").build();
    }

    private static CommandSpec.Builder declare(String name, String since, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.GENERIC)
                .arity(2)
                .flags(FAST, READONLY)
                .categories(AclCategory.KEYSPACE)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
                .arguments(key("key", 0));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.peek(args, 1);
        if (!entry.exists()) {
            context.reply().integer(NO_KEY);
        } else if (entry.expireAtMs() == RecordTable.NO_EXPIRY) {
            context.reply().integer(NEVER);
        } else {
            context.reply().integer(unit.spell(entry.expireAtMs(), context));
        }
    }
}
