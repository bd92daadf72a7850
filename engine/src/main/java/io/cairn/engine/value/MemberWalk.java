package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** A walk over the members of a sorted set, valid until the set changes. */
public interface MemberWalk {
    /** Steps to the next member; false at the end. */
    boolean next();

    /** The member stepped to last. */
    Element member();

    /** Its score. */
    double score();
}
