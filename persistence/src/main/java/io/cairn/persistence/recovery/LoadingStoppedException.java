package io.cairn.persistence.recovery;

import java.io.IOException;

/** Loading was stopped because somebody asked for it; the files are as they were. */
public final class LoadingStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a reason for people. */
    public LoadingStoppedException() {
        super("stopped before the data was loaded");
    }
}
