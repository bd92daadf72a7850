package io.cairn.persistence.log;

import java.io.IOException;

/** Is given what {@link LogReader} finds, in order. */
@FunctionalInterface
public interface LogConsumer {
    /** Stands for the database where the bytes have no header of their own: the one that they, or those before, selected. */
    int SELECTED_IN_STREAM = -1;

    /** Stands for the time where it is not known. */
    long UNKNOWN_MS = -1;

    /**
     * Takes complete RESP commands. The bytes belong to the reader again when this returns. A batch of Cairn comes whole;
     * what Redis wrote comes in pieces of any number of commands, so that a transaction can be spread over several.
     *
     * @param fileOffset where in the file they begin
     */
    void batch(byte[] bytes, int offset, int length, long fileOffset, int database, long ms) throws IOException;
}
