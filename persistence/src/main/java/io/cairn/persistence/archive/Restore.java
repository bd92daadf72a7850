package io.cairn.persistence.archive;

import io.cairn.persistence.archive.Timeline.Target;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.log.LogTail;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.offline.Check;
import io.cairn.persistence.offline.CheckReport;
import io.cairn.persistence.offline.FirstLater;
import io.cairn.persistence.offline.OfflineDirectory;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes the data set of one moment: base and logs, the last one cut, and the manifest at the end. Threads: one, one use. */
final class Restore {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Storage source;
    private final OfflineDirectory target;
    private final Storage storage;
    private final Target place;
    private final List<Piece> pieces;
    private final List<String> notices;
    private final List<String> read = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private Manifest manifest = Manifest.EMPTY;
    private long batches;
    private long lastMs = FileFacts.UNKNOWN_MS;
    private String log = "";
    private long salt;
    private long offset;

    /**
     * Creates one.
     *
     * @param pieces what {@code place} needs, in order, each of it sound
     */
    Restore(Storage source, OfflineDirectory target, Target place, List<Piece> pieces, List<String> notices) {
        this.source = source;
        this.target = target;
        this.storage = target.storage();
        this.place = place;
        this.pieces = pieces;
        this.notices = notices;
    }

    RestoreReport run() throws IOException {
        target.createLogDirectory();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (piece.kind().isBase()) {
                copyBase(piece);
            } else {
                copyLog(piece, i + 1 == pieces.size());
            }
        }
        storage.syncDirectory(target.names().directory());
        manifest.write(storage, target.names().directory(), target.names().prefix());
        written.add(target.manifestPath());
        CheckReport after = Check.directory(target);
        if (!after.isSound()) {
            // Nobody shall start on it.
            storage.delete(target.manifestPath());
            storage.syncDirectory(target.names().directory());
            throw new ArchiveException(
                    "what was restored is not sound, and got no manifest: " + String.join("; ", after.lines()));
        }
        return new RestoreReport(log, Moment.salt(salt), offset, batches, lastMs, read, written, notices, after);
    }

    private void copyBase(Piece base) throws IOException {
        String prefix = target.names().prefix();
        Entry entry = base.kind() == FileKind.BASE
                ? manifest.nextBase(prefix)
                : new Entry(prefix + ".1." + FileKind.OLD_BASE.suffix(), 1, Manifest.Type.BASE);
        copy(base, target.names().path(entry.name()), Long.MAX_VALUE);
        manifest = manifest.withBase(entry, 0);
        lastMs = base.facts().lastMs();
    }

    private void copyLog(Piece piece, boolean last) throws IOException {
        Entry entry = manifest.nextIncrement(target.names().prefix());
        String path = target.names().path(entry.name());
        long first = piece.facts().salt() == 0 ? 0 : LogReader.FIRST_LINE_BYTES;
        long limit = last
                ? Math.max(first, Math.min(place.untilOffset(), piece.facts().soundBytes()))
                : piece.facts().soundBytes();
        copy(piece, path, limit);
        if (last && place.untilMs() != Long.MAX_VALUE) {
            cut(path, FirstLater.offset(storage, path, piece.facts().salt(), place.untilMs()));
        }
        Count count = new Count();
        LogEnd end = LogReader.read(storage, path, count);
        boolean isWhole = end.kind() == LogEnd.Kind.CLOSED && end.cutBytes() == 0;
        if (end.salt() != piece.facts().salt() || end.kind() == LogEnd.Kind.CORRUPT || !last && !isWhole) {
            throw Frames.damaged(piece.path(), "its commands are not those that were archived: " + end.reason());
        }
        LogReader.cut(storage, end);
        boolean isNeeded =
                count.found || manifest.base() == null && manifest.increments().isEmpty();
        if (last && !isNeeded) {
            storage.delete(path);
            written.remove(path);
        } else {
            manifest = manifest.withIncrement(entry);
        }
        batches += count.batches;
        lastMs = count.lastMs == FileFacts.UNKNOWN_MS ? lastMs : count.lastMs;
        log = piece.name();
        salt = end.salt();
        LogTail tail = end.tail();
        offset = tail == null ? end.offset() : tail.offset();
    }

    private void cut(String path, long length) throws IOException {
        if (length < 0) {
            return;
        }
        try (StorageFile file = storage.open(path, Storage.Mode.WRITE)) {
            file.truncate(length);
            file.force();
        }
    }

    /** Copies the first {@code limit} bytes of a file, which are verified already or are verified then. */
    private void copy(Piece piece, String path, long limit) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Mode.CREATE)) {
            Copy copy = new Copy(file, limit);
            ArchivedFile archived = piece.archived();
            if (archived != null) {
                Frames.read(source, piece.path(), archived, copy, Stop.NEVER);
            } else {
                copyInUse(piece, copy);
            }
            file.force();
        }
        read.add(piece.path());
        written.add(path);
    }

    private void copyInUse(Piece piece, Copy copy) throws IOException {
        if (!source.exists(piece.path())) {
            throw new ArchiveException(piece.path() + " went away: a server has replaced it. Open the archive again");
        }
        long length = piece.facts().soundBytes();
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (StorageFile file = source.open(piece.path(), Storage.Mode.READ)) {
            for (long at = 0; at < length; ) {
                int count = file.read(at, buffer, 0, (int) Math.min(buffer.length, length - at));
                if (count == 0) {
                    throw new IOException(piece.path() + ": became shorter while it was read");
                }
                crc.update(buffer, 0, count);
                copy.take(buffer, 0, count);
                at += count;
            }
        }
        // Logs are read again with the checksums of their batches.
        if (piece.kind().isBase() && (int) crc.getValue() != piece.facts().crc()) {
            throw new IOException(piece.path() + ": was read twice and was not the same: check disk and memory");
        }
    }

    /** Writes what it is given up to a limit. */
    private static final class Copy implements Frames.Sink {
        private final StorageFile file;
        private final long limit;
        private long at;

        Copy(StorageFile file, long limit) {
            this.file = file;
            this.limit = limit;
        }

        @Override
        public void take(byte[] bytes, int from, int length) throws IOException {
            int count = (int) Math.min(length, limit - at);
            if (count > 0) {
                file.write(at, bytes, from, count);
                at += count;
            }
        }
    }

    /** Counts batches. */
    private static final class Count implements LogConsumer {
        private boolean found;
        private long batches;
        private long lastMs = FileFacts.UNKNOWN_MS;

        @Override
        public void batch(byte[] bytes, int from, int length, long fileOffset, int database, long ms) {
            found = true;
            if (ms != LogConsumer.UNKNOWN_MS) {
                batches++;
                lastMs = ms;
            }
        }
    }
}
