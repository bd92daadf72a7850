package io.cairn.engine.structure;

/**
 * A place among the pending entries of a {@link StreamGroup}, all of them or one consumer's, in the order of their ids:
 * on one of them, or nowhere.
 *
 * <p>To be used again and again, without allocation; good until the group is changed. It holds on to the group
 * until it is {@linkplain #clear cleared} or sought in another. One thread's at a time.
 */
public final class PendingCursor {
    private static final int ALL = -1;

    private final SortedCursor pending = new SortedCursor();
    private final SortedCursor owned = new SortedCursor();
    private final byte[] key = new byte[StreamGroup.NUMBER_BYTES + StreamId.KEY_BYTES];
    private final StreamId id = new StreamId();
    private int owner = ALL;

    /** Creates a cursor that is nowhere yet. */
    public PendingCursor() {}

    /** Lets go of the group, so that its memory can be freed. */
    public void clear() {
        pending.clear();
        owned.clear();
    }

    /** Goes to the first pending entry from an id on; false if there is none. */
    public boolean seek(StreamGroup in, StreamId from) {
        owner = ALL;
        from.putKey(key, 0);
        pending.seek(in.pending, key, 0, StreamId.KEY_BYTES);
        return settle();
    }

    /** Goes to the first entry pending with one consumer from an id on; false if there is none. */
    public boolean seek(StreamGroup in, int consumer, StreamId from) {
        owner = consumer;
        NumberFormat.putInt(key, 0, consumer);
        from.putKey(key, StreamGroup.NUMBER_BYTES);
        owned.seek(in.owned, key, 0, key.length);
        return settleOwned(in);
    }

    /** Goes to the last pending entry; false if there is none. */
    public boolean seekLast(StreamGroup in) {
        owner = ALL;
        pending.seekRank(in.pending, Math.max(0, in.pending.size() - 1));
        return settle();
    }

    /** Goes to the entry of this id; false if it is not pending. There is no {@link #next} from here. */
    public boolean find(StreamGroup in, StreamId wanted) {
        return seek(in, wanted) && id.isSame(wanted);
    }

    /** Goes to the next one; false if there is none. */
    public boolean next(StreamGroup in) {
        if (owner == ALL) {
            return pending.next() && settle();
        }
        return owned.next() && settleOwned(in);
    }

    private boolean settle() {
        if (pending.isAtEnd()) {
            return false;
        }
        id.setKey(pending.bytes(), pending.keyOffset());
        return true;
    }

    private boolean settleOwned(StreamGroup in) {
        if (owned.isAtEnd() || NumberFormat.intAt(owned.bytes(), owned.keyOffset()) != owner) {
            return false;
        }
        int at = owned.keyOffset() + StreamGroup.NUMBER_BYTES;
        pending.seek(in.pending, owned.bytes(), at, StreamId.KEY_BYTES);
        return settle();
    }

    /** Ends that the entry that was found is pending, as far as the index by id is concerned; the cursor must be sought anew then. */
    void remove() {
        pending.remove();
    }

    /** Returns the entry's id; valid until the cursor moves. */
    public StreamId id() {
        return id;
    }

    /** Returns the number of the consumer that it was given to. */
    public int consumer() {
        return NumberFormat.intAt(pending.bytes(), pending.valueOffset() + StreamGroup.OWNER_AT);
    }

    /** Returns when it was given to the consumer, in milliseconds of the wall clock. */
    public long deliveredMs() {
        return NumberFormat.longAt(pending.bytes(), pending.valueOffset() + StreamGroup.DELIVERED_AT);
    }

    /** Returns how often it was given to a consumer. */
    public long deliveries() {
        return NumberFormat.longAt(pending.bytes(), pending.valueOffset() + StreamGroup.DELIVERIES_AT);
    }
}
