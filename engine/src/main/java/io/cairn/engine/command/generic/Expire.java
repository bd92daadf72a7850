package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.unixTime;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;

/**
 * {@code EXPIRE}, {@code PEXPIRE}, {@code EXPIREAT}, {@code PEXPIREAT key time [NX | XX | GT | LT]}: say when a key
 * expires. A moment that has passed removes the key at once.
 *
 * <p>The journal gets the moment or the removal, never the time to live: a replay happens later.
 */
public final class Expire implements Command {
    private static final int NX = 1;
    private static final int XX = 2;
    private static final int GT = 4;
    private static final int LT = 8;
    private static final int INVALID = -1;

    private final CommandSpec spec;
    private final ExpireTime unit;

    private Expire(CommandSpec spec, ExpireTime unit) {
        this.spec = spec;
        this.unit = unit;
    }

    public static Expire expire() {
        String summary = "Lets a key expire after some seconds.";
        return new Expire(declare("EXPIRE", "1.0.0", integer("seconds"), summary), ExpireTime.EX);
    }

    public static Expire pExpire() {
        String summary = "Lets a key expire after some milliseconds.";
        return new Expire(declare("PEXPIRE", "2.6.0", integer("milliseconds"), summary), ExpireTime.PX);
    }

    public static Expire expireAt() {
        String summary = "Lets a key expire at a moment given in seconds.";
        return new Expire(declare("EXPIREAT", "1.2.0", unixTime("unix-time-seconds"), summary), ExpireTime.EXAT);
    }

    public static Expire pExpireAt() {
        String summary = "Lets a key expire at a moment given in milliseconds.";
        ArgSpec time = unixTime("unix-time-milliseconds");
        return new Expire(declare("PEXPIREAT", "2.6.0", time, summary), ExpireTime.PXAT);
    }

    private static CommandSpec declare(String name, String since, ArgSpec time, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.GENERIC)
                .arity(-3)
                .flags(FAST, WRITE)
                .categories(AclCategory.KEYSPACE)
                .keys(keyAt(1, KeyFlag.RW, KeyFlag.UPDATE))
                .arguments(
                        key("key", 0),
                        time,
                        oneOf("condition", token("NX"), token("XX"), token("GT"), token("LT"))
                                .since("7.0.0")
                                .optional())
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int conditions = conditions(args, context.reply());
        if (conditions == INVALID) {
            return;
        }
        long expireAtMs = unit.readAny(args, 2, context);
        if (expireAtMs == ExpireTime.INVALID) {
            return;
        }
        Entry entry = context.entry(args, 1);
        if (!entry.exists() || !allows(conditions, entry.expireAtMs(), expireAtMs)) {
            context.reply().integer(0);
            return;
        }
        if (context.databases().isExpired(expireAtMs)) {
            entry.remove();
            context.effects().command(2).word("DEL").arg(args, 1);
        } else {
            entry.expireAt(expireAtMs);
            context.effects().command(3).word("PEXPIREAT").arg(args, 1).number(expireAtMs);
        }
        context.reply().integer(1);
    }

    /** A key without expiry expires later than any moment, which is what {@code NO_EXPIRY} says as a number. */
    private static boolean allows(int conditions, long present, long wanted) {
        return ((conditions & NX) == 0 || present == NO_EXPIRY)
                && ((conditions & XX) == 0 || present != NO_EXPIRY)
                && ((conditions & GT) == 0 || wanted > present)
                && ((conditions & LT) == 0 || wanted < present);
    }

    private static int conditions(Args args, ReplyWriter reply) {
        int conditions = 0;
        for (int i = 3; i < args.count(); i++) {
            int condition = condition(args, i);
            if (condition == 0) {
                reply.error("ERR Unsupported option " + args.textToNul(i));
                return INVALID;
            }
            conditions |= condition;
        }
        if ((conditions & NX) != 0 && conditions != NX) {
            reply.error("ERR NX and XX, GT or LT options at the same time are not compatible");
            return INVALID;
        }
        if ((conditions & GT) != 0 && (conditions & LT) != 0) {
            reply.error("ERR GT and LT options at the same time are not compatible");
            return INVALID;
        }
        return conditions;
    }

    private static int condition(Args args, int index) {
        if (args.isWord(index, "NX")) {
            return NX;
        } else if (args.isWord(index, "XX")) {
            return XX;
        } else if (args.isWord(index, "GT")) {
            return GT;
        }
        return args.isWord(index, "LT") ? LT : 0;
    }
}
