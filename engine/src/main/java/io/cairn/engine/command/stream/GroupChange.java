package io.cairn.engine.command.stream;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.GroupWriter;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/**
 * A command that works on a group for one of its consumers: makes both writable, the consumer if it is not there, and
 * notes for the journal what is done. For one command and one group.
 */
final class GroupChange {
    private final StreamValue stream;
    private final StreamGroup group;
    private final GroupWriter writer;
    private final GroupEffects effects;
    private final int consumer;
    private final long nowMs;
    private long changes;
    private boolean advanced;

    /**
     * Begins.
     *
     * @param of one of the stream's groups
     * @param keyIndex which argument is the key; the others likewise
     */
    GroupChange(
            StreamValue stream,
            StreamGroup of,
            Args args,
            CommandContext context,
            int keyIndex,
            int groupIndex,
            int consumerIndex) {
        this.stream = stream;
        this.writer = stream.groupWriter(of);
        this.group = writer.group();
        this.effects = new GroupEffects(context.effects(), args, keyIndex, groupIndex, consumerIndex);
        this.nowMs = context.nowMs();
        this.consumer = findConsumer(args, consumerIndex);
    }

    private int findConsumer(Args args, int index) {
        int number = writer.findConsumer(args.bytes(), args.offset(index), args.length(index));
        if (number != GroupWriter.NOBODY) {
            writer.setSeen(number, nowMs);
            return number;
        }
        changes++;
        effects.created();
        return writer.addConsumer(args.bytes(), args.offset(index), args.length(index), nowMs, ConsumerCursor.NEVER);
    }

    /** The group, good for reading. */
    StreamGroup group() {
        return group;
    }

    /** The number of the consumer. */
    int consumer() {
        return consumer;
    }

    /** Sets the group's last id, if this one is greater. */
    void raiseLastId(StreamId id) {
        if (id.compare(group.lastId()) > 0) {
            writer.setProgress(id, group.entriesRead());
            advanced = true;
        }
    }

    /** Notes that the group goes on to this entry, which is behind its last one. */
    void advance(StreamId id) {
        writer.advance(stream.stream(), id);
        advanced = true;
    }

    /** One delivery more; a count that a client has set stays where it can go no further. */
    static long oneMore(long deliveries) {
        return deliveries == Long.MAX_VALUE ? deliveries : deliveries + 1;
    }

    /** Makes an entry pending with the consumer. */
    void deliver(StreamId id, long deliveredMs, long deliveries) {
        writer.deliver(id, consumer, deliveredMs, deliveries);
        effects.delivered(id, deliveredMs, deliveries, group);
        changes++;
    }

    /** Ends that an entry is pending. */
    void acknowledge(StreamId id) {
        writer.acknowledge(id);
        effects.acknowledged(id);
        changes++;
    }

    /** Notes that the consumer was given something. */
    void noteActive() {
        writer.setActive(consumer, nowMs);
    }

    /** Ends, even if the reply fails; what was not changed is not in the journal. */
    void finish() {
        if (advanced) {
            effects.advanced(group);
            changes++;
        }
        stream.noteChanges(changes);
    }
}
