package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/**
 * {@code XPENDING key group [[IDLE min-idle-time] start end count [consumer]]}: what is pending in a group; in short, or
 * entry by entry.
 */
final class StreamPending implements Command {
    private static final CommandSpec SPEC = command("XPENDING")
            .summary("Tells what is pending in a consumer group.")
            .complexity("O(log N+M) where M is the number of entries or consumers shown.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    string("group"),
                    block(
                                    "filters",
                                    integer("min-idle-time")
                                            .after("IDLE")
                                            .since("6.2.0")
                                            .optional(),
                                    string("start"),
                                    string("end"),
                                    integer("count"),
                                    string("consumer").optional())
                            .optional())
            .tips("nondeterministic_output")
            .build();

    private final StreamId start = new StreamId();
    private final StreamId end = new StreamId();
    private long count;
    private long minIdleMs;
    private int consumerIndex;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        boolean brief = args.count() == 3;
        if (!brief && !parse(args, context)) {
            return;
        }
        StreamValue stream = context.readCollection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        StreamGroup group = Groups.find(stream, args, 2);
        if (group == null) {
            context.reply().error(StreamErrors.noGroup(args, 1, 2));
        } else if (brief) {
            replyBriefly(group, context.reply());
        } else {
            replyEntries(group, args, context);
        }
    }

    private boolean parse(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (args.count() < 6 || args.count() > 9) {
            reply.error(CommandError.SYNTAX);
            return false;
        }
        int at = 3;
        minIdleMs = 0;
        if (args.isWord(3, "IDLE")) {
            if (!args.isLong(4)) {
                reply.error(CommandError.NOT_AN_INTEGER);
                return false;
            }
            minIdleMs = args.toLong(4);
            if (args.count() < 8) {
                reply.error(CommandError.SYNTAX);
                return false;
            }
            at = 5;
        }
        if (!args.isLong(at + 2)) {
            reply.error(CommandError.NOT_AN_INTEGER);
            return false;
        }
        count = args.toLong(at + 2);
        consumerIndex = at + 3;
        return IdArgument.readStart(args, at, context, start) && IdArgument.readEnd(args, at + 1, context, end);
    }

    private static void replyBriefly(StreamGroup group, ReplyWriter reply) {
        reply.array(4);
        reply.integer(group.pendingCount());
        if (group.pendingCount() == 0) {
            reply.nullValue();
            reply.nullValue();
            reply.nullArray();
            return;
        }
        EntryReply entries = new EntryReply(reply);
        PendingCursor pending = new PendingCursor();
        pending.seek(group, new StreamId());
        entries.id(pending.id());
        pending.seekLast(group);
        entries.id(pending.id());
        int from = reply.length();
        int written = 0;
        ConsumerCursor consumer = new ConsumerCursor();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            if (consumer.pendingCount() > 0) {
                reply.array(2);
                reply.bulk(consumer.bytes(), consumer.offset(), consumer.length());
                reply.bulkLong(consumer.pendingCount());
                written++;
            }
        }
        reply.arrayAt(from, written);
    }

    private void replyEntries(StreamGroup group, Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        ConsumerCursor consumer = new ConsumerCursor();
        PendingCursor pending = new PendingCursor();
        boolean more;
        if (consumerIndex >= args.count()) {
            more = pending.seek(group, start);
        } else {
            int index = consumerIndex;
            more = consumer.find(group, args.bytes(), args.offset(index), args.length(index))
                    && pending.seek(group, consumer.number(), start);
        }
        EntryReply entries = new EntryReply(reply);
        int from = reply.length();
        int written = 0;
        while (more && written < count && pending.id().compare(end) <= 0) {
            long idleMs = context.nowMs() - pending.deliveredMs();
            if (minIdleMs == 0 || idleMs >= minIdleMs) {
                consumer.find(group, pending.consumer());
                reply.array(4);
                entries.id(pending.id());
                reply.bulk(consumer.bytes(), consumer.offset(), consumer.length());
                reply.integer(Math.max(0, idleMs));
                reply.integer(pending.deliveries());
                written++;
            }
            more = pending.next(group);
        }
        reply.arrayAt(from, written);
    }
}
