package io.cairn.persistence.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The files of one data directory.
 *
 * <p>Names are relative to its root and use {@code /}: {@code appendonlydir/appendonly.aof.1.incr.aof}; the root itself
 * is the empty name. Every failure is an {@link IOException} whose message names the file.
 *
 * <p>What survives a power failure: bytes of a file after {@link StorageFile#force}; a file's creation, renaming or
 * deletion after {@link #syncDirectory} of the directory that holds it. A file that was forced can still be absent when
 * its directory was not.
 *
 * <p>Threads: any.
 */
public interface Storage extends Closeable {
    /** How a file is opened. */
    enum Mode {
        /** An existing file, for reading. */
        READ,
        /** An existing file, for reading, writing and storing. */
        WRITE,
        /** A file that must not exist yet, for reading, writing and storing. */
        CREATE
    }

    /** Opens a file. Several handles of one file may be open at once. */
    StorageFile open(String name, Mode mode) throws IOException;

    /** True if a file or directory of this name is there. */
    boolean exists(String name) throws IOException;

    /** Names of what {@code directory} holds, without the directory's own, in alphabetical order. */
    List<String> list(String directory) throws IOException;

    /** Makes a directory; one that is there already is left as it is. Its parent must be there. */
    void createDirectory(String name) throws IOException;

    /** Renames a file, replacing {@code to} in one step if it is there. Both must be in the same directory. */
    void rename(String from, String to) throws IOException;

    /** Gives a file one more name, which must be free, in any directory. */
    void link(String file, String name) throws IOException;

    /** Deletes a file, which must be there; one with several names loses this one. */
    void delete(String name) throws IOException;

    /** Makes what was created, renamed and deleted in {@code directory} survive a power failure. */
    void syncDirectory(String directory) throws IOException;

    /** Bytes that can still be written on this file system. */
    long freeSpaceBytes() throws IOException;

    /** Takes the directory for this process until the storage is closed; fails if another one has it. */
    void lock(String name) throws IOException;

    /** Releases the lock. Files opened stay open. */
    @Override
    void close() throws IOException;
}
