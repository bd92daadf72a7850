package io.cairn.engine.structure;

/**
 * A place in a stream: on an entry that is not deleted, or nowhere.
 *
 * <p>To be used again and again, without allocation. It is good until the stream is changed. It holds on to the stream
 * until it is {@linkplain #clear cleared} or sought in another. One thread's at a time; several may look into a frozen
 * stream with a cursor each.
 *
 * <p>Cost: seeking, a node per level and the entries of one leaf; moving on, the parts of an entry.
 */
public final class StreamCursor {
    final TreePath path = new TreePath();
    private final byte[] key = new byte[StreamId.KEY_BYTES];
    private final StreamId id = new StreamId();
    private final StreamId master = new StreamId();
    private byte[] bytes = TreeInner.NO_BYTES;
    private int firstEntry;
    private int masterFields;
    private int masterFieldAt;
    private int at;
    private int fieldCount;
    private boolean sameFields;
    /** Where the next name of the present entry is, and the next value. */
    private int nameAt;

    private int valueAt;
    /** How many of the present entry's fields are still to be read. */
    private int fieldsLeft;

    /** Creates a cursor that is nowhere yet. */
    public StreamCursor() {}

    /** Lets go of the stream, so that its memory can be freed. */
    public void clear() {
        path.clear();
        bytes = TreeInner.NO_BYTES;
    }

    // ---- moving

    /** Goes to the first entry from an id on; false if there is none. */
    public boolean seek(LargeStream in, StreamId from) {
        from.putKey(key, 0);
        path.seekKey(in.tree, key, 0, StreamId.KEY_BYTES);
        if (!enterLeaf()) {
            return false;
        }
        at = firstEntry;
        passBelow(from);
        return settleForward();
    }

    /** In the leaf, goes from {@link #at} to the first entry that is not deleted and not below an id, or to the end. */
    private void passBelow(StreamId from) {
        byte[] leaf = bytes;
        int entry = at;
        while (!Listpack.isEnd(leaf, entry)) {
            int msAt = Listpack.next(leaf, entry);
            int sequenceAt = Listpack.next(leaf, msAt);
            long flags = Listpack.integer(leaf, entry);
            // Ids of deleted entries may be greater than those behind them.
            if ((flags & StreamLeaf.DELETED) == 0
                    && from.compare(
                                    master.ms() + Listpack.integer(leaf, msAt),
                                    master.sequence() + Listpack.integer(leaf, sequenceAt))
                            <= 0) {
                break;
            }
            entry = StreamLeaf.behindFields(leaf, flags, Listpack.next(leaf, sequenceAt), masterFields);
        }
        at = entry;
    }

    /** Goes to the last entry up to an id; false if there is none. */
    public boolean seekBack(LargeStream in, StreamId to) {
        to.putKey(key, 0);
        path.seekKey(in.tree, key, 0, StreamId.KEY_BYTES);
        if (!enterLeaf()) {
            return false;
        }
        at = Listpack.end(bytes, 0);
        boolean found = previous();
        while (found && id.compare(to) > 0) {
            found = previous();
        }
        return found;
    }

    /** Goes to the first entry; false if there is none. */
    public boolean seekFirst(LargeStream in) {
        path.first(in.tree);
        if (!enterLeaf()) {
            return false;
        }
        at = firstEntry;
        return settleForward();
    }

    /** Goes to the last entry; false if there is none. */
    public boolean seekLast(LargeStream in) {
        path.last(in.tree);
        if (!enterLeaf()) {
            return false;
        }
        at = Listpack.end(bytes, 0);
        return previous();
    }

    /** Goes to the entry with this id; false if there is none. */
    public boolean find(LargeStream in, StreamId wanted) {
        return seek(in, wanted) && id.isSame(wanted);
    }

    /** Goes to the next entry; false if there is none. */
    public boolean next() {
        at = sameFields
                ? StreamLeaf.skip(bytes, valueAt, fieldsLeft + 1L)
                : StreamLeaf.skip(bytes, nameAt, 2L * fieldsLeft + 1);
        return settleForward();
    }

    /** Goes to the previous entry; false if there is none. */
    public boolean previous() {
        while (true) {
            if (at == firstEntry) {
                if (!path.previousLeaf()) {
                    return false;
                }
                enterLeaf();
                at = Listpack.end(bytes, 0);
            } else {
                at = StreamLeaf.previousEntry(bytes, at);
                if (isLive()) {
                    decode();
                    return true;
                }
            }
        }
    }

    /** From {@link #at}, an entry or a leaf's end, goes on to the first one that is not deleted. */
    private boolean settleForward() {
        while (true) {
            if (Listpack.isEnd(bytes, at)) {
                if (!path.nextLeaf()) {
                    return false;
                }
                enterLeaf();
                at = firstEntry;
            } else if (isLive()) {
                decode();
                return true;
            } else {
                at = StreamLeaf.nextEntry(bytes, at, masterFields);
            }
        }
    }

    /** Learns of the path's leaf; false if it is the empty one of a stream that has none. */
    private boolean enterLeaf() {
        TreeLeaf leaf = path.leaf();
        bytes = leaf.bytes();
        if (leaf.length() == 0) {
            return false;
        }
        StreamLeaf.master(leaf, master);
        masterFields = StreamLeaf.masterFieldCount(bytes);
        masterFieldAt = StreamLeaf.firstMasterFieldAt(bytes);
        firstEntry = StreamLeaf.skip(bytes, masterFieldAt, masterFields + 1L);
        return true;
    }

    private boolean isLive() {
        return (Listpack.integer(bytes, at) & StreamLeaf.DELETED) == 0;
    }

    private void decode() {
        sameFields = (Listpack.integer(bytes, at) & StreamLeaf.SAME_FIELDS) != 0;
        int msAt = Listpack.next(bytes, at);
        int sequenceAt = Listpack.next(bytes, msAt);
        id.set(master.ms() + Listpack.integer(bytes, msAt), master.sequence() + Listpack.integer(bytes, sequenceAt));
        int rest = Listpack.next(bytes, sequenceAt);
        if (sameFields) {
            fieldCount = masterFields;
            nameAt = masterFieldAt;
            valueAt = rest;
        } else {
            fieldCount = (int) Listpack.integer(bytes, rest);
            nameAt = Listpack.next(bytes, rest);
        }
        fieldsLeft = fieldCount;
    }

    // ---- reading

    /** Returns the entry's id; valid until the cursor moves. */
    public StreamId id() {
        return id;
    }

    /** Returns the number of the entry's fields. */
    public int fieldCount() {
        return fieldCount;
    }

    /** Points at the entry's next field, which must be there. */
    public void nextField(Element name, Element value) {
        fieldsLeft--;
        Listpack.read(bytes, nameAt, name);
        if (sameFields) {
            Listpack.read(bytes, valueAt, value);
            nameAt = Listpack.next(bytes, nameAt);
            valueAt = Listpack.next(bytes, valueAt);
        } else {
            int second = Listpack.next(bytes, nameAt);
            Listpack.read(bytes, second, value);
            nameAt = Listpack.next(bytes, second);
        }
    }

    /** Returns the array in which the entries of a listpack lie that the entry's fields are. Read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Tells whether the names lie one behind the other, and so do the values; otherwise each name has its value behind it. */
    public boolean isNamedApart() {
        return sameFields;
    }

    /** Returns where the next name is. */
    public int nameAt() {
        return nameAt;
    }

    /** Returns where the next value is, if it {@link #isNamedApart}. */
    public int valueAt() {
        return valueAt;
    }

    // ---- for those who change leaves

    /** Returns the offset of the entry in its leaf. */
    int at() {
        return at;
    }
}
