package io.cairn.engine.command.stream;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamId;

/** Writes entries of streams and their ids as replies. For one command. */
final class EntryReply {
    private final ReplyWriter reply;

    EntryReply(ReplyWriter reply) {
        this.reply = reply;
    }

    /** An id as a bulk string. */
    void id(StreamId id) {
        reply.bulk(id);
    }

    /** The entry under the cursor: its id, and its fields with their values. */
    void entry(StreamCursor cursor) {
        reply.array(2);
        id(cursor.id());
        int fields = cursor.fieldCount();
        reply.array(2L * fields);
        int nameAt = cursor.nameAt();
        if (!cursor.isNamedApart()) {
            reply.entries(cursor.bytes(), nameAt, 2 * fields);
            return;
        }
        int valueAt = cursor.valueAt();
        for (int i = 0; i < fields; i++) {
            nameAt = reply.entries(cursor.bytes(), nameAt, 1);
            valueAt = reply.entries(cursor.bytes(), valueAt, 1);
        }
    }

    /** Begins what several streams are asked for: the key of the next one, behind which its entries follow. */
    void stream(Args args, int keyIndex) {
        if (reply.protocol() == 2) {
            reply.array(2);
        }
        reply.bulk(args, keyIndex);
    }

    /** Ends what several streams are asked for, which has been written from {@code from} on: null if there are none. */
    void streams(int from, int count) {
        int behind = reply.length();
        if (count == 0) {
            reply.nullArray();
        } else if (reply.protocol() == 2) {
            reply.array(count);
        } else {
            reply.map(count);
        }
        reply.moveTo(from, behind);
    }

    /** What stands in the place of an entry that was deleted. */
    void deleted(StreamId id) {
        reply.array(2);
        id(id);
        reply.nullArray();
    }

    /** The entries from one id to another as an array, so many at most; 0 for any number. */
    void range(LargeStream stream, StreamId start, StreamId end, long count) {
        int from = reply.length();
        int written = 0;
        StreamCursor cursor = new StreamCursor();
        boolean more = cursor.seek(stream, start);
        while (more && cursor.id().compare(end) <= 0 && (count == 0 || written < count)) {
            entry(cursor);
            written++;
            more = cursor.next();
        }
        reply.arrayAt(from, written);
    }

    /** {@link #range}, the last one first. */
    void rangeBack(LargeStream stream, StreamId start, StreamId end, long count) {
        int from = reply.length();
        int written = 0;
        StreamCursor cursor = new StreamCursor();
        boolean more = cursor.seekBack(stream, end);
        while (more && cursor.id().compare(start) >= 0 && (count == 0 || written < count)) {
            entry(cursor);
            written++;
            more = cursor.previous();
        }
        reply.arrayAt(from, written);
    }
}
