package io.cairn.engine.structure;

/**
 * A place among the consumers of a {@link StreamGroup}, in the order of their names: on one of them, or nowhere.
 *
 * <p>To be used again and again, without allocation; good until the group is changed. It holds on to the group
 * until it is {@linkplain #clear cleared} or sought in another. One thread's at a time.
 */
public final class ConsumerCursor {
    /** When a consumer was active that never was. */
    public static final long NEVER = -1;

    private final SortedCursor byName = new SortedCursor();
    private final SortedCursor byNumber = new SortedCursor();
    private final byte[] key = new byte[StreamGroup.NUMBER_BYTES];

    /** Creates a cursor that is nowhere yet. */
    public ConsumerCursor() {}

    /** Lets go of the group, so that its memory can be freed. */
    public void clear() {
        byName.clear();
        byNumber.clear();
    }

    /** Goes to the consumer of this name; false if there is none. */
    public boolean find(StreamGroup in, byte[] name, int offset, int length) {
        return byName.seek(in.numbers, name, offset, length) && settle(in);
    }

    /** Goes to the first consumer; false if there is none. */
    public boolean first(StreamGroup in) {
        byName.seekRank(in.numbers, 0);
        return !byName.isAtEnd() && settle(in);
    }

    /** Goes from a consumer that was found by name to the next one; false if there is none. */
    public boolean next(StreamGroup in) {
        return byName.next() && settle(in);
    }

    /** Goes to the consumer of this number, which is there; there is no {@link #next} from here. */
    public void find(StreamGroup in, int number) {
        NumberFormat.putInt(key, 0, number);
        byNumber.seek(in.consumers, key, 0, key.length);
    }

    private boolean settle(StreamGroup in) {
        find(in, NumberFormat.intAt(byName.bytes(), byName.valueOffset()));
        return true;
    }

    /** Returns the number by which pending entries name the consumer. */
    public int number() {
        return NumberFormat.intAt(byNumber.bytes(), byNumber.keyOffset());
    }

    /** Returns the array in which the name lies. Read only. */
    public byte[] bytes() {
        return byNumber.bytes();
    }

    /** Returns where the name begins. */
    public int offset() {
        return byNumber.keyOffset() + StreamGroup.NUMBER_BYTES;
    }

    /** Returns the length of the name. */
    public int length() {
        return byNumber.keyLength() - StreamGroup.NUMBER_BYTES;
    }

    /** Returns when it last asked for entries, in milliseconds of the wall clock. */
    public long seenMs() {
        return value(StreamGroup.SEEN_AT);
    }

    /** Returns when it was last given entries; {@link #NEVER} if it never was. */
    public long activeMs() {
        return value(StreamGroup.ACTIVE_AT);
    }

    /** Returns how many entries are pending with it. */
    public long pendingCount() {
        return value(StreamGroup.PENDING_AT);
    }

    private long value(int at) {
        return NumberFormat.longAt(byNumber.bytes(), byNumber.valueOffset() + at);
    }

    /** Returns the record for writing. */
    SortedCursor record() {
        return byNumber;
    }
}
