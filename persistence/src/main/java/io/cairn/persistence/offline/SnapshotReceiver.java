package io.cairn.persistence.offline;

import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbKey;
import java.io.IOException;
import java.util.Map;

/** Takes what a {@link SnapshotWalk} finds, in the order of the file. */
interface SnapshotReceiver {
    /** Takes the version of the file and the fields that stand before everything else: once, first. */
    void begin(int version, Map<String, String> auxiliary) throws IOException;

    /** Takes the source of a library of functions. */
    void library(byte[] source) throws IOException;

    /** Says which database the keys that follow are of. */
    void database(int index) throws IOException;

    /** Says how many keys the database has, as a hint. */
    void sizes(long keys, long keysWithExpiry) throws IOException;

    /** Takes a key with its value, whole and checked; both are borrowed. */
    void key(RdbKey key, Value value) throws IOException;
}
