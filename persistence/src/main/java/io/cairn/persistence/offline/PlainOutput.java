package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;

/** Writes commands as Redis does, without anything else. Threads: one. */
final class PlainOutput implements CommandOutput {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Storage storage;
    private final StorageFile file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long written;

    /** Begins the file {@code path}, which must not exist. */
    PlainOutput(Storage storage, String path) throws IOException {
        this.storage = storage;
        file = storage.open(path, Storage.Mode.CREATE);
    }

    private PlainOutput(Storage storage, StorageFile file) throws IOException {
        this.storage = storage;
        this.file = file;
        written = file.length();
    }

    /** Goes on at the end of the file {@code path}. */
    static PlainOutput behind(Storage storage, String path) throws IOException {
        return new PlainOutput(storage, storage.open(path, Storage.Mode.WRITE));
    }

    @Override
    public void write(byte[] bytes, int offset, int length, int database, long ms) throws IOException {
        write(bytes, offset, length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - buffered) {
            flush();
        }
        if (length > buffer.length) {
            file.write(written, bytes, offset, length);
            written += length;
            return;
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
    }

    private void flush() throws IOException {
        file.write(written, buffer, 0, buffered);
        written += buffered;
        buffered = 0;
    }

    @Override
    public void finish() throws IOException {
        flush();
        file.force();
        FileCopy.syncDirectoryOf(storage, file.name());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
