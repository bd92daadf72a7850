package io.cairn.persistence.recovery;

import io.cairn.engine.resp.Args;
import io.cairn.persistence.storage.Printable;
import java.io.IOException;

/** The files cannot be loaded, and were left as they are. The message names path, offset and remedy. */
public final class RecoveryException extends IOException {
    private static final long serialVersionUID = 1L;

    /** So much of a command's name is quoted. */
    private static final int MOST_QUOTED = 256;

    public RecoveryException(String message) {
        super(Printable.line(message));
    }

    /** What should be a part of a log is not. */
    static RecoveryException of(String path, long offset, String wrong) {
        return new RecoveryException(path, offset, wrong, "Start the version that wrote it, or restore a backup");
    }

    /**
     * A log holds a command that it should not hold.
     *
     * @param number of the command in its log, from 1 on
     */
    static RecoveryException ofCommand(String path, long offset, long number, Args command, String fault) {
        String name = command.textToNul(0, MOST_QUOTED);
        return of(path, offset, "its command number " + number + ", " + name + ", " + fault);
    }

    RecoveryException(String path, long offset, String wrong, String remedy) {
        this(path + " at offset " + offset + ": " + wrong + ". The files were left as they are. " + remedy);
    }
}
