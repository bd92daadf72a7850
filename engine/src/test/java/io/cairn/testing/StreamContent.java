package io.cairn.testing;

import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import java.util.Arrays;
import java.util.List;

/**
 * All that a stream holds, as words: what it remembers, entries, groups, consumers, pending entries. But when a consumer was
 * seen, which no journal says.
 */
public final class StreamContent {
    private StreamContent() {}

    /** Adds the words of a stream. */
    public static void addTo(List<String> words, LargeStream stream) {
        words.add("last=" + stream.lastId());
        words.add("first=" + stream.firstId());
        words.add("deleted=" + stream.maxDeletedId());
        words.add("added=" + stream.entriesAdded());
        addEntries(words, stream);
        for (int i = 0; i < stream.groupCount(); i++) {
            addGroup(words, stream.group(i));
        }
    }

    /** Adds the words of a stream's entries. */
    public static void addEntries(List<String> words, LargeStream stream) {
        StreamCursor cursor = new StreamCursor();
        for (boolean more = cursor.seekFirst(stream); more; more = cursor.next()) {
            words.add(entry(cursor));
        }
    }

    /** The entry under a cursor. */
    public static String entry(StreamCursor cursor) {
        StringBuilder text = new StringBuilder().append(cursor.id()).append(':');
        Element name = new Element();
        Element value = new Element();
        for (int i = 0; i < cursor.fieldCount(); i++) {
            cursor.nextField(name, value);
            text.append(RespReplies.text(name.copy())).append('=');
            text.append(RespReplies.text(value.copy())).append(',');
        }
        return text.toString();
    }

    private static void addGroup(List<String> words, StreamGroup group) {
        words.add("group " + RespReplies.text(group.name()) + " " + group.lastId() + " read=" + group.entriesRead());
        ConsumerCursor consumer = new ConsumerCursor();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            words.add("consumer " + name(consumer) + " pending=" + consumer.pendingCount());
        }
        PendingCursor pending = new PendingCursor();
        for (boolean more = pending.seek(group, new StreamId()); more; more = pending.next(group)) {
            consumer.find(group, pending.consumer());
            words.add("pending " + pending.id() + " " + name(consumer) + " at=" + pending.deliveredMs() + " times="
                    + pending.deliveries());
        }
    }

    private static String name(ConsumerCursor consumer) {
        int from = consumer.offset();
        return RespReplies.text(Arrays.copyOfRange(consumer.bytes(), from, from + consumer.length()));
    }
}
