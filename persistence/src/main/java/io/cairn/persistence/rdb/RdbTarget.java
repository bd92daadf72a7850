package io.cairn.persistence.rdb;

import java.io.IOException;

/** Where a writer puts its bytes, some 100 KiB at a time; {@code outputStream::write} is one. */
@FunctionalInterface
public interface RdbTarget {
    /** Takes all {@code length} bytes of {@code source} from {@code offset} on; they are the writer's again on return. */
    void write(byte[] source, int offset, int length) throws IOException;
}
