package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ListLeafReader;
import io.cairn.engine.structure.ListTree;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.TreePath;

/**
 * A walk over some elements of a list, in either direction. A flyweight that a list's view lends, valid until the list
 * changes; or one of its own for the reader of a snapshot. It lets go of the list at its end.
 */
public final class ListWalk implements ElementWalk {
    private static final byte[] NO_BYTES = {};

    private final TreePath path = new TreePath();
    private final ListLeafReader reader = new ListLeafReader();
    private final Element element = new Element();
    private byte[] bytes = NO_BYTES;
    private int at;
    /** Of the elements that lie together, how many there are from the first to come on. */
    private long together;

    private long left;
    private boolean large;
    private boolean backwards;
    private boolean begun;

    ListWalk() {}

    /** Goes before {@code count} entries of a listpack, of which {@code index} is the first to come. */
    ListWalk overListpack(byte[] packed, int packedStart, long index, long count, boolean descending) {
        large = false;
        begin(count, descending);
        if (count > 0) {
            together = count;
            enter(packed, packedStart, index);
        }
        return this;
    }

    /** Goes before {@code count} elements, of which {@code index} is the first to come. */
    ListWalk overTree(ListTree list, long index, long count, boolean descending) {
        large = true;
        begin(count, descending);
        if (count > 0) {
            path.seekIndex(list.leaves(), index);
            together = path.before() + path.leaf().count() - index;
            enter(reader.bytes(path.leaf()), 0, index - path.before());
        }
        return this;
    }

    private void begin(long count, boolean descending) {
        left = count;
        backwards = descending;
        begun = false;
    }

    private void enter(byte[] packed, int packedStart, long index) {
        bytes = packed;
        at = Listpack.seek(packed, packedStart, index);
    }

    @Override
    public boolean next() {
        if (!step()) {
            return false;
        }
        Listpack.read(bytes, at, element);
        return true;
    }

    /** {@link #next} without looking at the element, which may then be asked for its text only. */
    public boolean step() {
        if (left == 0) {
            end();
            return false;
        }
        left--;
        if (!begun) {
            begun = true;
        } else if (backwards) {
            stepBackwards();
        } else {
            stepForwards();
        }
        return true;
    }

    private void stepForwards() {
        at = Listpack.next(bytes, at);
        if (large && Listpack.isEnd(bytes, at)) {
            enterNextLeaf();
        }
    }

    private void enterNextLeaf() {
        path.nextLeaf();
        bytes = reader.bytes(path.leaf());
        at = Listpack.first(0);
    }

    private void stepBackwards() {
        if (large && at == Listpack.first(0)) {
            path.previousLeaf();
            bytes = reader.bytes(path.leaf());
            at = Listpack.end(bytes, 0);
        }
        at = Listpack.previous(bytes, at);
    }

    /**
     * Steps over all further elements that lie together, instead of one by one: {@link #runCount} entries of a listpack from
     * {@link #runStart} in {@link #runBytes} on. Of a walk forwards.
     *
     * @return false at the end
     */
    public boolean nextRun() {
        if (left == 0) {
            end();
            return false;
        }
        if (begun) {
            enterNextLeaf();
            together = path.leaf().count();
        }
        begun = true;
        together = Math.min(together, left);
        left -= together;
        return true;
    }

    /** The array in which the elements stepped over last lie. Read only. */
    public byte[] runBytes() {
        return bytes;
    }

    /** Where the first of the elements stepped over last begins. */
    public int runStart() {
        return at;
    }

    /** How many elements were stepped over last. */
    public int runCount() {
        return (int) together;
    }

    /** Whether the element stepped to last has this text. */
    public boolean isText(byte[] text, int offset, int length) {
        return Listpack.equal(bytes, at, text, offset, length);
    }

    @Override
    public Element element() {
        return element;
    }

    /** Ends the walk before its end. */
    public void end() {
        left = 0;
        bytes = NO_BYTES;
        if (large) {
            path.clear();
        }
    }
}
