package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
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
import java.util.ArrayList;
import java.util.List;

/**
 * {@code XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID]}: gives a consumer the pending entries that
 * were not acknowledged for a while. The journal gets what became of each entry.
 */
final class StreamAutoClaim implements Command {
    private static final CommandSpec SPEC = command("XAUTOCLAIM")
            .summary("Gives a consumer the pending entries that others have not acknowledged for a while.")
            .complexity("O(log N) for each entry looked at.")
            .since("6.2.0")
            .group(Group.STREAM)
            .arity(-6)
            .flags(FAST, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, DELETE))
            .arguments(
                    key("key", 0),
                    string("group"),
                    string("consumer"),
                    string("min-idle-time"),
                    string("start"),
                    integer("count").after("COUNT").optional(),
                    token("JUSTID").optional())
            .tips("nondeterministic_output")
            .build();

    private static final long DEFAULT_COUNT = 100;
    /** So many entries are looked at for each that is asked for. */
    private static final long ATTEMPTS_PER_ENTRY = 10;

    private static final long MAX_COUNT = Long.MAX_VALUE / StreamId.KEY_BYTES;

    private final StreamId start = new StreamId();
    private long minIdleMs;
    private long count;
    private boolean idsOnly;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!parse(args, context)) {
            return;
        }
        StreamValue stream = context.collection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        StreamGroup group = Groups.find(stream, args, 2);
        if (group == null) {
            context.reply().error(StreamErrors.noGroup(args, 1, 2));
            return;
        }
        GroupChange change = new GroupChange(stream, group, args, context, 1, 2, 3);
        try {
            claim(stream.stream(), change, context);
        } finally {
            change.finish();
        }
    }

    private boolean parse(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!args.isLong(4)) {
            reply.error("ERR Invalid min-idle-time argument for XAUTOCLAIM");
            return false;
        }
        minIdleMs = Math.max(0, args.toLong(4));
        if (!IdArgument.readStart(args, 5, context, start)) {
            return false;
        }
        count = DEFAULT_COUNT;
        idsOnly = false;
        int at = 6;
        while (at < args.count()) {
            if (args.isWord(at, "COUNT") && at + 1 < args.count()) {
                at++;
                count = args.isLong(at) ? args.toLong(at) : 0;
                if (count < 1 || count > MAX_COUNT) {
                    reply.error("ERR COUNT must be > 0");
                    return false;
                }
            } else if (args.isWord(at, "JUSTID")) {
                idsOnly = true;
            } else {
                reply.error(CommandError.SYNTAX);
                return false;
            }
            at++;
        }
        return true;
    }

    private void claim(LargeStream stream, GroupChange change, CommandContext context) {
        ReplyWriter reply = context.reply();
        EntryReply entries = new EntryReply(reply);
        StreamCursor cursor = new StreamCursor();
        PendingCursor pending = new PendingCursor();
        StreamId id = new StreamId();
        List<StreamId> deleted = new ArrayList<>();
        int from = reply.length();
        int written = 0;
        long attempts = count * ATTEMPTS_PER_ENTRY;
        long left = count;
        boolean more = pending.seek(change.group(), start);
        while (more && left > 0 && attempts > 0) {
            attempts--;
            id.set(pending.id());
            if (!cursor.find(stream, id)) {
                change.acknowledge(id);
                deleted.add(new StreamId(id.ms(), id.sequence()));
                left--;
            } else if (minIdleMs == 0 || context.nowMs() - pending.deliveredMs() >= minIdleMs) {
                long deliveries = pending.deliveries();
                change.deliver(id, context.nowMs(), idsOnly ? deliveries : GroupChange.oneMore(deliveries));
                change.noteActive();
                if (idsOnly) {
                    entries.id(id);
                } else {
                    entries.entry(cursor);
                }
                written++;
                left--;
            }
            more = id.increment() && pending.seek(change.group(), id);
        }
        reply.arrayAt(from, written);
        writeFrame(reply, from, entries, more ? pending.id() : new StreamId(), deleted);
    }

    /** Writes what is around the claimed entries: before them where to go on, behind them the deleted ones. */
    private static void writeFrame(
            ReplyWriter reply, int from, EntryReply entries, StreamId next, List<StreamId> deleted) {
        int behind = reply.length();
        reply.array(3);
        entries.id(next);
        reply.moveTo(from, behind);
        reply.array(deleted.size());
        deleted.forEach(entries::id);
    }
}
