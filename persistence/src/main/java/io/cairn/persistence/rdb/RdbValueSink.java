package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;

/**
 * Takes keys with their values: a string in one call, a collection in many.
 *
 * <pre>
 *   collection := begin (element | field | member)+ end        one of the three, as the kind says
 * </pre>
 *
 * <p>All that is handed over is borrowed: copy it before returning. A collection counts when its end has come: damage may
 * be found behind elements that were handed over. Whoever keeps what a collection holds sees to it that nothing is there
 * twice, which the reader, whose memory is bounded, cannot.
 */
public interface RdbValueSink {
    /** Takes a string that lies in {@code bytes} from {@code offset} on. It may be the digits of a number. */
    void string(RdbKey key, byte[] bytes, int offset, int length) throws RdbException;

    /** Takes a string that consists of the decimal digits of {@code value}. */
    void integer(RdbKey key, long value) throws RdbException;

    /** Begins a collection, which has at least one element. */
    void begin(RdbKey key, CollectionKind kind) throws RdbException;

    /** Takes the next element of a list, or a member of a set; false if the set has it already. */
    boolean element(Element element) throws RdbException;

    /**
     * Takes a field of a hash; false if the hash has it already.
     *
     * @param expireAtMs when the field expires, {@link RdbKey#NO_EXPIRY} if never; the moment may have passed
     */
    boolean field(Element name, Element value, long expireAtMs) throws RdbException;

    /** Takes a member of a sorted set; false if the set has it already. The score is no NaN. */
    boolean member(Element member, double score) throws RdbException;

    /** Begins a stream, all of which goes to what is returned before {@link #end}; it may have no entries. */
    StreamLoader beginStream(RdbKey key) throws RdbException;

    /** Ends the collection or stream, all of which was well-formed. */
    void end(RdbKey key) throws RdbException;
}
