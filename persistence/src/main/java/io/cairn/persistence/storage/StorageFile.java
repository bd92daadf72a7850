package io.cairn.persistence.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * One open file of a {@link Storage}.
 *
 * <p>It can be written in two ways. {@link #write} is a system call: it extends the file and reports a full disk where it
 * happens. {@link #store} is a memory copy into a mapping made before by {@link #map}: no call, no error to report, and
 * so only allowed where the file already has blocks of its own. Both go to the page cache: a killed process loses
 * neither, a power failure may take what {@link #force} did not cover.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>I1: a store never lands outside a mapped chunk, and no chunk is mapped that reaches beyond the file's end.
 *   <li>I2: nothing but {@link #write} and {@link #truncate} changes the length.
 * </ul>
 *
 * <p>Threads: {@link #store} by one thread, the others by any; {@link #truncate} and {@link #close} must not run beside a
 * store.
 */
public interface StorageFile extends Closeable {
    /** The name it was opened by. */
    String name();

    /** Its length in bytes. */
    long length() throws IOException;

    /** Reads up to {@code length} bytes; returns how many, fewer only where the file ends. */
    int read(long offset, byte[] target, int from, int length) throws IOException;

    /** Writes all bytes at {@code offset}, which is at most the file's length: no holes. */
    void write(long offset, byte[] source, int from, int length) throws IOException;

    /** Size of the chunks that {@link #map} works in. */
    int chunkBytes();

    /** Maps the chunks from the one that holds {@code from} up to {@code end}, a chunk's border within the file. */
    void map(long from, long end) throws IOException;

    /** Drops the mapped chunks that lie before {@code offset} with all their bytes. */
    void unmapBefore(long offset);

    /** Copies bytes into mapped chunks. */
    void store(long offset, byte[] source, int from, int length);

    /** Waits until every byte written or stored so far, and the length, is on the disk. */
    void force() throws IOException;

    /** Shortens the file to {@code length} and drops its mapping. */
    void truncate(long length) throws IOException;

    /** Drops the mapping and closes the handle; neither forces nor shortens. */
    @Override
    void close() throws IOException;
}
