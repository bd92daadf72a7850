package io.cairn.persistence.offline;

import java.io.Closeable;
import java.io.IOException;

/** Where whole commands go: to a log of Cairn, or to a plain one. */
interface CommandOutput extends Closeable {
    /** Takes commands, which begin with {@code database} selected. */
    void write(byte[] bytes, int offset, int length, int database, long ms) throws IOException;

    /** Ends the file and forces it. */
    void finish() throws IOException;
}
