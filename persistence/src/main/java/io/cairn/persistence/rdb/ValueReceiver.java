package io.cairn.persistence.rdb;

import io.cairn.engine.value.Value;
import java.io.IOException;
import java.util.Map;

/**
 * Takes what a {@link ValueWalk} finds, in the order of the file. What a receiver has no use for it need not take.
 *
 * <p>One that throws an {@link RdbException} says that the file is not what it takes; what else it throws is none of the
 * file's fault.
 */
public interface ValueReceiver {
    /** Takes the version of the file and the fields that stand before everything else: once, first. */
    default void begin(int version, Map<String, String> auxiliary) throws IOException {}

    /** Takes the source of a library of functions. */
    default void library(byte[] source) throws IOException {}

    /** Says which database the keys that follow are of. */
    default void database(int index) throws IOException {}

    /** Says how many keys the database has, as a hint. */
    default void sizes(long keys, long keysWithExpiry) throws IOException {}

    /** Says that something was passed over, or could not be checked. */
    default void notice(long offset, String sentence) {}

    /** Takes a key with its value, whole and checked; both are borrowed. */
    default void key(RdbKey key, Value value) throws IOException {}
}
