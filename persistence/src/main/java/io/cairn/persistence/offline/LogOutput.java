package io.cairn.persistence.offline;

import io.cairn.persistence.log.LogWriter;
import java.io.IOException;

/** Writes commands as batches with checksums. */
record LogOutput(LogWriter writer) implements CommandOutput {
    @Override
    public void write(byte[] bytes, int offset, int length, int database, long ms) throws IOException {
        writer.append(bytes, offset, length, database, ms);
    }

    @Override
    public void finish() throws IOException {
        writer.finish();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
