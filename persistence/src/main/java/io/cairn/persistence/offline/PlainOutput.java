package io.cairn.persistence.offline;

import io.cairn.persistence.storage.BufferedOutput;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;

/** Writes commands as Redis does, without anything else. Threads: one. */
record PlainOutput(Storage storage, BufferedOutput out) implements CommandOutput {
    /** Begins the file {@code path}, which must not exist. */
    static PlainOutput create(Storage storage, String path) throws IOException {
        return new PlainOutput(storage, BufferedOutput.create(storage, path));
    }

    /** Goes on at the end of the file {@code path}. */
    static PlainOutput behind(Storage storage, String path) throws IOException {
        return new PlainOutput(storage, BufferedOutput.behind(storage, path));
    }

    @Override
    public void write(byte[] bytes, int offset, int length, int database, long ms) throws IOException {
        write(bytes, offset, length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void finish() throws IOException {
        out.force();
        FileCopy.syncDirectoryOf(storage, out.name());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
