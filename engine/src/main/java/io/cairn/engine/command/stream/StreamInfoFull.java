package io.cairn.engine.command.stream;

import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;

/** {@code XINFO STREAM key FULL [COUNT count]}: all of a stream, but only so many entries of each sort. */
final class StreamInfoFull {
    static final long DEFAULT_COUNT = 10;

    private StreamInfoFull() {}

    /** @param count how many entries of the stream, of each group and of each consumer at most; 0 for all */
    static void reply(ReplyWriter reply, LargeStream stream, long count) {
        reply.map(9);
        StreamInfo.replyCounters(reply, stream);
        reply.bulk("entries");
        new EntryReply(reply).range(stream, new StreamId(), new StreamId(-1, -1), count);
        reply.bulk("groups");
        reply.array(stream.groupCount());
        for (int i = 0; i < stream.groupCount(); i++) {
            replyGroup(reply, stream, stream.group(i), count);
        }
    }

    private static void replyGroup(ReplyWriter reply, LargeStream stream, StreamGroup group, long count) {
        reply.map(7);
        reply.bulk("name");
        reply.bulk(group.name());
        reply.bulk("last-delivered-id");
        new EntryReply(reply).id(group.lastId());
        StreamInfo.replyProgress(reply, stream, group);
        reply.bulk("pel-count");
        reply.integer(group.pendingCount());
        reply.bulk("pending");
        replyPending(reply, group, count);
        reply.bulk("consumers");
        reply.array(group.consumerCount());
        ConsumerCursor consumer = new ConsumerCursor();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            replyConsumer(reply, group, consumer, count);
        }
    }

    private static void replyPending(ReplyWriter reply, StreamGroup group, long count) {
        EntryReply ids = new EntryReply(reply);
        PendingCursor pending = new PendingCursor();
        ConsumerCursor owner = new ConsumerCursor();
        int from = reply.length();
        int written = 0;
        boolean more = pending.seek(group, new StreamId());
        while (more && (count == 0 || written < count)) {
            owner.find(group, pending.consumer());
            reply.array(4);
            ids.id(pending.id());
            reply.bulk(owner.bytes(), owner.offset(), owner.length());
            reply.integer(pending.deliveredMs());
            reply.integer(pending.deliveries());
            written++;
            more = pending.next(group);
        }
        reply.arrayAt(from, written);
    }

    private static void replyConsumer(ReplyWriter reply, StreamGroup group, ConsumerCursor consumer, long count) {
        reply.map(5);
        reply.bulk("name");
        reply.bulk(consumer.bytes(), consumer.offset(), consumer.length());
        reply.bulk("seen-time");
        reply.integer(consumer.seenMs());
        reply.bulk("active-time");
        reply.integer(consumer.activeMs());
        reply.bulk("pel-count");
        reply.integer(consumer.pendingCount());
        reply.bulk("pending");
        EntryReply ids = new EntryReply(reply);
        PendingCursor pending = new PendingCursor();
        int from = reply.length();
        int written = 0;
        boolean more = pending.seek(group, consumer.number(), new StreamId());
        while (more && (count == 0 || written < count)) {
            reply.array(3);
            ids.id(pending.id());
            reply.integer(pending.deliveredMs());
            reply.integer(pending.deliveries());
            written++;
            more = pending.next(group);
        }
        reply.arrayAt(from, written);
    }
}
