package io.cairn.persistence.rdb;

/**
 * Takes what two threads make of a file: small collections whole, and large ones with what there was of them when they ceased
 * to be small.
 *
 * <pre>
 *   collection := compact | spilled (element | leaf | field | member)* end | begin … end
 * </pre>
 */
public interface RdbPageSink extends RdbSink {
    /** The hash of a key that the sink will be given; called by the thread that reads. */
    long hash(RdbKey key);

    /** Says which hashes the next keys have. */
    void warm(long[] hashes, int from, int to);

    /** Takes a collection that is a compact value of this type, at the beginning of an array. */
    void compact(RdbKey key, int type, byte[] bytes, int offset, int length) throws RdbException;

    /** Begins a collection with what there is of it, as {@link ValueBuilder#resume} takes it. */
    void spilled(RdbKey key, CollectionKind kind, long count, int type, byte[] bytes) throws RdbException;

    /** Takes many elements of a list: a listpack at the beginning of an array. */
    void leaf(byte[] listpack, int length) throws RdbException;
}
