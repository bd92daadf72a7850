package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Printable;
import java.io.IOException;

/** A tool cannot do what it was asked for, and has changed nothing of the source. The message is one sentence, with the remedy. */
public final class OfflineException extends IOException {
    private static final long serialVersionUID = 1L;

    OfflineException(String message) {
        super(Printable.line(message));
    }
}
