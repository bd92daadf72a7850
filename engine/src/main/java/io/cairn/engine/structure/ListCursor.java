package io.cairn.engine.structure;

import java.util.Objects;

/**
 * A place in a {@link ListTree}: on an element, or at the end. What the writer reads single elements and changes lists
 * through; a flyweight to be kept and used again.
 *
 * <p>It is good until the list is changed other than through it. It holds on to its list until it is {@linkplain #clear
 * cleared} or moved to another. Texts that are handed in must not lie in the list itself. The list must be a
 * {@linkplain ListTree#writable writable} one when it is changed.
 *
 * <p>Cost: moving is a descent of the tree and the entries of half a leaf; a change is that and the bytes of a leaf moved.
 * No allocation but for leaves that grow. Used by the single writer.
 */
public final class ListCursor {
    /** A leaf that has shrunk below this part of a full one is joined with a neighbour, if that leaves room to grow. */
    private static final int SMALL_PART = 4;

    private final TreePath path = new TreePath();
    private final ListLeafReader reader = new ListLeafReader();
    private final ListCompression compression = new ListCompression();
    private final Packed editor = Packed.workspace(0);
    /** The listpack of the leaf that was sought, for reading. */
    private byte[] sought = TreeInner.NO_BYTES;

    private int at;
    /** Leaves have come, gone, or been changed other than at the ends, so that some may have to be compressed. */
    private boolean unsettled;

    /** Creates a cursor that is nowhere yet. */
    public ListCursor() {}

    /** Lets go of the list, so that its memory can be freed. */
    public void clear() {
        path.clear();
        sought = TreeInner.NO_BYTES;
    }

    /** Goes to the element of this index; to the end, if it is the list's size. */
    public void seek(ListTree list, long index) {
        path.seekIndex(list.tree, index);
        TreeLeaf leaf = path.leaf();
        long inLeaf = index - path.before();
        if (leaf.count() == 0) {
            at = Listpack.first(0);
        } else if (inLeaf == leaf.count()) {
            at = end(leaf);
        } else {
            sought = reader.bytes(leaf);
            at = Listpack.seek(sought, 0, inLeaf);
        }
    }

    /** Points {@code element} at the element that was sought. */
    public void read(Element element) {
        Listpack.read(sought, at, element);
    }

    /** Tells, for tests, whether reading decompresses. */
    boolean isOnCompressed() {
        return path.leaf().isCompressed();
    }

    /** The end of the listpack that the leaf is, compressed or not. */
    private static int end(TreeLeaf leaf) {
        return leaf.length() - (Listpack.EMPTY_BYTES - Listpack.HEADER_BYTES);
    }

    /** Compresses what the change that is over has left to be compressed, in a list in which that is done. */
    private void settle(ListTree list, long place) {
        if (list.compressDepth > 0 && unsettled) {
            compression.settle(list, place);
        }
        unsettled = false;
    }

    // ---- inserting

    /** Inserts before the element that it is on, or at the end. It is to be moved before it is used again. */
    public void insert(ListTree list, byte[] text, int offset, int length) {
        int added = Listpack.bytesFor(text, offset, length);
        makeRoom(list, added);
        open(list, added);
        Listpack.insert(editor, at, text, offset, length);
        close(list, 1, added);
        settle(list, path.before());
    }

    /** Gives the element that it is on another text. It is to be moved before it is used again. */
    public void replace(ListTree list, byte[] text, int offset, int length) {
        ListCompression.open(list, path);
        TreeLeaf leaf = path.leaf();
        int more = Listpack.bytesFor(text, offset, length) - (Listpack.next(leaf.bytes(), at) - at);
        if (leaf.length() + more > list.leafBytes && leaf.count() > 1) {
            removeInLeaf(list, 1);
            insert(list, text, offset, length);
        } else {
            open(list, Math.max(0, more));
            Listpack.replace(editor, at, text, offset, length);
            close(list, 0, more);
            settle(list, path.before());
        }
    }

    /** Sees to it that the leaf has room for so many bytes more, or is an empty one, without leaving the place. */
    private void makeRoom(ListTree list, int added) {
        while (isFull(list, added) && !stepBack(list, added)) {
            unsettled = true;
            TreeLeaf leaf = path.leaf();
            // What is longer than half a leaf is kept apart, instead of halving the leaf until it fits.
            boolean apart = leaf.count() == 1 || added > list.leafBytes / 2;
            if (isAtEnd() && (apart || path.isLast())) {
                trim(list);
                list.tree.insertLeafAfter(path, emptyLeaf(list), TreeInner.NO_BYTES);
                path.nextLeaf();
                at = Listpack.first(0);
            } else if (isAtBegin() && (apart || path.isFirst())) {
                trim(list);
                list.tree.insertLeafBefore(path, emptyLeaf(list), TreeInner.NO_BYTES);
                path.previousLeaf();
            } else {
                ListCompression.open(list, path);
                split(list, apart ? at : middle(path.leaf()));
            }
        }
    }

    private boolean isFull(ListTree list, int added) {
        TreeLeaf leaf = path.leaf();
        return leaf.count() > 0 && leaf.length() + added > list.leafBytes;
    }

    private boolean isAtBegin() {
        return at == Listpack.first(0);
    }

    private boolean isAtEnd() {
        return at == end(path.leaf());
    }

    /** From the begin of a leaf to the end of the one before, if that has room; it is the same place. */
    private boolean stepBack(ListTree list, int added) {
        if (!isAtBegin() || !path.previousLeaf()) {
            return false;
        }
        if (isFull(list, added)) {
            path.nextLeaf();
            return false;
        }
        at = end(path.leaf());
        return true;
    }

    private TreeLeaf emptyLeaf(ListTree list) {
        editor.adopt(list.takeArray(Listpack.EMPTY_BYTES), 0);
        Listpack.clear(editor);
        return list.tree.newLeaf(editor.bytes(), editor.length(), 0);
    }

    /** The entry, neither the first nor the end, at which half of the bytes are reached. */
    private static int middle(TreeLeaf leaf) {
        byte[] bytes = leaf.bytes();
        int cut = Listpack.next(bytes, Listpack.first(0));
        while (cut < leaf.length() / 2) {
            cut = Listpack.next(bytes, cut);
        }
        return Listpack.isEnd(bytes, cut) ? Listpack.previous(bytes, cut) : cut;
    }

    /** Moves the entries from {@code cut} on to a leaf of their own; the place stays, in whichever leaf it is then. */
    private void split(ListTree list, int cut) {
        TreeLeaf leaf = path.leaf();
        byte[] bytes = leaf.bytes();
        int kept = 0;
        for (int i = Listpack.first(0); i < cut; i = Listpack.next(bytes, i)) {
            kept++;
        }
        int moved = leaf.count() - kept;
        loadPart(list, bytes, cut, Listpack.end(bytes, 0), moved);
        TreeLeaf right = list.tree.newLeaf(editor.bytes(), editor.length(), moved);
        loadPart(list, bytes, Listpack.first(0), cut, kept);
        list.tree.setLeafBytes(path, editor.bytes(), editor.length());
        list.tree.leafChanged(path, -moved);
        list.tree.insertLeafAfter(path, right, TreeInner.NO_BYTES);
        if (at > cut) {
            path.nextLeaf();
            at += Listpack.first(0) - cut;
        }
    }

    /** Makes the editor a listpack, in an array of its own, of entries of another. */
    private void loadPart(ListTree list, byte[] source, int from, int to, int count) {
        editor.adopt(list.takeArray(Listpack.EMPTY_BYTES + to - from), 0);
        Listpack.clear(editor);
        Listpack.appendAll(editor, source, from, to, count);
    }

    // ---- removing

    /** Removes the elements of index {@code from} to {@code from + count - 1}. It is to be moved before it is used again. */
    public void removeRange(ListTree list, long from, long count) {
        Objects.checkFromIndexSize(from, count, list.size());
        seek(list, from);
        long left = count;
        while (left > 0) {
            int here = (int) Math.min(left, path.leaf().count() - (from - path.before()));
            removeInLeaf(list, here);
            left -= here;
        }
        settle(list, from);
    }

    /** Removes elements of this leaf; goes to the next one behind them, or to the end. */
    private void removeInLeaf(ListTree list, int count) {
        if (count == path.leaf().count()) {
            boolean last = path.isLast();
            removeLeaf(list);
            at = last && list.size() > 0 ? end(path.leaf()) : Listpack.first(0);
            return;
        }
        open(list, 0);
        int before = editor.length();
        Listpack.remove(editor, at, count);
        close(list, -count, editor.length() - before);
        if (isAtEnd() && path.nextLeaf()) {
            at = Listpack.first(0);
        }
    }

    private void removeLeaf(ListTree list) {
        unsettled = true;
        list.entryBytes -= path.leaf().length() - Listpack.EMPTY_BYTES;
        list.tree.removeLeaf(path);
    }

    /**
     * Removes elements with this text, {@code limit} of them at most: the first ones or, {@code backwards}, the last. It is
     * to be moved before it is used again.
     *
     * @return how many it removed
     */
    public long removeEqual(ListTree list, byte[] text, int offset, int length, long limit, boolean backwards) {
        long removed = 0;
        long next = backwards ? list.size() - 1 : 0;
        while (removed < limit && next >= 0 && next < list.size()) {
            path.seekIndex(list.tree, next);
            TreeLeaf leaf = path.leaf();
            long first = path.before();
            int left = leaf.count();
            if (Listpack.findFrom(reader.bytes(leaf), Listpack.first(0), 1, text, offset, length) >= 0) {
                open(list, 0);
                int bytes = editor.length();
                int here = Listpack.removeEqual(editor, text, offset, length, limit - removed, backwards);
                left -= here;
                removed += here;
                close(list, -here, editor.length() - bytes);
                joinIfSmall(list);
                settle(list, Math.min(first, list.size()));
            }
            next = backwards ? first - 1 : first + left;
        }
        return removed;
    }

    /** Joins a leaf that has become small with a neighbour, if the two leave room; removes one that has become empty. */
    private void joinIfSmall(ListTree list) {
        if (path.leaf().count() == 0) {
            removeLeaf(list);
        } else if (path.leaf().length() > list.leafBytes / SMALL_PART || !join(list)) {
            trim(list);
        }
    }

    private boolean join(ListTree list) {
        int length = path.leaf().length();
        int most = list.leafBytes / SMALL_PART * (SMALL_PART - 1);
        if (path.previousLeaf()) {
            if (path.leaf().length() + length <= most) {
                takeNext(list);
                return true;
            }
            path.nextLeaf();
        }
        if (path.nextLeaf()) {
            boolean fits = path.leaf().length() + length <= most;
            path.previousLeaf();
            if (fits) {
                takeNext(list);
                return true;
            }
        }
        return false;
    }

    /** Moves all elements of the next leaf to the end of this one. */
    private void takeNext(ListTree list) {
        path.nextLeaf();
        TreeLeaf next = path.leaf();
        path.previousLeaf();
        int added = next.length() - Listpack.EMPTY_BYTES;
        open(list, added);
        byte[] moved = reader.bytes(next);
        Listpack.appendAll(editor, moved, Listpack.first(0), end(next), next.count());
        close(list, next.count(), added);
        path.nextLeaf();
        removeLeaf(list);
    }

    // ---- leaves

    /** Gives the editor the leaf's content, writable and with room for so many bytes more; {@link #close} must follow. */
    private void open(ListTree list, int added) {
        ListCompression.open(list, path);
        unsettled |= !path.isLast() && !path.isFirst();
        TreeLeaf leaf = path.leaf();
        int needed = Math.max(leaf.length(), Listpack.EMPTY_BYTES) + added;
        if (needed <= leaf.bytes().length) {
            leaf = list.tree.writableLeaf(path);
            editor.adopt(leaf.bytes(), leaf.length());
        } else {
            byte[] larger = list.takeArray(growth(list, leaf, needed));
            System.arraycopy(leaf.bytes(), 0, larger, 0, leaf.length());
            editor.adopt(larger, leaf.length());
        }
        if (leaf.length() == 0) {
            Listpack.clear(editor);
        }
    }

    /** Where a list grows its leaves double; in its middle a leaf is more likely to stay as it is. */
    private int growth(ListTree list, TreeLeaf leaf, int needed) {
        boolean doubles = needed <= list.leafBytes && (path.isLast() || path.isFirst());
        return doubles ? Math.max(needed, Math.min(list.leafBytes, 2 * leaf.bytes().length)) : needed;
    }

    /** Puts what the editor holds into the leaf. */
    private void close(ListTree list, int addedCount, int addedBytes) {
        byte[] bytes = editor.bytes();
        int length = editor.length();
        if (length <= bytes.length / SMALL_PART && bytes.length > PagePool.roundUp(0)) {
            bytes = list.takeArray(2 * length);
            System.arraycopy(editor.bytes(), 0, bytes, 0, length);
        }
        list.tree.setLeafBytes(path, bytes, length);
        list.tree.leafChanged(path, addedCount);
        list.entryBytes += addedBytes;
        editor.adopt(TreeInner.NO_BYTES, 0);
    }

    /** Gives up the room of a leaf that is not likely to grow, if it is worth it. */
    private void trim(ListTree list) {
        TreeLeaf leaf = path.leaf();
        int length = leaf.length();
        if (!leaf.isCompressed() && leaf.bytes().length - length > length / 16) {
            byte[] exact = new byte[length];
            System.arraycopy(leaf.bytes(), 0, exact, 0, length);
            list.tree.setLeafBytes(path, exact, length);
        }
    }
}
