package io.cairn.persistence.archive;

import java.io.IOException;

/** Asked again and again by what takes long. */
@FunctionalInterface
interface Stop {
    /** Nobody will want it to end. */
    Stop NEVER = () -> {};

    /** Throws if somebody wants it to end. */
    void check() throws IOException;
}
