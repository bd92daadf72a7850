package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
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
 * {@code HTTL}, {@code HPTTL}, {@code HEXPIRETIME}, {@code HPEXPIRETIME key FIELDS numfields field [field ...]}: how long
 * fields of a hash still live, or when they expire; -1 for one that does not expire, -2 for one that is not there.
 */
public final class FieldTimeToLive implements Command {
    private static final int MISSING = -2;
    private static final int NEVER = -1;

    private final CommandSpec spec;
    private final boolean seconds;
    private final boolean relative;

    private FieldTimeToLive(CommandSpec spec, boolean seconds, boolean relative) {
        this.spec = spec;
        this.seconds = seconds;
        this.relative = relative;
    }

    public static FieldTimeToLive ttl() {
        CommandSpec spec = declare("HTTL", "Returns how many seconds fields of a hash still live.")
                .tips("nondeterministic_output")
                .build();
        return new FieldTimeToLive(spec, true, true);
    }

    public static FieldTimeToLive pTtl() {
        CommandSpec spec = declare("HPTTL", "Returns how many milliseconds fields of a hash still live.")
                .tips("nondeterministic_output")
                .build();
        return new FieldTimeToLive(spec, false, true);
    }

    public static FieldTimeToLive expireTime() {
        String summary = "Returns the moment in seconds at which fields of a hash expire.";
        return new FieldTimeToLive(declare("HEXPIRETIME", summary).build(), true, false);
    }

    public static FieldTimeToLive pExpireTime() {
        String summary = "Returns the moment in milliseconds at which fields of a hash expire.";
        return new FieldTimeToLive(declare("HPEXPIRETIME", summary).build(), false, false);
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1) for each field")
                .since("7.4.0")
                .group(Group.HASH)
                .arity(-5)
                .flags(FAST, READONLY)
                .categories(AclCategory.HASH)
                .keys(keyAt(1, RO, ACCESS))
                .arguments(key("key", 0), FieldArguments.declare());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        int first = FieldArguments.read(args, 2, FieldArguments.NOT_POSITIVE, context);
        if (first == FieldArguments.INVALID) {
            return;
        }
        context.reply().array(args.count() - first);
        for (int i = first; i < args.count(); i++) {
            boolean found = hash.find(args.bytes(), args.offset(i), args.length(i));
            context.reply().integer(found ? spell(hash.fieldExpireAtMs(), context) : MISSING);
        }
    }

    /** Seconds are rounded up, as Redis does it for fields. */
    private long spell(long expireAtMs, CommandContext context) {
        if (expireAtMs == NO_EXPIRY) {
            return NEVER;
        }
        long timeMs = relative ? Math.max(0, expireAtMs - context.nowMs()) : expireAtMs;
        return seconds ? (timeMs + 999) / 1000 : timeMs;
    }
}
