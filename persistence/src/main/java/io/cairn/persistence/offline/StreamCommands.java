package io.cairn.persistence.offline;

import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.persistence.offline.SnapshotCommands.CommandText;
import io.cairn.persistence.rdb.RdbKey;
import java.io.IOException;

/** Writes commands that make a stream with its groups, as a Redis does that rewrites its log. Threads: one. */
final class StreamCommands {
    private final CommandText out;

    StreamCommands(CommandText out) {
        this.out = out;
    }

    void write(RdbKey key, LargeStream stream) throws IOException {
        StreamCursor cursor = new StreamCursor();
        Element name = new Element();
        Element value = new Element();
        for (boolean more = cursor.seekFirst(stream); more; more = cursor.next()) {
            out.begin(3 + 2L * cursor.fieldCount())
                    .word("XADD")
                    .key(key)
                    .word(cursor.id().toString());
            for (int i = 0; i < cursor.fieldCount(); i++) {
                cursor.nextField(name, value);
                out.element(name).element(value);
            }
            out.end();
        }
        if (stream.size() == 0) {
            String id = stream.lastId().isLeast() ? "0-1" : stream.lastId().toString();
            out.begin(7)
                    .word("XADD")
                    .key(key)
                    .word("MAXLEN")
                    .word("0")
                    .word(id)
                    .word("x")
                    .word("y")
                    .end();
        }
        counters(key, stream);
        for (int i = 0; i < stream.groupCount(); i++) {
            group(key, stream, stream.group(i));
        }
    }

    /** Only Redis 7 knows of the two counters; before, there were none but what the entries themselves tell. */
    private void counters(RdbKey key, LargeStream stream) throws IOException {
        boolean told =
                stream.entriesAdded() == stream.size() && stream.maxDeletedId().isLeast() && stream.size() > 0;
        out.begin(told ? 3 : 7).word("XSETID").key(key).word(stream.lastId().toString());
        if (!told) {
            out.word("ENTRIESADDED").number(stream.entriesAdded());
            out.word("MAXDELETEDID").word(stream.maxDeletedId().toString());
        }
        out.end();
    }

    private void group(RdbKey key, LargeStream stream, StreamGroup group) throws IOException {
        boolean known = group.entriesRead() != LargeStream.UNKNOWN;
        out.begin(known ? 7 : 5).word("XGROUP").word("CREATE").key(key);
        out.bytes(group.name(), 0, group.name().length).word(group.lastId().toString());
        if (known) {
            out.word("ENTRIESREAD").number(group.entriesRead());
        }
        out.end();
        ConsumerCursor consumer = new ConsumerCursor();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            out.begin(5).word("XGROUP").word("CREATECONSUMER").key(key).bytes(group.name(), 0, group.name().length);
            out.bytes(consumer.bytes(), consumer.offset(), consumer.length()).end();
        }
        StreamCursor entry = new StreamCursor();
        PendingCursor pending = new PendingCursor();
        for (boolean more = pending.seek(group, new StreamId()); more; more = pending.next(group)) {
            // What the stream has no more cannot be claimed.
            if (entry.find(stream, pending.id())) {
                consumer.find(group, pending.consumer());
                claim(key, group, consumer, pending);
            }
        }
    }

    private void claim(RdbKey key, StreamGroup group, ConsumerCursor consumer, PendingCursor pending)
            throws IOException {
        out.begin(12).word("XCLAIM").key(key).bytes(group.name(), 0, group.name().length);
        out.bytes(consumer.bytes(), consumer.offset(), consumer.length());
        out.word("0").word(pending.id().toString());
        out.word("TIME").number(pending.deliveredMs()).word("RETRYCOUNT").number(pending.deliveries());
        out.word("JUSTID").word("FORCE").end();
    }
}
