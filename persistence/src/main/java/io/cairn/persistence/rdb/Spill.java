package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;

/** Takes the elements of a collection that is no compact value, or not one that its builder could make. */
interface Spill {
    /** Takes an element of a list, or a member of a set; false if the set has it already. */
    boolean element(Element element);

    /** Takes many elements of a list: a listpack at the beginning of an array, of so many bytes. */
    void leaf(byte[] listpack, int length);

    /** Takes a field of a hash; false if the hash has it already. */
    boolean field(Element name, Element value, long expireAtMs);

    /** Takes a member of a sorted set; false if the set has it already. */
    boolean member(Element member, double score);
}
