package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** A walk over the fields of a hash, valid until the hash changes. */
public interface FieldWalk {
    /** Steps to the next field; false at the end. */
    boolean next();

    /** The name of the field stepped to last. */
    Element name();

    /** Its value. */
    Element value();

    /** When it expires, in milliseconds of the wall clock; {@link io.cairn.engine.structure.RecordTable#NO_EXPIRY} if never. */
    long expireAtMs();
}
