package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
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
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code HSETEX key [FNX | FXX] [EX | PX | EXAT | PXAT time | KEEPTTL] FIELDS numfields field value [field value ...]}: sets
 * fields of a hash and says when they expire; if none of them is there (FNX) or all are (FXX).
 */
public final class PutFieldsExpiring implements Command {
    private static final CommandSpec SPEC = command("HSETEX")
            .summary("Sets fields of a hash and their expiry.")
            .complexity("O(1) for each field")
            .since("8.0.0")
            .group(Group.HASH)
            .arity(-6)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(
                    key("key", 0),
                    oneOf("condition", token("FNX"), token("FXX")).optional(),
                    oneOf(
                                    "expiration",
                                    integer("seconds").after("EX"),
                                    integer("milliseconds").after("PX"),
                                    unixTime("unix-time-seconds").after("EXAT"),
                                    unixTime("unix-time-milliseconds").after("PXAT"),
                                    token("KEEPTTL"))
                            .optional(),
                    block(
                                    "fields",
                                    integer("numfields"),
                                    block("data", string("field"), string("value"))
                                            .multiple())
                            .after("FIELDS"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Options options = Options.read(args, context);
        if (options == null) {
            return;
        }
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        if (!options.allow(args, hash)) {
            context.reply().integer(0);
            return;
        }
        if (context.databases().isExpired(options.expireAtMs)) {
            removeAll(args, options.first, hash, context.effects());
        } else {
            putAll(args, options, hash, context.effects());
        }
        context.reply().integer(1);
    }

    private static void removeAll(Args args, int first, HashValue hash, Effects effects) {
        int removed = 0;
        for (int i = first; i < args.count(); i += 2) {
            removed += hash.remove(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        if (removed > 0) {
            FieldEffects.remove(effects, args, (args.count() - first) / 2);
            for (int i = first; i < args.count(); i += 2) {
                effects.arg(args, i);
            }
        }
    }

    /** The journal gets commands that older servers have, too. */
    private static void putAll(Args args, Options options, HashValue hash, Effects effects) {
        int fields = (args.count() - options.first) / 2;
        effects.command(2 + 2 * fields).word("HSET").arg(args, 1);
        for (int i = options.first; i < args.count(); i++) {
            effects.arg(args, i);
        }
        byte[] bytes = args.bytes();
        for (int i = options.first; i < args.count(); i += 2) {
            int offset = args.offset(i);
            int length = args.length(i);
            boolean found = hash.find(bytes, offset, length);
            long expireAtMs = options.keeping && found ? hash.fieldExpireAtMs() : options.expireAtMs;
            hash.put(bytes, offset, length, bytes, args.offset(i + 1), args.length(i + 1), expireAtMs);
            if (expireAtMs != NO_EXPIRY) {
                FieldEffects.expire(effects, args, 1, expireAtMs).arg(args, i);
            }
        }
    }

    /** What stands between the key and the first field. */
    private static final class Options {
        private boolean ifAbsent;
        private boolean ifPresent;
        private boolean keeping;
        private boolean timed;
        private long expireAtMs = NO_EXPIRY;
        private int first;

        /** Null after an error reply. */
        static @Nullable Options read(Args args, CommandContext context) {
            Options options = new Options();
            int index = 2;
            while (options.first == 0) {
                String error = options.readWord(args, index, context);
                if (error != null) {
                    context.reply().error(error);
                    return null;
                }
                if (options.expireAtMs == FieldTime.INVALID) {
                    return null;
                }
                index += ExpireTime.option(args, index) == null ? 1 : 2;
            }
            return options;
        }

        /** Reads the option at argument {@code index}, and returns what is wrong with it. */
        private @Nullable String readWord(Args args, int index, CommandContext context) {
            if (index == args.count()) {
                return CommandError.wrongArity(context.spec());
            }
            ExpireTime unit = ExpireTime.option(args, index);
            if (args.isWord(index, "FIELDS")) {
                return readFields(args, index, context);
            } else if (unit != null || args.isWord(index, "KEEPTTL")) {
                return readTime(unit, args, index, context);
            } else if (!args.isWord(index, "FNX") && !args.isWord(index, "FXX")) {
                return "ERR unknown argument: " + args.textToNul(index);
            } else if (ifAbsent || ifPresent) {
                return "ERR Only one of FXX or FNX arguments can be specified";
            }
            ifAbsent = args.isWord(index, "FNX");
            ifPresent = !ifAbsent;
            return null;
        }

        private @Nullable String readTime(@Nullable ExpireTime unit, Args args, int index, CommandContext context) {
            if (timed || keeping) {
                return "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified";
            } else if (unit == null) {
                keeping = true;
            } else if (index + 1 == args.count()) {
                return "ERR missing expire time";
            } else {
                timed = true;
                expireAtMs = FieldTime.read(args, index + 1, unit, context);
            }
            return null;
        }

        private @Nullable String readFields(Args args, int index, CommandContext context) {
            int left = args.count() - index - 2;
            if (left < 2) {
                return CommandError.wrongArity(context.spec());
            } else if (!args.isLong(index + 1)
                    || args.toLong(index + 1) < 1
                    || args.toLong(index + 1) > Integer.MAX_VALUE) {
                return "ERR invalid number of fields";
            } else if (left % 2 != 0 || args.toLong(index + 1) != left / 2) {
                return CommandError.wrongArity(context.spec());
            }
            first = index + 2;
            return null;
        }

        private boolean allow(Args args, HashValue hash) {
            if (!ifAbsent && !ifPresent) {
                return true;
            }
            for (int i = first; i < args.count(); i += 2) {
                if (hash.find(args.bytes(), args.offset(i), args.length(i)) == ifAbsent) {
                    return false;
                }
            }
            return true;
        }
    }
}
