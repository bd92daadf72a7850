package io.cairn.persistence.rdb;

/**
 * Takes what a file holds, in the order of the file.
 *
 * <p>The checksum stands at the end: what was taken counts only when {@link RdbReader#read} has returned. A sink that cannot
 * go on (a key that was there already, a database that it has not got) throws an {@link RdbException} with
 * {@link RdbReader#recordOffset()}.
 */
public interface RdbSink extends RdbValueSink {
    /** Takes a field that says something about the file; both strings hold one char per byte. */
    void auxiliary(String name, String value) throws RdbException;

    /** Takes the source of a library of functions, which is the sink's to keep. */
    void library(byte[] source) throws RdbException;

    /** The keys that follow are of database {@code index}; before the first call, of database 0. */
    void database(int index) throws RdbException;

    /** Says how many keys the database has, and how many of them expire: as a hint, not a promise. */
    void sizes(long keys, long keysWithExpiry) throws RdbException;

    /** Says that something in the file was passed over, or could not be checked; for the log. */
    void notice(long offset, String sentence);
}
