package io.cairn.persistence.snapshot;

import io.cairn.persistence.rdb.RdbTarget;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * The file that a snapshot is written to, from its beginning. Forces every few megabytes on the way, so that the force at
 * the end is short and the log's forces never wait behind gigabytes. One thread.
 */
final class SnapshotTarget implements RdbTarget {
    /** As in Redis. */
    static final long FORCE_BYTES = 4L << 20;

    private final StorageFile file;
    private final boolean forcesInSteps;
    private final BooleanSupplier cancelled;
    private final CRC32C crc = new CRC32C();
    private long length;
    private long forced;

    SnapshotTarget(StorageFile file, boolean forcesInSteps, BooleanSupplier cancelled) {
        this.file = file;
        this.forcesInSteps = forcesInSteps;
        this.cancelled = cancelled;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // Nothing is right or wrong by it.
    public void write(byte[] source, int offset, int count) throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new CancelledException();
        }
        file.write(length, source, offset, count);
        crc.update(source, offset, count);
        length += count;
        if (forcesInSteps && length - forced >= FORCE_BYTES) {
            file.force();
            forced = length;
        }
        // A thread that only computes keeps its core for milliseconds, whoever has something to do meanwhile.
        Thread.yield();
    }

    /** How much was written. */
    long length() {
        return length;
    }

    /** CRC-32C of all that was written. */
    long crc() {
        return crc.getValue();
    }
}
