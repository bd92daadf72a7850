package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.generic.PayloadCodec.PayloadException;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.RecordTable;
import org.jspecify.annotations.Nullable;

/**
 * {@code RESTORE key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]}: sets a key to what
 * DUMP has returned, here or in Redis.
 */
public final class Restore implements Command {
    private static final CommandSpec SPEC = command("RESTORE")
            .summary("Sets a key to a value in serialized form.")
            .complexity("O(N) for a value of N bytes")
            .since("2.6.0")
            .group(Group.GENERIC)
            .arity(-4)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.DANGEROUS, AclCategory.KEYSPACE)
            .keys(keyAt(1, KeyFlag.OW, KeyFlag.UPDATE))
            .arguments(
                    key("key", 0),
                    integer("ttl"),
                    string("serialized-value"),
                    optionalToken("REPLACE").since("3.0.0"),
                    optionalToken("ABSTTL").since("5.0.0"),
                    integer("seconds").after("IDLETIME").since("5.0.0").optional(),
                    integer("frequency").after("FREQ").since("5.0.0").optional())
            .build();

    private static final int FIRST_OPTION = 4;
    private static final int MAX_FREQUENCY = 255;
    private static final String BUSY = "BUSYKEY Target key name already exists.";

    private final PayloadCodec payloads;

    public Restore(PayloadCodec payloads) {
        this.payloads = payloads;
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Options options = Options.read(args, context.reply());
        if (options == null) {
            return;
        }
        Entry entry = context.entry(args, 1);
        String error = error(entry, args, options);
        if (error != null) {
            context.reply().error(error);
            return;
        }
        Entry scratch = context.databases().scratch();
        try {
            payloads.restore(args.bytes(), args.offset(3), args.length(3), scratch);
        } catch (PayloadException e) {
            context.reply().error(e.error());
            return;
        }
        put(entry, scratch.detach(), args, options, context);
        context.reply().ok();
    }

    private static @Nullable String error(Entry entry, Args args, Options options) {
        if (entry.exists() && !options.replace) {
            return BUSY;
        }
        if (!args.isLong(2)) {
            return CommandError.NOT_AN_INTEGER;
        }
        return args.toLong(2) < 0 ? "ERR Invalid TTL value, must be >= 0" : null;
    }

    private static void put(Entry entry, DetachedValue value, Args args, Options options, CommandContext context) {
        long expireAtMs = expireAtMs(args.toLong(2), options.absolute, context);
        if (context.databases().isExpired(expireAtMs)) {
            if (entry.exists()) {
                entry.remove();
                context.effects().command(2).word("DEL").arg(args, 1);
            }
            return;
        }
        entry.put(value, expireAtMs);
        if (options.idleSeconds != Options.NONE) {
            context.keyspace().setIdleSeconds(entry, options.idleSeconds);
        }
        if (expireAtMs != RecordTable.NO_EXPIRY && !options.absolute) {
            noteExpiring(args, expireAtMs, context);
        }
    }

    private static long expireAtMs(long ttl, boolean absolute, CommandContext context) {
        if (ttl == 0) {
            return RecordTable.NO_EXPIRY;
        }
        long base = absolute ? 0 : context.nowMs();
        return ttl > ExpireTime.LATEST_MS - base ? ExpireTime.LATEST_MS : base + ttl;
    }

    /** Replays must not depend on when they happen: a time to live becomes a moment. */
    private static void noteExpiring(Args args, long expireAtMs, CommandContext context) {
        Effects effects = context.effects().command(args.count() + 1).word("RESTORE");
        effects.arg(args, 1).number(expireAtMs);
        for (int i = 3; i < args.count(); i++) {
            effects.arg(args, i);
        }
        effects.word("ABSTTL");
    }

    /** What stands behind the value. A frequency is checked and not kept: nothing of ours counts uses. */
    private static final class Options {
        static final long NONE = -1;

        private boolean replace;
        private boolean absolute;
        private long idleSeconds = NONE;
        private long frequency = NONE;

        /** Null after an error reply. */
        static @Nullable Options read(Args args, ReplyWriter reply) {
            Options options = new Options();
            for (int i = FIRST_OPTION; i < args.count(); i++) {
                if (args.isWord(i, "REPLACE")) {
                    options.replace = true;
                } else if (args.isWord(i, "ABSTTL")) {
                    options.absolute = true;
                } else {
                    String error = options.readNumber(args, i);
                    if (error != null) {
                        reply.error(error);
                        return null;
                    }
                    i++;
                }
            }
            return options;
        }

        /** Reads option {@code index} with its number, and returns what is wrong with them. */
        private @Nullable String readNumber(Args args, int index) {
            boolean idle = args.isWord(index, "IDLETIME") && frequency == NONE;
            boolean frequent = args.isWord(index, "FREQ") && idleSeconds == NONE;
            if ((!idle && !frequent) || index + 1 == args.count()) {
                return CommandError.SYNTAX;
            }
            if (!args.isLong(index + 1)) {
                return CommandError.NOT_AN_INTEGER;
            }
            long number = args.toLong(index + 1);
            if (idle) {
                idleSeconds = number;
                return number < 0 ? "ERR Invalid IDLETIME value, must be >= 0" : null;
            }
            frequency = number;
            return number < 0 || number > MAX_FREQUENCY ? "ERR Invalid FREQ value, must be >= 0 and <= 255" : null;
        }
    }
}
