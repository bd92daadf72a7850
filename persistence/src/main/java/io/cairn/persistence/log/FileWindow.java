package io.cairn.persistence.log;

import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;

/**
 * A piece of a file in memory, moved to where it is needed.
 *
 * <p>Memory is one buffer of fixed size, whatever the file says about itself. Threads: one.
 */
final class FileWindow {
    private static final int BYTES = 256 * 1024;

    private final StorageFile file;
    private final long fileLength;
    private final byte[] bytes;
    private long start;
    private int count;

    FileWindow(StorageFile file) throws IOException {
        this.file = file;
        fileLength = file.length();
        bytes = new byte[(int) Math.min(BYTES, Math.max(fileLength, 1))];
    }

    long fileLength() {
        return fileLength;
    }

    /** The buffer; valid until the next {@link #load}. */
    byte[] bytes() {
        return bytes;
    }

    /** How many bytes it can hold at once. */
    int capacity() {
        return bytes.length;
    }

    /** Index in the buffer of a file offset that was loaded. */
    int index(long offset) {
        return (int) (offset - start);
    }

    /** Has up to {@code wanted} bytes from {@code offset} on in the buffer; returns how many, fewer where the file ends. */
    int load(long offset, int wanted) throws IOException {
        if (offset < start || offset + Math.min(wanted, fileLength - offset) > start + count) {
            count = file.read(offset, bytes, 0, (int) Math.max(0, Math.min(bytes.length, fileLength - offset)));
            start = offset;
        }
        return (int) Math.max(0, Math.min(wanted, start + count - offset));
    }

    /** How many bytes from {@code offset} on are in the buffer already. */
    int loaded(long offset) {
        return (int) Math.max(0, start + count - offset);
    }

    /** Reads into an array of the caller, past the buffer. */
    void read(long offset, byte[] target, int length) throws IOException {
        if (file.read(offset, target, 0, length) != length) {
            throw new IOException(file.name() + ": became shorter while it was read");
        }
    }
}
