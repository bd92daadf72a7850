package io.cairn.engine.structure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fills a new stream with what comes from elsewhere, in the order in which Redis saves it, and believes nothing.
 *
 * <pre>
 *   stream := leaf* counters group*
 *   group  := group pending* (consumer own*)* endGroup
 * </pre>
 *
 * <p>Most methods return what is wrong, for people, or null; after a fault the stream is good for nothing. Cost: O(bytes)
 * for entries, O(log n) for each pending one. Used by the single writer.
 */
public final class StreamLoader {
    private static final int NOBODY = -1;

    private final LargeStream stream;
    private final TreePath path = new TreePath();
    private final StreamId master = new StreamId();
    private final StreamId lastMaster = new StreamId();
    private final StreamId lastEntry = new StreamId();
    private final SortedCursor place = new SortedCursor();
    private final byte[] key = new byte[StreamId.KEY_BYTES];
    private @Nullable StreamGroup group;
    private @Nullable GroupWriter writer;
    private int consumer = NOBODY;
    private long unowned;

    /** Creates one that fills a stream that is empty. */
    public StreamLoader(LargeStream stream) {
        this.stream = stream;
    }

    // ---- entries

    /** Adds a leaf: the listpack that is a slice. */
    public @Nullable String leaf(StreamId masterId, byte[] bytes, int offset, int length) {
        master.set(masterId);
        if (master.compare(lastMaster) <= 0 || master.compare(lastEntry) <= 0) {
            return "the ids of its parts do not rise";
        }
        lastMaster.set(master);
        byte[] leaf = new byte[length + StreamId.KEY_BYTES];
        System.arraycopy(bytes, offset, leaf, 0, length);
        master.putKey(leaf, length);
        if (!Listpack.isValid(leaf, 0, length)) {
            return "a part of it is no listpack";
        }
        String fault = StreamLeaf.fault(leaf, master, lastEntry);
        if (fault == null) {
            int live = Math.toIntExact(Listpack.integer(leaf, StreamLeaf.liveAt()));
            if (live > 0 || stream.leafCount() == 0) {
                stream.appendLeaf(path, leaf, leaf.length, live);
            }
        }
        return fault;
    }

    /**
     * Ends the entries.
     *
     * @param length how many there should be
     */
    public @Nullable String counters(long length, StreamId lastId, StreamId maxDeletedId, long entriesAdded) {
        if (length != stream.size()) {
            return "it has " + stream.size() + " entries, not " + Long.toUnsignedString(length);
        }
        if (lastEntry.compare(lastId) > 0) {
            return "its last id is before that of its last entry";
        }
        if (entriesAdded < 0) {
            return "the number of its entries is impossible";
        }
        stream.setCounters(lastId, maxDeletedId, entriesAdded);
        StreamCursor cursor = new StreamCursor();
        if (cursor.seekFirst(stream)) {
            stream.firstId.set(cursor.id());
        }
        return null;
    }

    /** The stream, as far as it has got. */
    public LargeStream stream() {
        return stream;
    }

    // ---- groups

    /** Begins a group; {@link LargeStream#UNKNOWN} entries read stand for what can be told from the id. */
    public @Nullable String group(byte[] name, int offset, int length, StreamId lastId, long entriesRead) {
        if (entriesRead < LargeStream.UNKNOWN) {
            return "the number of entries that a group has read is impossible";
        }
        if (!stream.addGroup(name, offset, length, lastId, entriesRead)) {
            return "a group is there twice";
        }
        StreamGroup added = stream.group(name, offset, length);
        if (added == null) {
            throw new IllegalStateException("the group that was added is not there");
        }
        group = added;
        writer = new GroupWriter().begin(added);
        unowned = 0;
        return null;
    }

    /** Adds a pending entry to the group; whose it is, its consumer says. */
    public @Nullable String pending(StreamId id, long deliveredMs, long deliveries) {
        id.putKey(key, 0);
        if (!group().pending.add(key, 0, StreamId.KEY_BYTES, place)) {
            return "the pending entry " + id + " is there twice";
        }
        byte[] value = place.writableValue();
        int at = place.valueOffset();
        NumberFormat.putInt(value, at + StreamGroup.OWNER_AT, NOBODY);
        NumberFormat.putLong(value, at + StreamGroup.DELIVERED_AT, deliveredMs);
        NumberFormat.putLong(value, at + StreamGroup.DELIVERIES_AT, deliveries);
        unowned++;
        return null;
    }

    /** Begins a consumer of the group. */
    public @Nullable String consumer(byte[] name, int offset, int length, long seenMs, long activeMs) {
        byte[] own = Arrays.copyOfRange(name, offset, offset + length);
        if (new ConsumerCursor().find(group(), own, 0, length)) {
            return "a consumer is there twice";
        }
        consumer = writer().addConsumer(own, 0, length, seenMs, activeMs);
        return null;
    }

    /** Says that a pending entry is the consumer's. */
    public @Nullable String own(StreamId id) {
        id.putKey(key, 0);
        if (!place.seek(group().pending, key, 0, StreamId.KEY_BYTES)) {
            return "the entry " + id + " is pending with a consumer, but not in its group";
        }
        int at = place.valueOffset();
        if (NumberFormat.intAt(place.bytes(), at + StreamGroup.OWNER_AT) != NOBODY) {
            return "the entry " + id + " is pending with two consumers";
        }
        NumberFormat.putInt(place.writableValue(), at + StreamGroup.OWNER_AT, consumer);
        writer().own(id, consumer);
        unowned--;
        return null;
    }

    /** Ends the group. */
    public @Nullable String endGroup() {
        return unowned == 0 ? null : "entries are pending in a group, but with none of its consumers";
    }

    private StreamGroup group() {
        if (group == null) {
            throw new IllegalStateException("no group has begun");
        }
        return group;
    }

    private GroupWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("no group has begun");
        }
        return writer;
    }
}
