package io.cairn.persistence.rdb;

import java.io.IOException;

/** Where a reader takes its bytes from; {@code inputStream::read} is one. */
@FunctionalInterface
public interface RdbSource {
    /**
     * Reads up to {@code length} bytes, {@code length > 0}, to {@code target} from {@code offset} on.
     *
     * @return the number of bytes read, at least 1, or -1 at the end
     */
    int read(byte[] target, int offset, int length) throws IOException;
}
