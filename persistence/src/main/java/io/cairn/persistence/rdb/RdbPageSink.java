package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.DetachedValue;

/**
 * Takes what two threads make of a file: collections whole, as compact values or built. Only streams still come as
 * {@link #beginStream} and {@link #end}.
 */
public interface RdbPageSink extends RdbSink {
    /** The hash of a key that the sink will be given; called by the thread that reads. */
    long hash(RdbKey key);

    /** Says which hashes the next keys have. */
    void warm(long[] hashes, int from, int to);

    /** Takes a collection that is a compact value of this type, at the beginning of an array. */
    void compact(RdbKey key, int type, byte[] bytes, int offset, int length) throws RdbException;

    /** Takes a collection that was built in the reading thread's scratch. */
    void built(RdbKey key, DetachedValue value) throws RdbException;
}
