package io.cairn.persistence.storage;

import java.io.IOException;

/** A write that failed because the file system is full or the quota used up. What was written before it may remain. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1;

    /** Tells which file found no room. */
    public NoSpaceException(String file) {
        super(file + ": no space left on device");
    }
}
