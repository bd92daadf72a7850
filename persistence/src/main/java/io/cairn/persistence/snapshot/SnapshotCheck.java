package io.cairn.persistence.snapshot;

import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * Reads a snapshot's file again and compares it with what was written ({@code verify-saves}): its length, the checksum of
 * what the writer handed over, and the checksum that stands in the file. Cost: one reading of the file.
 */
final class SnapshotCheck {
    private static final int BUFFER_BYTES = 128 << 10;

    private SnapshotCheck() {}

    /** Throws if the file {@code name} is anything but {@code length} bytes with the CRC-32C {@code crc}. */
    static void check(Storage storage, String name, long length, long crc, BooleanSupplier cancelled)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            if (file.length() != length) {
                throw new IOException(
                        name + ": has " + file.length() + " bytes, but " + length + " were written: not used");
            }
            CRC32C found = new CRC32C();
            Crc64 content = new Crc64();
            long contentEnd = length - Long.BYTES;
            byte[] buffer = new byte[BUFFER_BYTES];
            for (long at = 0; at < length; ) {
                if (cancelled.getAsBoolean()) {
                    throw new CancelledException();
                }
                int wanted = (int) Math.min(buffer.length, at < contentEnd ? contentEnd - at : length - at);
                int count = file.read(at, buffer, 0, wanted);
                if (count != wanted) {
                    throw new IOException(name + " at offset " + at + ": cannot be read: not used");
                }
                found.update(buffer, 0, count);
                if (at < contentEnd) {
                    content.update(buffer, 0, count);
                }
                at += count;
            }
            long stated = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (found.getValue() != crc || stated != 0 && stated != content.value()) {
                throw new IOException(
                        name + ": does not hold what was written, so it is not used; check disk and memory");
            }
        }
    }
}
