package io.cairn.persistence.archive;

import java.io.IOException;

/** The archive cannot give what it was asked for, and nothing of it was changed. The message is for people, with the remedy. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    ArchiveException(String message) {
        super(message);
    }
}
