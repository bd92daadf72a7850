package io.cairn.engine.structure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes a {@link StreamGroup}, which must be writable; cursors into the group are not good any more afterwards.
 *
 * <p>To be used again and again, without allocation, for one group after the other; it holds on to a group until
 * {@link #end}. Used by the single writer.
 *
 * <p>Cost: O(log n) per call, but for the removal of a consumer, which is that per entry pending with it.
 */
public final class GroupWriter {
    /** The number of a consumer that is not there. */
    public static final int NOBODY = -1;

    private final SortedCursor place = new SortedCursor();
    private final ConsumerCursor consumer = new ConsumerCursor();
    private final PendingCursor pending = new PendingCursor();
    private final byte[] idKey = new byte[StreamId.KEY_BYTES];
    private final byte[] ownedKey = new byte[StreamGroup.NUMBER_BYTES + StreamId.KEY_BYTES];
    private @Nullable StreamGroup group;
    /** The number of the consumer that {@link #consumer} is on; {@link #NOBODY} if it must be sought anew. */
    private int soughtConsumer = NOBODY;

    /** Creates a writer that has no group yet. */
    public GroupWriter() {}

    /** Takes a group to be changed until {@link #end}. */
    public GroupWriter begin(StreamGroup writable) {
        group = writable;
        return this;
    }

    /** Lets go of the group. */
    public void end() {
        group = null;
        soughtConsumer = NOBODY;
        place.clear();
        consumer.clear();
        pending.clear();
    }

    /** Returns the group. */
    public StreamGroup group() {
        return Objects.requireNonNull(group, "the writer has no group");
    }

    /** Sets how far the group has been given entries. */
    public void setProgress(StreamId lastId, long entriesRead) {
        group().setProgress(lastId, entriesRead);
    }

    /** Notes that an entry of the stream, with an id greater than the group's last one, is given to a consumer. */
    public void advance(LargeStream stream, StreamId id) {
        long read = group().entriesRead();
        if (read != LargeStream.UNKNOWN && !stream.mayHaveGapsFrom(id)) {
            read = read == Long.MAX_VALUE ? read : read + 1;
        } else if (stream.entriesAdded() != 0) {
            read = stream.ordinal(id);
        }
        group().setProgress(id, read);
    }

    // ---- consumers

    /** Returns the number of the consumer of this name, {@link #NOBODY} if there is none. */
    public int findConsumer(byte[] name, int offset, int length) {
        if (!consumer.find(group(), name, offset, length)) {
            return NOBODY;
        }
        soughtConsumer = consumer.number();
        return soughtConsumer;
    }

    /** Adds a consumer, whose name must not be there, and returns its number. */
    public int addConsumer(byte[] name, int offset, int length, long seenMs, long activeMs) {
        int number = leastFreeNumber();
        soughtConsumer = NOBODY;
        group().numbers.add(name, offset, length, place);
        NumberFormat.putInt(place.writableValue(), place.valueOffset(), number);
        byte[] key = new byte[StreamGroup.NUMBER_BYTES + length];
        NumberFormat.putInt(key, 0, number);
        System.arraycopy(name, offset, key, StreamGroup.NUMBER_BYTES, length);
        group().consumers.add(key, 0, key.length, place);
        byte[] value = place.writableValue();
        NumberFormat.putLong(value, place.valueOffset() + StreamGroup.SEEN_AT, seenMs);
        NumberFormat.putLong(value, place.valueOffset() + StreamGroup.ACTIVE_AT, activeMs);
        return number;
    }

    /** The consumers stand in the order of their numbers, so up to the first gap each is at the place of its number. */
    private int leastFreeNumber() {
        long low = 0;
        long high = group().consumers.size();
        while (low < high) {
            long middle = (low + high) >>> 1;
            place.seekRank(group().consumers, middle);
            if (NumberFormat.intAt(place.bytes(), place.keyOffset()) == middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.toIntExact(low);
    }

    /** Removes a consumer with what is pending with it; returns how many entries that were. */
    public long removeConsumer(int number) {
        StreamId id = new StreamId();
        long removed = 0;
        while (pending.seek(group(), number, id)) {
            id.set(pending.id());
            acknowledge(id);
            removed++;
        }
        SortedCursor record = consumer(number);
        byte[] name = new byte[consumer.length()];
        System.arraycopy(consumer.bytes(), consumer.offset(), name, 0, name.length);
        record.remove();
        soughtConsumer = NOBODY;
        group().numbers.remove(name, 0, name.length, place);
        return removed;
    }

    /** Notes that a consumer has asked for entries. */
    public void setSeen(int number, long seenMs) {
        setConsumer(number, StreamGroup.SEEN_AT, seenMs);
    }

    /** Notes that a consumer was given entries. */
    public void setActive(int number, long activeMs) {
        setConsumer(number, StreamGroup.ACTIVE_AT, activeMs);
    }

    private void setConsumer(int number, int at, long value) {
        SortedCursor record = consumer(number);
        NumberFormat.putLong(record.writableValue(), record.valueOffset() + at, value);
    }

    /** The record of a consumer, which is there. */
    private SortedCursor consumer(int number) {
        if (soughtConsumer != number) {
            consumer.find(group(), number);
            soughtConsumer = number;
        }
        return consumer.record();
    }

    // ---- pending entries

    /** Makes an entry, pending or not, pending with this consumer. */
    public void deliver(StreamId id, int number, long deliveredMs, long deliveries) {
        id.putKey(idKey, 0);
        boolean added = group().pending.add(idKey, 0, StreamId.KEY_BYTES, place);
        int at = place.valueOffset();
        byte[] value = place.writableValue();
        int owner = NumberFormat.intAt(value, at + StreamGroup.OWNER_AT);
        NumberFormat.putInt(value, at + StreamGroup.OWNER_AT, number);
        NumberFormat.putLong(value, at + StreamGroup.DELIVERED_AT, deliveredMs);
        NumberFormat.putLong(value, at + StreamGroup.DELIVERIES_AT, deliveries);
        if (added) {
            own(id, number);
        } else if (owner != number) {
            disown(id, owner);
            own(id, number);
        }
    }

    /** Ends that an entry is pending; false if it is not. */
    public boolean acknowledge(StreamId id) {
        if (!pending.find(group(), id)) {
            return false;
        }
        disown(id, pending.consumer());
        pending.remove();
        return true;
    }

    /** Notes in the second index whose a pending entry is. */
    void own(StreamId id, int number) {
        group().owned.add(ownedKey(id, number), 0, ownedKey.length, place);
        countPending(number, 1);
    }

    private void disown(StreamId id, int number) {
        group().owned.remove(ownedKey(id, number), 0, ownedKey.length, place);
        countPending(number, -1);
    }

    private byte[] ownedKey(StreamId id, int number) {
        NumberFormat.putInt(ownedKey, 0, number);
        id.putKey(ownedKey, StreamGroup.NUMBER_BYTES);
        return ownedKey;
    }

    private void countPending(int number, int change) {
        SortedCursor record = consumer(number);
        long count = consumer.pendingCount() + change;
        NumberFormat.putLong(record.writableValue(), record.valueOffset() + StreamGroup.PENDING_AT, count);
    }
}
