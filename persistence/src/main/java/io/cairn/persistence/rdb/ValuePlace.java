package io.cairn.persistence.rdb;

import io.cairn.engine.value.EncodingLimits;

/** Where a collection that is being built goes when it cannot be a compact value. */
interface ValuePlace {
    /** Up to which size values are compact. */
    EncodingLimits limits();

    /**
     * Takes what there is of a collection.
     *
     * @param type that of the compact value so far
     * @param bytes begins with the compact value so far; only good during the call
     * @param length of that; 0 if the collection has no elements yet
     * @return takes the elements that follow
     */
    Spill spill(CollectionKind kind, int type, byte[] bytes, int length);
}
