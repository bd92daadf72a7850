package io.cairn.persistence.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes one file to its end through a buffer, for tools: what was written is in the file when it was {@linkplain #force forced}.
 *
 * <p>Cost: one copy, and one write per 64 KiB; what is longer goes past the buffer. Threads: one.
 */
public final class BufferedOutput implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final StorageFile file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long written;

    private BufferedOutput(StorageFile file, long written) {
        this.file = file;
        this.written = written;
    }

    /** Begins the file {@code name}, which must not exist. */
    public static BufferedOutput create(Storage storage, String name) throws IOException {
        return new BufferedOutput(storage.open(name, Storage.Mode.CREATE), 0);
    }

    /** Goes on at the end of the file {@code name}. */
    public static BufferedOutput behind(Storage storage, String name) throws IOException {
        StorageFile file = storage.open(name, Storage.Mode.WRITE);
        try {
            return new BufferedOutput(file, file.length());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The name of the file. */
    public String name() {
        return file.name();
    }

    /** Where the next byte goes to. */
    public long position() {
        return written + buffered;
    }

    /** Writes all bytes. */
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > buffer.length - buffered) {
            flush();
        }
        if (length > buffer.length) {
            file.write(written, bytes, from, length);
            written += length;
            return;
        }
        System.arraycopy(bytes, from, buffer, buffered, length);
        buffered += length;
    }

    private void flush() throws IOException {
        file.write(written, buffer, 0, buffered);
        written += buffered;
        buffered = 0;
    }

    /** Waits until every byte written so far is on the disk. */
    public void force() throws IOException {
        flush();
        file.force();
    }

    /** Closes the file; what was not forced may be missing. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
