package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.unixTime;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/**
 * {@code XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID]
 * [LASTID lastid]}: gives a consumer pending entries of others. The journal gets what became of each entry.
 */
final class StreamClaim implements Command {
    private static final CommandSpec SPEC = command("XCLAIM")
            .summary("Gives a consumer pending entries of others.")
            .complexity("O(log N) for each id.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-6)
            .flags(FAST, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(
                    key("key", 0),
                    string("group"),
                    string("consumer"),
                    string("min-idle-time"),
                    string("id").multiple(),
                    integer("ms").after("IDLE").optional(),
                    unixTime("unix-time-milliseconds").after("TIME").optional(),
                    integer("count").after("RETRYCOUNT").optional(),
                    token("FORCE").optional(),
                    token("JUSTID").optional(),
                    string("lastid").after("LASTID").optional())
            .tips("nondeterministic_output")
            .build();

    private static final long NOT_GIVEN = -1;
    private static final int FIRST_ID = 5;

    private final StreamId lastId = new StreamId();
    private final StreamId id = new StreamId();
    private long minIdleMs;
    private long deliveredMs;
    private long deliveries;
    private boolean force;
    private boolean idsOnly;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        StreamValue stream = context.collection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        StreamGroup group = Groups.find(stream, args, 2);
        if (group == null) {
            context.reply().error(StreamErrors.noGroup(args, 1, 2));
            return;
        }
        if (!args.isLong(4)) {
            context.reply().error("ERR Invalid min-idle-time argument for XCLAIM");
            return;
        }
        minIdleMs = Math.max(0, args.toLong(4));
        int behindIds = FIRST_ID;
        while (behindIds < args.count() && IdArgument.isId(args, behindIds, id)) {
            behindIds++;
        }
        if (!readOptions(args, behindIds, context)) {
            return;
        }
        GroupChange change = new GroupChange(stream, group, args, context, 1, 2, 3);
        change.raiseLastId(lastId);
        try {
            claimAll(args, behindIds, stream.stream(), change, context);
        } finally {
            change.finish();
        }
    }

    private void claimAll(Args args, int behindIds, LargeStream stream, GroupChange change, CommandContext context) {
        ReplyWriter reply = context.reply();
        EntryReply entries = new EntryReply(reply);
        int from = reply.length();
        int written = 0;
        for (int i = FIRST_ID; i < behindIds; i++) {
            IdArgument.isId(args, i, id);
            written += claim(stream, change, entries, context.nowMs()) ? 1 : 0;
        }
        reply.arrayAt(from, written);
    }

    private boolean readOptions(Args args, int first, CommandContext context) {
        deliveredMs = NOT_GIVEN;
        deliveries = NOT_GIVEN;
        force = false;
        idsOnly = false;
        lastId.setLeast();
        int at = first;
        while (at < args.count()) {
            boolean more = at + 1 < args.count();
            boolean read = true;
            if (args.isWord(at, "FORCE")) {
                force = true;
            } else if (args.isWord(at, "JUSTID")) {
                idsOnly = true;
            } else if (more && args.isWord(at, "IDLE")) {
                at++;
                read = isNumber(args, at, "IDLE", context);
                deliveredMs = read ? context.nowMs() - args.toLong(at) : NOT_GIVEN;
            } else if (more && args.isWord(at, "TIME")) {
                at++;
                read = isNumber(args, at, "TIME", context);
                deliveredMs = read ? args.toLong(at) : NOT_GIVEN;
            } else if (more && args.isWord(at, "RETRYCOUNT")) {
                at++;
                read = isNumber(args, at, "RETRYCOUNT", context);
                deliveries = read ? args.toLong(at) : NOT_GIVEN;
            } else if (more && args.isWord(at, "LASTID")) {
                at++;
                read = IdArgument.read(args, at, context, lastId);
            } else {
                context.reply().error("ERR Unrecognized XCLAIM option '" + args.textToNul(at) + "'");
                return false;
            }
            if (!read) {
                return false;
            }
            at++;
        }
        if (deliveredMs < 0 || deliveredMs > context.nowMs()) {
            deliveredMs = context.nowMs();
        }
        return true;
    }

    private static boolean isNumber(Args args, int index, String option, CommandContext context) {
        boolean number = args.isLong(index);
        if (!number) {
            context.reply().error("ERR Invalid " + option + " option argument for XCLAIM");
        }
        return number;
    }

    /** Gives the entry of {@link #id} to the consumer, if it may; returns whether it did, and replied with it. */
    private boolean claim(LargeStream stream, GroupChange change, EntryReply entries, long nowMs) {
        PendingCursor pending = new PendingCursor();
        boolean isPending = pending.find(change.group(), id);
        StreamCursor cursor = new StreamCursor();
        if (!cursor.find(stream, id)) {
            if (isPending) {
                change.acknowledge(id);
            }
            return false;
        }
        if (!isPending && !force || isPending && minIdleMs > 0 && nowMs - pending.deliveredMs() < minIdleMs) {
            return false;
        }
        long count = isPending ? pending.deliveries() : 1;
        if (deliveries >= 0) {
            count = deliveries;
        } else if (!idsOnly) {
            count = GroupChange.oneMore(count);
        }
        change.deliver(id, deliveredMs, count);
        change.noteActive();
        if (idsOnly) {
            entries.id(id);
        } else {
            entries.entry(cursor);
        }
        return true;
    }
}
