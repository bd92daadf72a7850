package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;

/** A walk over the entries of a listpack. */
final class CompactWalk implements ElementWalk {
    /** Only its end is looked at. */
    private static final byte[] EMPTY = {Listpack.EMPTY_BYTES, 0, 0, 0, 0, 0, (byte) 0xff};

    private final byte[] bytes;
    private final Element element = new Element();
    private int next;

    CompactWalk(byte[] bytes, int start) {
        this.bytes = bytes;
        this.next = Listpack.first(start);
    }

    /** A walk over nothing. */
    static CompactWalk empty() {
        return new CompactWalk(EMPTY, 0);
    }

    @Override
    public boolean next() {
        return next(element);
    }

    /** Steps to the next entry and points {@code into} at it; false at the end. */
    boolean next(Element into) {
        if (Listpack.isEnd(bytes, next)) {
            return false;
        }
        Listpack.read(bytes, next, into);
        next = Listpack.next(bytes, next);
        return true;
    }

    @Override
    public Element element() {
        return element;
    }
}
