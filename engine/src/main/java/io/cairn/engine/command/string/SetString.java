package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.unixTime;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.OW;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeyFlag.VARIABLE_FLAGS;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.command.string.StringOptions.GET;
import static io.cairn.engine.command.string.StringOptions.KEEPTTL;
import static io.cairn.engine.command.string.StringOptions.NX;
import static io.cairn.engine.command.string.StringOptions.TIME;
import static io.cairn.engine.command.string.StringOptions.XX;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.LocatesKeys;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import java.util.Set;

/** {@code SET key value [NX | XX] [GET] [EX | PX | EXAT | PXAT time | KEEPTTL]}: sets a key, whatever it held. */
public final class SetString implements LocatesKeys {
    private static final CommandSpec SPEC = command("SET")
            .summary("Sets a key to a string, whatever it held before.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.STRING)
            .arity(-3)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS))
            .arguments(
                    key("key", 0),
                    string("value"),
                    oneOf("condition", token("NX"), token("XX")).since("2.6.12").optional(),
                    optionalToken("GET").since("6.2.0"),
                    oneOf(
                                    "expiration",
                                    integer("seconds").after("EX").since("2.6.12"),
                                    integer("milliseconds").after("PX").since("2.6.12"),
                                    unixTime("unix-time-seconds").after("EXAT").since("6.2.0"),
                                    unixTime("unix-time-milliseconds")
                                            .after("PXAT")
                                            .since("6.2.0"),
                                    token("KEEPTTL").since("6.0.0"))
                            .optional())
            .build();

    private static final Set<KeyFlag> READS_AND_WRITES = Set.of(RW, ACCESS, UPDATE);
    private static final Set<KeyFlag> WRITES = Set.of(OW, UPDATE);

    private static final int OPTIONS = NX | XX | GET | KEEPTTL | TIME;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    /** With GET it reads the key as well. */
    @Override
    public void locateKeys(Args args, int first, KeyFinder keys) {
        boolean reads = false;
        for (int i = first + 3; i < args.count(); i++) {
            reads |= args.isWord(i, "GET");
        }
        keys.add(first + 1, reads ? READS_AND_WRITES : WRITES);
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() == 3) {
            context.entry(args, 1).putString(args.bytes(), args.offset(2), args.length(2), NO_EXPIRY);
            context.reply().ok();
        } else {
            executeWithOptions(args, context);
        }
    }

    private static void executeWithOptions(Args args, CommandContext context) {
        int options = StringOptions.parse(args, 3, OPTIONS);
        if (options == StringOptions.INVALID) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        boolean timed = (options & TIME) != 0;
        long expireAtMs = timed ? StringOptions.expireAtMs(args, 3, context) : NO_EXPIRY;
        if (expireAtMs == ExpireTime.INVALID) {
            return;
        }
        boolean answerOld = (options & GET) != 0;
        Entry entry = answerOld ? context.read(args, 1) : context.entry(args, 1);
        if (answerOld && !Get.reply(entry.value(), context.reply())) {
            return;
        }
        boolean forbidden = entry.exists() ? (options & NX) != 0 : (options & XX) != 0;
        if (forbidden) {
            if (!answerOld) {
                context.reply().nullValue();
            }
            return;
        }
        long kept = (options & KEEPTTL) != 0 ? entry.expireAtMs() : expireAtMs;
        entry.putString(args.bytes(), args.offset(2), args.length(2), kept);
        if (timed) {
            noteExpiring(args, 2, expireAtMs, context);
        } else if (answerOld) {
            noteWithoutGet(args, context);
        }
        if (!answerOld) {
            context.reply().ok();
        }
    }

    /** Replays must not depend on when they happen: a time to live becomes a moment. */
    static void noteExpiring(Args args, int value, long expireAtMs, CommandContext context) {
        context.effects()
                .command(5)
                .word("SET")
                .arg(args, 1)
                .arg(args, value)
                .word("PXAT")
                .number(expireAtMs);
    }

    /** Whoever replays wants no answer, and GET would refuse a key that holds no string. */
    private static void noteWithoutGet(Args args, CommandContext context) {
        int count = 3;
        for (int i = 3; i < args.count(); i++) {
            count += args.isWord(i, "GET") ? 0 : 1;
        }
        Effects set = context.effects().command(count);
        set.word("SET").arg(args, 1).arg(args, 2);
        for (int i = 3; i < args.count(); i++) {
            if (!args.isWord(i, "GET")) {
                set.arg(args, i);
            }
        }
    }
}
