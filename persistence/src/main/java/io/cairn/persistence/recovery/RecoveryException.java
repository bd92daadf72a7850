package io.cairn.persistence.recovery;

import io.cairn.persistence.storage.Printable;
import java.io.IOException;

/** The files cannot be loaded, and were left as they are. The message names path, offset and remedy. */
public final class RecoveryException extends IOException {
    private static final long serialVersionUID = 1L;

    public RecoveryException(String message) {
        super(Printable.line(message));
    }

    RecoveryException(String path, long offset, String wrong, String remedy) {
        this(path + " at offset " + offset + ": " + wrong + ". The files were left as they are. " + remedy);
    }
}
