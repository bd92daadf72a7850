package io.cairn.engine.structure;

/**
 * A group of consumers of a stream: how far the group has been given entries, and which of them are pending, given to a
 * consumer that has not acknowledged them.
 *
 * <pre>
 *   numbers     name                    -> number, 4 bytes
 *   consumers   | number | name |       -> seen, active, pending: 8 bytes each      times in ms; pending counts owned
 *   pending     | id |                  -> number, 4; delivered, 8; deliveries, 8
 *   owned       | number | id |         -> nothing                                  the pending ones by consumer
 * </pre>
 *
 * <p>Four {@link SortedTree}s. A consumer is known by a number inside the group, the least that no other has, so that
 * pending entries have a fixed size and a new name costs nothing. All numbers are big-endian. A {@link GroupWriter}
 * changes it; {@link ConsumerCursor} and {@link PendingCursor} read.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. {@code numbers} and {@code consumers} say the same of the same consumers.
 *   <li>I2. {@code pending} and {@code owned} have the same ids, with the same owners, all of which are there and count
 *       them.
 *   <li>I3. One with a frozen stamp is never changed; {@link #fork} gives another then.
 * </ul>
 *
 * <p>Cost: O(log n) for everything about one consumer or one id; a fork O(1).
 *
 * <p>The single writer changes it. A frozen one may be read by any thread until its epoch is closed.
 */
public final class StreamGroup {
    static final int NUMBER_BYTES = Integer.BYTES;

    static final int SEEN_AT = 0;
    static final int ACTIVE_AT = SEEN_AT + Long.BYTES;
    static final int PENDING_AT = ACTIVE_AT + Long.BYTES;
    static final int CONSUMER_BYTES = PENDING_AT + Long.BYTES;

    static final int OWNER_AT = 0;
    static final int DELIVERED_AT = OWNER_AT + NUMBER_BYTES;
    static final int DELIVERIES_AT = DELIVERED_AT + Long.BYTES;
    static final int DELIVERY_BYTES = DELIVERIES_AT + Long.BYTES;

    final SnapshotEpoch epoch;
    final SortedTree numbers;
    final SortedTree consumers;
    final SortedTree pending;
    final SortedTree owned;

    private final int stamp;
    private final byte[] name;
    private final StreamId lastId = new StreamId();
    private long entriesRead;

    StreamGroup(SnapshotEpoch epoch, byte[] name, StreamId lastId, long entriesRead) {
        this(
                epoch,
                name,
                new SortedTree(epoch, NUMBER_BYTES),
                new SortedTree(epoch, CONSUMER_BYTES),
                new SortedTree(epoch, DELIVERY_BYTES),
                new SortedTree(epoch, 0));
        setProgress(lastId, entriesRead);
    }

    private StreamGroup(
            SnapshotEpoch epoch,
            byte[] name,
            SortedTree numbers,
            SortedTree consumers,
            SortedTree pending,
            SortedTree owned) {
        this.epoch = epoch;
        this.stamp = epoch.stamp();
        this.name = name;
        this.numbers = numbers;
        this.consumers = consumers;
        this.pending = pending;
        this.owned = owned;
    }

    /** Returns one with the same content for the writer to go on with, in O(1). */
    StreamGroup fork() {
        StreamGroup fork = new StreamGroup(epoch, name, numbers.fork(), consumers.fork(), pending.fork(), owned.fork());
        fork.setProgress(lastId, entriesRead);
        return fork;
    }

    /** The same once more, sharing nothing that can change. */
    StreamGroup copy(SnapshotEpoch copyEpoch) {
        StreamGroup copy = new StreamGroup(
                copyEpoch,
                name,
                copy(numbers, copyEpoch),
                copy(consumers, copyEpoch),
                copy(pending, copyEpoch),
                copy(owned, copyEpoch));
        copy.setProgress(lastId, entriesRead);
        return copy;
    }

    private static SortedTree copy(SortedTree tree, SnapshotEpoch epoch) {
        SortedTree copy = new SortedTree(epoch, tree.valueBytes());
        SortedCursor to = new SortedCursor();
        SortedCursor from = new SortedCursor();
        from.seekRank(tree, 0);
        while (!from.isAtEnd()) {
            copy.add(from.bytes(), from.keyOffset(), from.keyLength(), to);
            byte[] target = to.writableValue();
            System.arraycopy(from.bytes(), from.valueOffset(), target, to.valueOffset(), tree.valueBytes());
            from.next();
        }
        return copy;
    }

    int stamp() {
        return stamp;
    }

    /** Returns the name. Read only. */
    public byte[] name() {
        return name;
    }

    /** Returns the id of the last entry that was given to a consumer. Read only. */
    public StreamId lastId() {
        return lastId;
    }

    /** Returns how many of the stream's entries were given to consumers, or {@link LargeStream#UNKNOWN}. */
    public long entriesRead() {
        return entriesRead;
    }

    /** Sets how far the group has been given entries. */
    void setProgress(StreamId newLastId, long newEntriesRead) {
        lastId.set(newLastId);
        entriesRead = newEntriesRead;
    }

    /** Returns the number of consumers. */
    public long consumerCount() {
        return consumers.size();
    }

    /** Returns the number of pending entries. */
    public long pendingCount() {
        return pending.size();
    }
}
