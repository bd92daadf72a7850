package io.cairn.engine.structure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds entries to streams and takes them away, with a workspace of its own. The stream must be writable.
 *
 * <p>Cost: adding is O(bytes of the entry), and allocates when the last leaf grows, in the manner of a list that doubles;
 * removing, O(log n + entries of a leaf), trimming that for each leaf that goes. It holds on to nothing between calls.
 *
 * <p>Used by the single writer.
 */
public final class StreamWriter {
    /** No leaf gets longer than this, whatever the setting says. */
    private static final long MAX_LEAF_BYTES = 1L << 30;

    /** The most that a number, or what is beside a text, takes in a listpack; each. */
    private static final int PART_BYTES = 10;

    /** The parts of an entry or a master that are no texts, at most. */
    private static final int OTHER_PARTS = 8;

    private final TreePath path = new TreePath();
    private final StreamCursor cursor = new StreamCursor();
    private final Packed pack = Packed.workspace(0);
    private final StreamId master = new StreamId();
    private final StreamId id = new StreamId();

    /** Creates one. */
    public StreamWriter() {}

    // ---- adding

    /** Whether an entry of these fields is not too large to be stored: in bytes as in Redis, and in what an array holds. */
    public static boolean fits(StreamFields fields) {
        long text = textBytes(fields);
        return text <= MAX_LEAF_BYTES && newLeafBytes(fields, text) <= Packed.MAX_BYTES;
    }

    private static long textBytes(StreamFields fields) {
        long text = 0;
        for (int i = 0; i < fields.count(); i++) {
            text += fields.length(i);
        }
        return text;
    }

    /** The most that a leaf takes whose first entry has these fields: their names are there twice. */
    private static long newLeafBytes(StreamFields fields, long text) {
        return 2 * mostBytes(fields, text) + Listpack.EMPTY_BYTES + StreamId.KEY_BYTES;
    }

    /**
     * Adds an entry, which {@link #fits}.
     *
     * @param newId greater than the stream's last id
     * @param maxLeafBytes how long a leaf may become; 0 for as long as can be
     * @param maxLeafEntries how many entries a leaf may have; 0 for any number
     */
    public void append(LargeStream in, StreamId newId, StreamFields fields, long maxLeafBytes, long maxLeafEntries) {
        long text = textBytes(fields);
        path.last(in.tree);
        boolean first = path.leaf().length() == 0;
        if (first || isFull(path.leaf(), text, maxLeafBytes, maxLeafEntries)) {
            if (!first) {
                trimArray(in.tree);
            }
            appendToNewLeaf(in, newId, fields, text);
        } else {
            appendToLeaf(in.tree, newId, fields, text);
        }
        path.clear();
        in.entriesAdded = Math.max(in.entriesAdded, in.entriesAdded + 1);
        in.lastId.set(newId);
        if (in.size() == 1) {
            in.firstId.set(newId);
        }
    }

    private static boolean isFull(TreeLeaf leaf, long text, long maxBytes, long maxEntries) {
        long most = maxBytes <= 0 || maxBytes > MAX_LEAF_BYTES ? MAX_LEAF_BYTES : maxBytes;
        return StreamLeaf.packLength(leaf) + text >= most
                || maxEntries > 0 && StreamLeaf.entries(leaf.bytes()) >= maxEntries;
    }

    private void appendToNewLeaf(LargeStream in, StreamId newId, StreamFields fields, long text) {
        int fieldCount = fields.count() / 2;
        pack.adopt(in.tree.epoch.pagePool().take(Math.toIntExact(newLeafBytes(fields, text))), 0);
        Listpack.clear(pack);
        Listpack.append(pack, 1);
        Listpack.append(pack, 0);
        Listpack.append(pack, fieldCount);
        for (int i = 0; i < fieldCount; i++) {
            appendText(fields, 2 * i);
        }
        Listpack.append(pack, 0);
        master.set(newId);
        appendEntry(newId, fields, true);
        byte[] bytes = pack.bytes();
        int length = pack.length() + StreamId.KEY_BYTES;
        newId.putKey(bytes, pack.length());
        in.appendLeaf(path, bytes, length, 1);
    }

    private void appendToLeaf(CountedTree tree, StreamId newId, StreamFields fields, long text) {
        long room = mostBytes(fields, text);
        TreeLeaf leaf = edit(tree, path, room, path.leaf().length() / 2L);
        long live = Listpack.integer(pack.bytes(), StreamLeaf.liveAt());
        Listpack.replace(pack, StreamLeaf.liveAt(), live + 1);
        appendEntry(newId, fields, hasMasterFields(fields));
        finish(leaf);
        tree.leafChanged(path, 1);
    }

    private boolean hasMasterFields(StreamFields fields) {
        byte[] bytes = pack.bytes();
        int fieldCount = fields.count() / 2;
        if (StreamLeaf.masterFieldCount(bytes) != fieldCount) {
            return false;
        }
        int at = StreamLeaf.firstMasterFieldAt(bytes);
        for (int i = 0; i < fieldCount; i++) {
            if (!Listpack.equal(bytes, at, fields.bytes(), fields.offset(2 * i), fields.length(2 * i))) {
                return false;
            }
            at = Listpack.next(bytes, at);
        }
        return true;
    }

    private void appendEntry(StreamId newId, StreamFields fields, boolean same) {
        int fieldCount = fields.count() / 2;
        Listpack.append(pack, same ? StreamLeaf.SAME_FIELDS : 0);
        Listpack.append(pack, newId.ms() - master.ms());
        Listpack.append(pack, newId.sequence() - master.sequence());
        if (!same) {
            Listpack.append(pack, fieldCount);
        }
        for (int i = same ? 1 : 0; i < fields.count(); i += same ? 2 : 1) {
            appendText(fields, i);
        }
        Listpack.append(pack, same ? 3 + fieldCount : 4 + 2L * fieldCount);
    }

    private void appendText(StreamFields fields, int index) {
        Listpack.append(pack, fields.bytes(), fields.offset(index), fields.length(index));
    }

    private static long mostBytes(StreamFields fields, long text) {
        return text + (long) PART_BYTES * (fields.count() + OTHER_PARTS);
    }

    /** Gives up room to grow in the path's leaf, which is full. */
    private void trimArray(CountedTree tree) {
        TreeLeaf leaf = path.leaf();
        if (leaf.bytes().length > leaf.length()) {
            tree.setLeafBytes(path, Arrays.copyOf(leaf.bytes(), leaf.length()), leaf.length());
        }
    }

    // ---- editing a leaf

    /**
     * Makes the path's leaf writable, and its listpack the content of {@link #pack}.
     *
     * @param room how much longer it may become
     * @param growth by how much more it is to grow, if it has to
     */
    private TreeLeaf edit(CountedTree tree, TreePath at, long room, long growth) {
        TreeLeaf leaf = at.leaf();
        if (leaf.length() + room > leaf.bytes().length) {
            long wanted = leaf.length() + Math.max(room, growth);
            byte[] larger = tree.epoch.pagePool().take(Math.toIntExact(wanted));
            System.arraycopy(leaf.bytes(), 0, larger, 0, leaf.length());
            leaf = tree.setLeafBytes(at, larger, leaf.length());
        } else {
            leaf = tree.writableLeaf(at);
        }
        StreamLeaf.master(leaf, master);
        pack.adopt(leaf.bytes(), StreamLeaf.packLength(leaf));
        return leaf;
    }

    /** Ends what {@link #edit} has begun. */
    private void finish(TreeLeaf leaf) {
        master.putKey(pack.bytes(), pack.length());
        leaf.setLength(pack.length() + StreamId.KEY_BYTES);
        pack.adopt(TreeInner.NO_BYTES, 0);
    }

    /** {@link #edit} to delete entries: the two counts may become longer, unless there are few entries. */
    private TreeLeaf editCounts(CountedTree tree, TreePath at) {
        boolean small = StreamLeaf.entries(at.leaf().bytes()) <= Byte.MAX_VALUE;
        return edit(tree, at, small ? 0 : 2 * PART_BYTES, 0);
    }

    private void countDeleted(int count) {
        long live = Listpack.integer(pack.bytes(), StreamLeaf.liveAt());
        Listpack.replace(pack, StreamLeaf.liveAt(), live - count);
        int deletedAt = StreamLeaf.deletedAt(pack.bytes());
        Listpack.replace(pack, deletedAt, Listpack.integer(pack.bytes(), deletedAt) + count);
    }

    /** Marks an entry as deleted; its flags are small numbers, which take one byte. */
    private void markDeleted(int at) {
        long flags = Listpack.integer(pack.bytes(), at);
        Listpack.replace(pack, at, flags | StreamLeaf.DELETED);
    }

    // ---- removing

    /** Deletes an entry; false if there is none of this id. */
    public boolean delete(LargeStream in, StreamId deleted) {
        boolean found = cursor.find(in, deleted);
        if (found) {
            CountedTree tree = in.tree;
            if (cursor.path.leaf().count() == 1) {
                in.removeLeaf(cursor.path);
            } else {
                int at = cursor.at();
                TreeLeaf leaf = editCounts(tree, cursor.path);
                markDeleted(at);
                countDeleted(1);
                finish(leaf);
                tree.leafChanged(cursor.path, -1);
            }
            if (deleted.compare(in.maxDeletedId) > 0) {
                in.maxDeletedId.set(deleted);
            }
            if (deleted.isSame(in.firstId)) {
                findFirst(in);
            }
        }
        cursor.clear();
        return found;
    }

    /**
     * Removes the first entries until so many are left.
     *
     * @param whole whether to remove whole leaves only
     * @param limit how many entries to remove at most; 0 for any number
     * @return how many it removed
     */
    public long trimToSize(LargeStream in, long size, boolean whole, long limit) {
        long before = in.size();
        while (in.size() > size) {
            path.first(in.tree);
            int entries = path.leaf().count();
            if (isBeyond(before - in.size(), entries, limit)) {
                break;
            }
            if (in.size() - entries >= size) {
                in.removeLeaf(path);
            } else {
                if (!whole) {
                    trimLeaf(in, (int) (in.size() - size), null);
                }
                break;
            }
        }
        return finishTrim(in, before);
    }

    /** Removes the entries before an id; otherwise as {@link #trimToSize}. */
    public long trimBefore(LargeStream in, StreamId least, boolean whole, long limit) {
        long before = in.size();
        path.first(in.tree);
        while (path.leaf().length() > 0
                && !isBeyond(before - in.size(), path.leaf().count(), limit)) {
            TreeLeaf leaf = path.leaf();
            StreamLeaf.master(leaf, master);
            StreamLeaf.id(leaf.bytes(), StreamLeaf.lastEntry(leaf.bytes()), master, id);
            if (id.compare(least) >= 0) {
                if (!whole) {
                    trimLeaf(in, Integer.MAX_VALUE, least);
                }
                break;
            }
            in.removeLeaf(path);
        }
        return finishTrim(in, before);
    }

    private static boolean isBeyond(long removed, int entries, long limit) {
        return limit > 0 && removed + entries > limit;
    }

    private long finishTrim(LargeStream in, long before) {
        path.clear();
        long removed = before - in.size();
        if (removed > 0) {
            findFirst(in);
        }
        return removed;
    }

    /** Deletes so many entries at most, those before an id if one is given, in the first leaf, on which the path is. */
    private void trimLeaf(LargeStream in, int most, @Nullable StreamId least) {
        CountedTree tree = in.tree;
        TreeLeaf leaf = editCounts(tree, path);
        byte[] bytes = pack.bytes();
        int masterFields = StreamLeaf.masterFieldCount(bytes);
        int deleted = 0;
        int at = StreamLeaf.firstEntry(bytes);
        while (deleted < most && !Listpack.isEnd(bytes, at)) {
            StreamLeaf.id(bytes, at, master, id);
            if (least != null && id.compare(least) >= 0) {
                break;
            }
            if ((Listpack.integer(bytes, at) & StreamLeaf.DELETED) == 0) {
                markDeleted(at);
                deleted++;
            }
            at = StreamLeaf.nextEntry(bytes, at, masterFields);
        }
        countDeleted(deleted);
        finish(leaf);
        if (deleted == leaf.count() && !tree.isSingleLeaf()) {
            in.removeLeaf(path);
        } else {
            tree.leafChanged(path, -deleted);
        }
    }

    private void findFirst(LargeStream in) {
        if (in.size() > 0 && cursor.seekFirst(in)) {
            in.firstId.set(cursor.id());
        } else {
            in.firstId.setLeast();
        }
        cursor.clear();
    }
}
