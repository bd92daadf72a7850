package io.cairn.engine.value;

import io.cairn.engine.structure.CountedTree;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ListCursor;
import io.cairn.engine.structure.ListLeafReader;
import io.cairn.engine.structure.ListTree;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import org.jspecify.annotations.Nullable;

/**
 * A view of a list: one listpack while it is small, a {@link ListTree} when it is long.
 *
 * <p>It becomes long before something is added with which it exceeds {@code list-max-listpack-size}, and compact again
 * when removals have left half of that, so that a list about the limit does not go back and forth.
 *
 * <p>Indexes count from 0. Texts that are handed in must not lie in a list. Cost: by index and at the ends O(log n), and
 * O(n) in a compact one; what searches walks.
 */
public final class ListValue extends CollectionValue {
    private final ListCursor cursor = new ListCursor();
    private final ListWalk lent = new ListWalk();

    ListValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public String encoding() {
        return tree() == null ? "listpack" : "quicklist";
    }

    @Override
    public long size() {
        ListTree tree = tree();
        if (tree != null) {
            return tree.size();
        }
        return isEmpty() ? 0 : Listpack.count(packedBytes(), packedStart());
    }

    /** The long list; null if it is compact or not there. */
    private @Nullable ListTree tree() {
        return record().isFound() && record().isObject() && record().object() instanceof ListTree tree ? tree : null;
    }

    /** The long list, to be changed; null if it is compact or not there. */
    private @Nullable ListTree writableTree() {
        ListTree tree = tree();
        if (tree == null) {
            return null;
        }
        ListTree writable = tree.writable();
        if (writable != tree) {
            storeLarge(RecordTypes.LIST, writable);
        }
        return writable;
    }

    // ---- reading

    /** Walks over all elements, from the first to the last. */
    public ElementWalk walk() {
        return walk(new ListWalk(), 0, size(), false);
    }

    /** Walks over {@code count} elements, which are there, from {@code index} on. The walk is lent. */
    public ListWalk walk(long index, long count, boolean backwards) {
        return walk(lent, index, count, backwards);
    }

    private ListWalk walk(ListWalk walk, long index, long count, boolean backwards) {
        ListTree tree = tree();
        if (tree != null) {
            return walk.overTree(tree, index, count, backwards);
        }
        return isEmpty()
                ? walk.overListpack(record().valueBytes(), 0, 0, 0, backwards)
                : walk.overListpack(packedBytes(), packedStart(), index, count, backwards);
    }

    /** The leaves of a long list, for a {@link ListLeafReader}; null if it is compact or not there. */
    public @Nullable CountedTree leaves() {
        ListTree tree = tree();
        return tree == null ? null : tree.leaves();
    }

    /** Points {@code into} at the element of this index, which must be there; until the list is changed. */
    public void read(long index, Element into) {
        ListTree tree = tree();
        if (tree != null) {
            cursor.seek(tree, index);
            cursor.read(into);
            cursor.clear();
        } else {
            Listpack.read(packedBytes(), Listpack.seek(packedBytes(), packedStart(), index), into);
        }
    }

    // ---- adding

    /** Adds an element at the end. */
    public void pushTail(byte[] bytes, int offset, int length) {
        expect(length, 1);
        push(false, bytes, offset, length);
    }

    /** Adds all entries of a listpack at the end, as a leaf of their own if the list is long; for one that is being built. */
    public void pushAll(byte[] bytes, int start) {
        int count = Listpack.count(bytes, start);
        int end = Listpack.end(bytes, start);
        expect(end - Listpack.first(start), count);
        ListTree tree = writableTree();
        if (tree != null) {
            tree.appendEntries(bytes, start);
        } else {
            Packed pack = lift();
            Listpack.appendAll(pack, bytes, Listpack.first(start), end, count);
            store(RecordTypes.LIST, pack);
        }
        changed(count);
    }

    /**
     * Says that {@code count} elements of so many bytes will be added: a list that is compact and would become too long is
     * made a long one. That is asked once for all elements that one command adds, as Redis does it.
     */
    public void expect(long bytes, int count) {
        if (tree() != null) {
            return;
        }
        boolean none = isEmpty();
        long newBytes = bytes + (none ? Listpack.EMPTY_BYTES : packedLength());
        if (ListLimit.isExceeded(host.limits().listMaxListpackSize(), newBytes, size() + count)) {
            int depth = host.limits().listCompressDepth();
            ListTree tree = none
                    ? new ListTree(host.epoch(), depth)
                    : ListTree.of(packedBytes(), packedStart(), host.epoch(), depth);
            storeLarge(RecordTypes.LIST, tree);
        }
    }

    /** Adds an element that was {@linkplain #expect expected}, at the head or at the tail. */
    public void push(boolean head, byte[] bytes, int offset, int length) {
        insert(head ? 0 : size(), bytes, offset, length);
        changed(1);
    }

    /** {@link #push} of an element that another list gives up, where the move is counted. */
    public void receive(boolean head, byte[] moved) {
        insert(head ? 0 : size(), moved, 0, moved.length);
        changed(0);
    }

    /** Inserts an element before or behind the first one that has the text {@code pivot}; false if none has. */
    public boolean insertBeside(
            boolean before, byte[] bytes, int pivotOffset, int pivotLength, int offset, int length) {
        long index = indexOf(bytes, pivotOffset, pivotLength);
        if (index < 0) {
            return false;
        }
        expect(length, 1);
        insert(before ? index : index + 1, bytes, offset, length);
        changed(1);
        return true;
    }

    private long indexOf(byte[] bytes, int offset, int length) {
        ListWalk walk = walk(0, size(), false);
        for (long i = 0; walk.step(); i++) {
            if (walk.isText(bytes, offset, length)) {
                walk.end();
                return i;
            }
        }
        return -1;
    }

    private void insert(long index, byte[] bytes, int offset, int length) {
        ListTree tree = writableTree();
        if (tree != null) {
            cursor.seek(tree, index);
            cursor.insert(tree, bytes, offset, length);
            cursor.clear();
        } else {
            Packed pack = lift();
            int count = Listpack.count(pack.bytes(), 0);
            int at = index == count ? Listpack.end(pack.bytes(), 0) : Listpack.seek(pack.bytes(), 0, index);
            Listpack.insert(pack, at, bytes, offset, length);
            store(RecordTypes.LIST, pack);
        }
    }

    // ---- changing

    /** Gives the element of this index, which must be there, another text. */
    public void set(long index, byte[] bytes, int offset, int length) {
        // Redis asks as if the element were added.
        expect(length, 1);
        ListTree tree = writableTree();
        if (tree != null) {
            cursor.seek(tree, index);
            cursor.replace(tree, bytes, offset, length);
            cursor.clear();
            shrink(tree);
        } else {
            Packed pack = lift();
            Listpack.replace(pack, Listpack.seek(pack.bytes(), 0, index), bytes, offset, length);
            store(RecordTypes.LIST, pack);
        }
        changed(1);
    }

    /**
     * Moves an element from one end to the other, or to where it is. The list must not be empty.
     *
     * @param moved the element's text
     * @param expectedBytes how long {@link #expect} takes it to be
     */
    public void rotate(boolean fromHead, boolean toHead, byte[] moved, int expectedBytes) {
        if (size() > 1) {
            removeElements(fromHead ? 0 : size() - 1, 1);
            expect(expectedBytes, 1);
            insert(toHead ? 0 : size(), moved, 0, moved.length);
        }
        shrinkIfLarge();
        changed(1);
    }

    // ---- removing

    /** Removes {@code count} elements, which are there, from {@code index} on. */
    public void remove(long index, long count) {
        if (count == size()) {
            removeRecord();
        } else {
            removeElements(index, count);
            shrinkIfLarge();
        }
        changed(count);
    }

    private void removeElements(long index, long count) {
        if (count == 0) {
            return;
        }
        ListTree tree = writableTree();
        if (tree != null) {
            cursor.removeRange(tree, index, count);
            cursor.clear();
        } else {
            Packed pack = lift();
            Listpack.remove(pack, Listpack.seek(pack.bytes(), 0, index), (int) count);
            store(RecordTypes.LIST, pack);
        }
    }

    /** Removes all elements but {@code count} of them, at least one, from {@code index} on; something must go. */
    public void keep(long index, long count) {
        long behind = size() - index - count;
        ListTree tree = tree();
        if (tree != null && count < index + behind) {
            storeLarge(RecordTypes.LIST, tree.part(index, count));
        } else {
            removeElements(index + count, behind);
            removeElements(0, index);
        }
        shrinkIfLarge();
        changed(index + behind);
    }

    /**
     * Removes elements with this text, {@code limit} of them at most: the first ones or, {@code backwards}, the last.
     *
     * @return how many it removed
     */
    public long removeEqual(byte[] bytes, int offset, int length, long limit, boolean backwards) {
        if (indexOf(bytes, offset, length) < 0) {
            return 0;
        }
        ListTree tree = writableTree();
        long removed;
        long left;
        if (tree != null) {
            removed = cursor.removeEqual(tree, bytes, offset, length, limit, backwards);
            cursor.clear();
            left = tree.size();
        } else {
            Packed pack = lift();
            removed = Listpack.removeEqual(pack, bytes, offset, length, limit, backwards);
            left = Listpack.count(pack.bytes(), 0);
            store(RecordTypes.LIST, pack);
        }
        if (left == 0) {
            removeRecord();
        } else {
            shrinkIfLarge();
        }
        changed(removed);
        return removed;
    }

    private void shrinkIfLarge() {
        ListTree tree = tree();
        if (tree != null) {
            shrink(tree);
        }
    }

    private void shrink(ListTree tree) {
        if (ListLimit.isHalfFree(host.limits().listMaxListpackSize(), tree.packedBytes(), tree.size())) {
            Packed workspace = host.workspace();
            tree.packInto(workspace);
            store(RecordTypes.LIST, workspace.copy(host.epoch()));
        }
    }

    /** Checks the value's own invariants, for tests. */
    public void checkInvariants() {
        ListTree tree = tree();
        if (tree != null) {
            tree.checkInvariants();
        } else if (!isEmpty() && !Listpack.isValid(packedBytes(), packedStart(), packedLength())) {
            throw new IllegalStateException("invariant broken: a compact list is no listpack");
        }
        if (!isEmpty() && size() == 0) {
            throw new IllegalStateException("invariant broken: an empty list");
        }
    }
}
