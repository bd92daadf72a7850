package io.cairn.engine.structure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream: entries in the order of their ids, and groups of consumers that read them.
 *
 * <pre>
 *   tree     leaf   leaf   leaf  ...  leaf      a CountedTree of StreamLeaf, keyed by master ids; counts live entries
 *                                       ^ grows at the end; the others are never added to
 *   groups   StreamGroup*                       in the order of their names
 * </pre>
 *
 * <p>Where a leaf ends is decided as in Redis, so that trimming that removes whole leaves removes the same ones, and a
 * leaf is saved as it is. A {@link StreamWriter} changes the entries, a {@link GroupWriter} a group; a
 * {@link StreamCursor} reads.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Each leaf is a valid {@link StreamLeaf} that counts its live entries. One without them is the only leaf: it
 *       is empty or, if entries were trimmed one by one, is added to. {@code leafCount} counts those that hold something.
 *   <li>I2. Ids of live entries rise strictly, and are not below their leaf's master id. A separator is the master id of the leaf behind.
 *   <li>I3. {@code firstId} is the id of the first live entry, or 0-0. No entry has a greater id than {@code lastId}.
 *   <li>I4. What has a frozen stamp is never changed: {@link #writable} and {@link #writableGroup} give a fork then.
 * </ul>
 *
 * <h2>Cost</h2>
 *
 * <p>Finding an entry: a node per level and the entries of one leaf. Memory beside the listpacks, which are those of
 * Redis: some 200 bytes per leaf of at most 100 entries. A fork copies the references to the groups.
 *
 * <h2>Threads and ownership</h2>
 *
 * <p>The single writer changes it. A frozen one may be read by any thread until its epoch is closed.
 */
public final class LargeStream implements LargeValue {
    /** What a group has read when nobody knows how much that is. */
    public static final long UNKNOWN = -1;

    /** How far a group is behind when nobody knows; no counters are that far apart. */
    public static final long UNKNOWN_LAG = Long.MIN_VALUE;

    private static final StreamGroup[] NO_GROUPS = {};

    final CountedTree tree;
    final StreamId lastId = new StreamId();
    final StreamId firstId = new StreamId();
    final StreamId maxDeletedId = new StreamId();
    long entriesAdded;

    private long leafCount;
    private final int stamp;
    private StreamGroup[] groups = NO_GROUPS;
    /** Where the group was that was looked for last: most likely the next one too. */
    private int lastFound;

    /** Creates a stream without entries. */
    public LargeStream(SnapshotEpoch epoch) {
        this(new CountedTree(epoch, true));
    }

    /** For tests: with a fan-out that gives a small stream the shape of a large one. */
    LargeStream(CountedTree tree) {
        this.tree = tree;
        this.stamp = tree.epoch.stamp();
    }

    /** Goes on from another; the tree has as many leaves as said. */
    private LargeStream(LargeStream other, CountedTree tree, StreamGroup[] groups, long leafCount) {
        this(tree);
        this.leafCount = leafCount;
        lastId.set(other.lastId);
        firstId.set(other.firstId);
        maxDeletedId.set(other.maxDeletedId);
        entriesAdded = other.entriesAdded;
        this.groups = groups;
    }

    /** Returns this, or a fork of it if a snapshot may see this. */
    public LargeStream writable() {
        return tree.epoch.isFrozen(stamp) ? new LargeStream(this, tree.fork(), groups.clone(), leafCount) : this;
    }

    @Override
    public long memoryBytes(int samples) {
        long bytes = tree.memoryBytes(samples) + MemorySize.ofReferences(groups.length);
        for (StreamGroup group : groups) {
            bytes += group.memoryBytes(samples);
        }
        return bytes;
    }

    @Override
    public LargeStream copy(SnapshotEpoch epoch) {
        CountedTree leaves = new CountedTree(epoch, true, tree.maxChildren);
        StreamGroup[] copies = groups.clone();
        for (int i = 0; i < copies.length; i++) {
            copies[i] = groups[i].copy(epoch);
        }
        LargeStream copy = new LargeStream(this, leaves, copies, 0);
        TreePath from = new TreePath();
        TreePath to = new TreePath();
        from.first(tree);
        do {
            TreeLeaf leaf = from.leaf();
            if (leaf.length() > 0) {
                copy.appendLeaf(to, Arrays.copyOf(leaf.bytes(), leaf.length()), leaf.length(), leaf.count());
            }
        } while (from.nextLeaf());
        return copy;
    }

    /** Adds a leaf at the end; takes the array over. The path is anywhere afterwards. */
    void appendLeaf(TreePath path, byte[] bytes, int length, int count) {
        path.last(tree);
        if (tree.size() == 0) {
            // A leaf without live entries would be one too many from here on.
            leafCount = 1;
            tree.setLeafBytes(path, bytes, length);
            tree.leafChanged(path, count);
        } else {
            leafCount++;
            byte[] key = Arrays.copyOfRange(bytes, length - StreamId.KEY_BYTES, length);
            tree.insertLeafAfter(path, tree.newLeaf(bytes, length, count), key);
        }
    }

    /** Removes the path's leaf, which holds something; the path is on the next one then, if there is one. */
    void removeLeaf(TreePath path) {
        leafCount--;
        tree.removeLeaf(path);
    }

    // ---- what it holds

    /** Returns the number of entries. */
    public long size() {
        return tree.size();
    }

    /** Returns the leaves, to be read through a {@link TreePath}: all of them or, without entries, possibly an empty one. */
    public CountedTree leaves() {
        return tree;
    }

    /** Returns the number of leaves that hold something. */
    public long leafCount() {
        return leafCount;
    }

    /** Returns the greatest id that an entry ever had, or that was set. Read only. */
    public StreamId lastId() {
        return lastId;
    }

    /** Returns the id of the first entry; 0-0 if there is none. Read only. */
    public StreamId firstId() {
        return firstId;
    }

    /** Returns the greatest id among the entries that were deleted one by one. Read only. */
    public StreamId maxDeletedId() {
        return maxDeletedId;
    }

    /** Returns how many entries were added since the beginning. */
    public long entriesAdded() {
        return entriesAdded;
    }

    /** Sets what is not in the entries themselves. */
    public void setCounters(StreamId newLastId, StreamId newMaxDeletedId, long newEntriesAdded) {
        lastId.set(newLastId);
        maxDeletedId.set(newMaxDeletedId);
        entriesAdded = newEntriesAdded;
    }

    // ---- how far somebody has read

    /**
     * The number that the entry of an id had or would have, counted from the first that was ever added.
     *
     * @return {@link #UNKNOWN} if deletions make it impossible to say
     */
    public long ordinal(StreamId id) {
        int comparedToLast = id.compare(lastId);
        if (entriesAdded == 0 || comparedToLast == 0 || size() == 0 && comparedToLast < 0) {
            return entriesAdded;
        }
        if (comparedToLast > 0) {
            return UNKNOWN;
        }
        if (maxDeletedId.isLeast() || maxDeletedId.compare(firstId) < 0) {
            int comparedToFirst = id.compare(firstId);
            if (comparedToFirst <= 0) {
                return entriesAdded - size() + (comparedToFirst == 0 ? 1 : 0);
            }
        }
        return UNKNOWN;
    }

    /** Tells whether an entry behind the first one may have been deleted from this id on. */
    public boolean mayHaveGapsFrom(StreamId id) {
        return size() > 0
                && !maxDeletedId.isLeast()
                && firstId.compare(maxDeletedId) <= 0
                && id.compare(maxDeletedId) <= 0;
    }

    /**
     * How many entries a group has not been given yet; less than 0 if its counter was set too high.
     *
     * @return {@link #UNKNOWN_LAG} if nobody knows
     */
    public long lag(StreamGroup group) {
        if (entriesAdded == 0) {
            return 0;
        }
        if (group.entriesRead() != UNKNOWN && !mayHaveGapsFrom(group.lastId())) {
            return entriesAdded - group.entriesRead();
        }
        long read = ordinal(group.lastId());
        return read == UNKNOWN ? UNKNOWN_LAG : entriesAdded - read;
    }

    // ---- groups

    /** Returns the number of groups. */
    public int groupCount() {
        return groups.length;
    }

    /** Returns a group, in the order of their names, for reading. */
    public StreamGroup group(int index) {
        return groups[index];
    }

    /** Returns the group of this name for reading; null if there is none. */
    public @Nullable StreamGroup group(byte[] name, int offset, int length) {
        int index = indexOf(name, offset, length);
        return index < 0 ? null : groups[index];
    }

    /** Returns the group of this name, which is there, to be changed; this must be writable. */
    public StreamGroup writableGroup(StreamGroup group) {
        if (!tree.epoch.isFrozen(group.stamp())) {
            return group;
        }
        int index = indexOf(group.name(), 0, group.name().length);
        groups[index] = group.fork();
        return groups[index];
    }

    /** Adds a group; false if there is one of this name. */
    public boolean addGroup(byte[] name, int offset, int length, StreamId lastDelivered, long entriesRead) {
        int index = indexOf(name, offset, length);
        if (index >= 0) {
            return false;
        }
        int at = -1 - index;
        byte[] own = Arrays.copyOfRange(name, offset, offset + length);
        StreamGroup[] more = new StreamGroup[groups.length + 1];
        System.arraycopy(groups, 0, more, 0, at);
        more[at] = new StreamGroup(tree.epoch, own, lastDelivered, entriesRead);
        System.arraycopy(groups, at, more, at + 1, groups.length - at);
        groups = more;
        return true;
    }

    /** Removes a group; false if there is none of this name. */
    public boolean removeGroup(byte[] name, int offset, int length) {
        int index = indexOf(name, offset, length);
        if (index < 0) {
            return false;
        }
        StreamGroup[] fewer = new StreamGroup[groups.length - 1];
        System.arraycopy(groups, 0, fewer, 0, index);
        System.arraycopy(groups, index + 1, fewer, index, fewer.length - index);
        groups = fewer;
        return true;
    }

    /** The group's index; {@code -1 - i} if there is none and it would be the i-th. */
    private int indexOf(byte[] name, int offset, int length) {
        int last = lastFound;
        if (last < groups.length
                && Arrays.equals(groups[last].name(), 0, groups[last].name().length, name, offset, offset + length)) {
            return last;
        }
        int low = 0;
        int high = groups.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] other = groups[middle].name();
            int order = Arrays.compareUnsigned(other, 0, other.length, name, offset, offset + length);
            if (order == 0) {
                lastFound = middle;
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    void checkInvariants() {
        StreamCheck.check(this);
    }
}
