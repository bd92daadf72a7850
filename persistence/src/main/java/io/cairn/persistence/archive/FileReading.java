package io.cairn.persistence.archive;

import io.cairn.persistence.archive.FileFacts.End;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads files of a log's directory, with their checksums, and says what they are. Memory: one batch. Threads: one. */
final class FileReading {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final byte[] SNAPSHOT_START = {'R', 'E', 'D', 'I', 'S'};

    private FileReading() {}

    /** Reads all of the file at {@code path}. */
    static FileFacts read(Storage storage, String path, FileKind kind, Stop stop) throws IOException {
        Content content = Content.of(storage, path, stop);
        return switch (kind) {
            case BASE -> base(storage, path, content);
            case OLD_BASE -> content.isSnapshot ? untimed(content) : log(storage, path, content, stop);
            case LOG -> log(storage, path, content, stop);
        };
    }

    private static FileFacts untimed(Content content) {
        long unknown = FileFacts.UNKNOWN_MS;
        return new FileFacts(content.length, content.crc, content.length, End.CLOSED, false, unknown, unknown, 0, 0);
    }

    private static FileFacts base(Storage storage, String path, Content content) throws IOException {
        SnapshotHead head = SnapshotHead.read(storage, path);
        boolean sound = content.isSound() && head.isSound();
        long ms = sound ? head.madeMs() : FileFacts.UNKNOWN_MS;
        return new FileFacts(
                content.length,
                content.crc,
                sound ? content.length : 0,
                sound ? End.CLOSED : End.DAMAGED,
                ms != FileFacts.UNKNOWN_MS,
                ms,
                ms,
                sound ? head.log() : 0,
                0);
    }

    private static FileFacts log(Storage storage, String path, Content content, Stop stop) throws IOException {
        Times times = new Times(stop);
        LogEnd end = LogReader.read(storage, path, times);
        return new FileFacts(
                content.length,
                content.crc,
                end.offset(),
                switch (end.kind()) {
                    case CLOSED -> End.CLOSED;
                    case OPEN, TORN -> End.OPEN;
                    case CORRUPT -> End.DAMAGED;
                },
                times.timed && (end.salt() != 0 || end.offset() == 0),
                times.firstMs,
                times.lastMs,
                end.salt(),
                end.follows());
    }

    /** Notes the times of batches. */
    private static final class Times implements LogConsumer {
        private final Stop stop;
        private boolean timed = true;
        private long firstMs = FileFacts.UNKNOWN_MS;
        private long lastMs = FileFacts.UNKNOWN_MS;

        Times(Stop stop) {
            this.stop = stop;
        }

        @Override
        public void batch(byte[] bytes, int offset, int length, long fileOffset, int database, long ms)
                throws IOException {
            stop.check();
            if (ms == LogConsumer.UNKNOWN_MS) {
                timed = false;
                return;
            }
            firstMs = firstMs == FileFacts.UNKNOWN_MS ? ms : firstMs;
            lastMs = Math.max(lastMs, ms);
        }
    }

    /** All bytes of a file. */
    private static final class Content {
        private final long length;
        private final boolean isSnapshot;
        private int crc;
        private long snapshotCrc;
        private long statedCrc;

        private Content(long length, boolean isSnapshot) {
            this.length = length;
            this.isSnapshot = isSnapshot;
        }

        static Content of(Storage storage, String path, Stop stop) throws IOException {
            try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                int start = file.read(0, buffer, 0, SNAPSHOT_START.length);
                boolean snapshot =
                        start == SNAPSHOT_START.length && Arrays.equals(buffer, 0, start, SNAPSHOT_START, 0, start);
                Content content = new Content(file.length(), snapshot);
                content.read(file, buffer, stop);
                return content;
            }
        }

        private void read(StorageFile file, byte[] buffer, Stop stop) throws IOException {
            CRC32C all = new CRC32C();
            Crc64 snapshot = new Crc64();
            long contentEnd = Math.max(0, length - Long.BYTES);
            for (long at = 0; at < length; ) {
                stop.check();
                int wanted = (int) Math.min(buffer.length, at < contentEnd ? contentEnd - at : length - at);
                int count = file.read(at, buffer, 0, wanted);
                if (count != wanted) {
                    throw new IOException(file.name() + ": became shorter while it was read");
                }
                all.update(buffer, 0, count);
                if (at < contentEnd) {
                    snapshot.update(buffer, 0, count);
                } else if (count == Long.BYTES) {
                    statedCrc = ByteBuffer.wrap(buffer)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong();
                }
                at += count;
            }
            crc = (int) all.getValue();
            snapshotCrc = snapshot.value();
        }

        /** Whether the checksum of a snapshot is right; zero is none. */
        boolean isSound() {
            return length > 2 * Long.BYTES && (statedCrc == 0 || statedCrc == snapshotCrc);
        }
    }
}
