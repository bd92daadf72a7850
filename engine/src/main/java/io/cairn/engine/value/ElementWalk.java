package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** A walk over the elements of a list or set, valid until the value changes. */
public interface ElementWalk {
    /** Steps to the next element; false at the end. */
    boolean next();

    /** The element stepped to last. */
    Element element();
}
