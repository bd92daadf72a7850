package io.cairn.persistence.handover;

import java.io.IOException;

/** Is told how far a file has been taken in, every few milliseconds. */
@FunctionalInterface
public interface Progress {
    /** All of the file before {@code offset} is taken in; throws if that shall be all. */
    void reached(long offset) throws IOException;
}
