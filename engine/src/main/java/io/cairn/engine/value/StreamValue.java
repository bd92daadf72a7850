package io.cairn.engine.value;

import io.cairn.engine.structure.GroupWriter;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamFields;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.structure.StreamWriter;

/**
 * A view of a stream: always an object, a {@link LargeStream}. Unlike other collections it stays when its last entry goes:
 * the next one must not get a used id.
 *
 * <p>Reading goes through {@link #stream} and its cursors, on a snapshot too. What changes something here counts as one
 * change for each entry or group; who changes inside a group says himself what has changed.
 */
public final class StreamValue extends CollectionValue {
    private final StreamWriter writer = new StreamWriter();
    private final GroupWriter groupWriter = new GroupWriter();

    StreamValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "stream";
    }

    @Override
    public String encoding() {
        return "stream";
    }

    @Override
    public long size() {
        return isEmpty() ? 0 : stream().size();
    }

    /** The stream, which must be there, for reading. */
    public LargeStream stream() {
        return (LargeStream) record().object();
    }

    private LargeStream writable() {
        LargeStream present = stream();
        LargeStream writable = present.writable();
        if (writable != present) {
            storeLarge(RecordTypes.STREAM, writable);
        }
        return writable;
    }

    // ---- entries

    /** Makes a stream without entries where none is. It counts as no change: what it is made for follows. */
    public void create() {
        put(new LargeStream(host.epoch()));
    }

    /** Puts a stream, which belongs to nobody else, where none is. It counts as no change. */
    public void put(LargeStream stream) {
        storeLarge(RecordTypes.STREAM, stream);
    }

    /** Adds an entry, with an id greater than the last one; makes the stream if there is none. */
    public void add(StreamId id, StreamFields fields) {
        if (isEmpty()) {
            create();
        }
        EncodingLimits limits = host.limits();
        writer.append(writable(), id, fields, limits.streamNodeMaxBytes(), limits.streamNodeMaxEntries());
        changed(1);
    }

    /** Deletes an entry; false if it is not there. */
    public boolean delete(StreamId id) {
        boolean deleted = writer.delete(writable(), id);
        if (deleted) {
            changed(1);
        }
        return deleted;
    }

    /** Removes the first entries; {@link StreamWriter#trimToSize} has the arguments. */
    public long trimToSize(long size, boolean whole, long limit) {
        return countRemoved(writer.trimToSize(writable(), size, whole, limit));
    }

    /** Removes the entries before an id; {@link StreamWriter#trimToSize} has the arguments. */
    public long trimBefore(StreamId least, boolean whole, long limit) {
        return countRemoved(writer.trimBefore(writable(), least, whole, limit));
    }

    private long countRemoved(long removed) {
        if (removed > 0) {
            changed(removed);
        }
        return removed;
    }

    /** Sets what is not in the entries themselves. */
    public void setCounters(StreamId lastId, StreamId maxDeletedId, long entriesAdded) {
        writable().setCounters(lastId, maxDeletedId, entriesAdded);
        changed(1);
    }

    // ---- groups

    /** Adds a group; false if there is one of this name. */
    public boolean addGroup(byte[] name, int offset, int length, StreamId lastId, long entriesRead) {
        boolean added = writable().addGroup(name, offset, length, lastId, entriesRead);
        if (added) {
            changed(1);
        }
        return added;
    }

    /** Removes a group; false if there is none of this name. */
    public boolean removeGroup(byte[] name, int offset, int length) {
        if (stream().group(name, offset, length) == null) {
            return false;
        }
        writable().removeGroup(name, offset, length);
        changed(1);
        return true;
    }

    /**
     * Makes a group, and this stream, writable; {@link #noteChanges} must follow.
     *
     * @param group one of {@link #stream}'s
     * @return the one writer that this view has
     */
    public GroupWriter groupWriter(StreamGroup group) {
        return groupWriter.begin(writable().writableGroup(group));
    }

    /** Says that so many things have been changed in a group, possibly none, by the writer, which is done with it. */
    public void noteChanges(long count) {
        groupWriter.end();
        if (count > 0) {
            changed(count);
        }
    }
}
