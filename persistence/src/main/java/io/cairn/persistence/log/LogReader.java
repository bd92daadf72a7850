package io.cairn.persistence.log;

import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log file, hands its commands to a consumer, and says where and why it ends.
 *
 * <p>The first bad batch ends the log. Bytes that never reached the disk and bytes that were damaged later look alike; they
 * are told apart by what comes after: a genuine header line that says it knew those bytes to be forced makes them damage,
 * and the file is refused. With no such line they are the torn end of a log whose writer lost power.
 *
 * <p>A file that Redis wrote, and what Redis appended to one of ours, carries no checksums; it is read as Redis would, with
 * a notice.
 *
 * <p>Memory: a window of fixed size, and one batch when it is larger; an array for it is made only after its checksum was
 * found right. Threads: one.
 */
public final class LogReader {
    /** Length of the first line of a log of Cairn, in front of all batches. */
    public static final int FIRST_LINE_BYTES = LogFormat.HEADER_BYTES;

    private static final int PAGE_BYTES = 4096;

    private final String name;
    private final FileWindow window;
    private final LogConsumer consumer;
    private final long corruptTailBytes;
    private final List<String> notices = new ArrayList<>();
    private final CRC32C crc = new CRC32C();

    private long salt;
    private long follows;
    private int chain;
    private int tailChain;
    private long tailOffset = LogFormat.HEADER_BYTES;
    private long forcedOffset;
    private boolean closed;
    private long damageAt = -1;

    private LogReader(StorageFile file, LogConsumer consumer, long corruptTailBytes) throws IOException {
        this.corruptTailBytes = corruptTailBytes;
        name = file.name();
        window = new FileWindow(file);
        this.consumer = consumer;
    }

    /** Reads the file {@code name}; throws only what the storage or the consumer throws. */
    public static LogEnd read(Storage storage, String name, LogConsumer consumer) throws IOException {
        return read(storage, name, consumer, 0);
    }

    /**
     * {@link #read(Storage, String, LogConsumer)}, and takes damage for a torn end, with a notice, from which to the end of the
     * file there are at most {@code corruptTailBytes}.
     */
    public static LogEnd read(Storage storage, String name, LogConsumer consumer, long corruptTailBytes)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return new LogReader(file, consumer, corruptTailBytes).read();
        }
    }

    /** Reads the commands of Redis from {@code start} on: behind the snapshot with which a file begins. */
    public static LogEnd readBehind(Storage storage, String name, long start, LogConsumer consumer) throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return new LogReader(file, consumer, 0).readPlainFile(start);
        }
    }

    /**
     * Cuts off what follows the last good command, so that no file ends in half of one, and marks the end where the file
     * is Cairn's own. Forces the file and its directory, so that all that was read is on the disk. A second reading finds it
     * closed.
     */
    public static void cut(Storage storage, LogEnd end) throws IOException {
        if (end.kind() == LogEnd.Kind.CORRUPT) {
            throw new IOException(end.file() + ": refuses to cut a damaged file: " + end.reason());
        }
        LogTail tail = end.kind() == LogEnd.Kind.CLOSED ? null : end.tail();
        try (StorageFile file = storage.open(end.file(), Storage.Mode.WRITE)) {
            long newEnd = tail == null ? end.offset() : tail.offset();
            file.truncate(newEnd);
            writeAgain(file, end, newEnd);
            // Before the mark, which says that all this is on the disk.
            file.force();
            if (tail != null) {
                writeMark(file, tail);
                file.force();
            }
        }
        LogFile.syncDirectoryOf(storage, end.file());
    }

    /**
     * Writes what no line of Cairn's own file proves to be on the disk once more, up to the offset {@code to}. A kernel that could
     * not write pages calls them clean: they are read as if nothing were wrong, the next force succeeds without them, and a
     * power failure takes them.
     */
    static void writeAgain(StorageFile file, LogEnd read, long to) throws IOException {
        if (read.salt() == 0) {
            return;
        }
        byte[] page = new byte[PAGE_BYTES];
        for (long at = read.forcedOffset(); at < to; ) {
            int count = file.read(at, page, 0, (int) Math.min(PAGE_BYTES - at % PAGE_BYTES, to - at));
            if (count == 0) {
                throw new IOException(read.file() + " at offset " + at + ": became shorter while it was read");
            }
            file.write(at, page, 0, count);
            at += count;
        }
    }

    private static void writeMark(StorageFile file, LogTail tail) throws IOException {
        BatchEncoder encoder = new BatchEncoder(tail.salt(), tail.chain());
        BatchFields mark = new BatchFields();
        mark.durable = tail.offset();
        int length = encoder.encode(tail.offset(), mark, new byte[0], 0);
        file.write(tail.offset(), encoder.buffer(), LogFormat.LINE_AT, length);
    }

    private LogEnd read() throws IOException {
        int available = window.load(0, LogFormat.BATCH_HEADER_MAX_BYTES);
        byte[] bytes = window.bytes();
        if (available == 0 || bytes[0] == '*') {
            return readPlainFile(0);
        }
        if (PlainScanner.startsWith(bytes, 0, available, LogFormat.MAGIC)) {
            String wrong = readHeader(bytes, available);
            return wrong == null ? readBatches() : corrupt(0, wrong, -1);
        }
        if (bytes[0] == '#' && !isBatchLike(bytes, available)) {
            return readPlainFile(0);
        }
        return corrupt(0, "neither a log of Cairn nor one of Redis begins like this", -1);
    }

    /** True for a first line that is more likely the rest of a file of ours than a comment of somebody else. */
    static boolean isBatchLike(byte[] bytes, int available) {
        return PlainScanner.startsWith(bytes, 0, available, LogFormat.BATCH)
                || PlainScanner.startsWith(bytes, 0, available, "#c")
                || PlainScanner.startsWith(bytes, 0, available, "#") && available < LogFormat.MAGIC.length();
    }

    /** Reads the file's first line; returns what is wrong with it, or null. */
    private @Nullable String readHeader(byte[] line, int available) {
        int end = 0;
        while (end < available && line[end] != '\n') {
            end++;
        }
        int crcAt = end - LogFormat.CRC_DIGITS - 1;
        if (end == available || crcAt < LogFormat.MAGIC.length()) {
            return "the file's first line is damaged";
        }
        try {
            if ((int) LogFormat.fixedHex(line, crcAt + 1, LogFormat.CRC_DIGITS) != LogFormat.headerCrc(line, crcAt)) {
                return "the file's first line is damaged";
            }
            if (!PlainScanner.startsWith(line, 0, end, LogFormat.MAGIC + LogFormat.VERSION + " ")
                    || end + 1 != LogFormat.HEADER_BYTES) {
                return "the file was written by a newer Cairn; use that one";
            }
            int saltAt = LogFormat.MAGIC.length() + LogFormat.VERSION.length() + 1;
            salt = LogFormat.fixedHex(line, saltAt, LogFormat.SALT_DIGITS);
            follows = LogFormat.fixedHex(line, saltAt + LogFormat.SALT_DIGITS + 1, LogFormat.SALT_DIGITS);
        } catch (IllegalArgumentException e) {
            return "the file's first line is damaged";
        }
        chain = LogFormat.headerCrc(line, LogFormat.HEADER_CRC_AT);
        tailChain = chain;
        return line[crcAt] == ' ' ? null : "the file's first line is damaged";
    }

    private LogEnd readBatches() throws IOException {
        BatchDecoder decoder = new BatchDecoder(salt);
        long at = LogFormat.HEADER_BYTES;
        while (true) {
            int available = window.load(at, LogFormat.BATCH_HEADER_MAX_BYTES);
            int header = decoder.decode(window.bytes(), window.index(at), available, at);
            if (header == 0) {
                return readEnd(at, available);
            }
            int length = decoder.fields().length;
            if (length > window.fileLength() - at - header) {
                return judge(at, "a batch reaches beyond the end of the file");
            }
            if (!readCommands(decoder, at, header)) {
                return judge(at, "a batch does not match its checksum");
            }
            closed = length == 0;
            forcedOffset = Math.max(forcedOffset, decoder.fields().durable);
            at += header + length;
            if (!closed) {
                tailChain = chain;
                tailOffset = at;
            }
        }
    }

    /** Checks the commands of the batch at {@code at} and hands them on; false if they are not what was written. */
    private boolean readCommands(BatchDecoder decoder, long at, int header) throws IOException {
        BatchFields fields = decoder.fields();
        decoder.beginCrc(crc, chain, at);
        int length = fields.length;
        long from = at + header;
        boolean small = length <= window.capacity();
        for (int done = 0; done < length; ) {
            int count = window.load(from + done, Math.min(length - done, window.capacity()));
            if (count == 0) {
                return false;
            }
            crc.update(window.bytes(), window.index(from + done), count);
            done += count;
        }
        if ((int) crc.getValue() != decoder.statedCrc()) {
            return false;
        }
        chain = decoder.statedCrc();
        if (length == 0) {
            return true;
        }
        if (small) {
            consumer.batch(window.bytes(), window.index(from), length, from, fields.database, fields.ms);
        } else {
            byte[] whole = new byte[length];
            window.read(from, whole, length);
            consumer.batch(whole, 0, length, from, fields.database, fields.ms);
        }
        return true;
    }

    /** Decides what it is that follows the last batch and is no batch. */
    private LogEnd readEnd(long at, int available) throws IOException {
        if (available == 0) {
            if (!closed) {
                notices.add(name + " ends without a closing mark and without prepared space:"
                        + " something other than Cairn has shortened it");
            }
            return end(closed ? LogEnd.Kind.CLOSED : LogEnd.Kind.OPEN, at, 0, "");
        }
        long afterPadding = skipPadding(window, at);
        if (afterPadding == window.fileLength()) {
            return end(closed ? LogEnd.Kind.CLOSED : LogEnd.Kind.OPEN, at, 0, "");
        }
        if (ForeignSection.startsAt(window, afterPadding)) {
            LogEnd section = readSection(at, afterPadding);
            if (section != null) {
                return section;
            }
        }
        return judge(at, "no batch of this log begins there");
    }

    /** Where the padding that begins at {@code from} ends. */
    static long skipPadding(FileWindow window, long from) throws IOException {
        long at = from;
        while (true) {
            int available = window.load(at, window.capacity());
            byte[] bytes = window.bytes();
            int index = window.index(at);
            int i = 0;
            while (i + 1 < available
                    && bytes[index + i] == LogFormat.PADDING_FIRST
                    && bytes[index + i + 1] == LogFormat.PADDING_SECOND) {
                i += 2;
            }
            at += i;
            if (i + 1 < available || at + 1 >= window.fileLength()) {
                return at;
            }
        }
    }

    /** Reads what Redis appended to a file of ours; null if it is no such thing after all. */
    private @Nullable LogEnd readSection(long lastBatchEnd, long start) throws IOException {
        PlainScanner scanner = new PlainScanner(window, start, true);
        PlainScanner.Outcome outcome = scanner.scan();
        if (outcome == PlainScanner.Outcome.MALFORMED && closed) {
            // Cairn had closed the file, so this cannot be the torn end of a batch.
            return corrupt(scanner.at(), "what Redis appended to this file is damaged", lastBatchEnd);
        }
        boolean rubble = !closed && ForeignSection.endsInPadding(window, outcome);
        if (rubble || outcome == PlainScanner.Outcome.MALFORMED || laterHeader(start, -1) >= 0) {
            return null;
        }
        notices.add(name + ": from offset " + start + " on written by Redis, without checksums");
        deliver(start, scanner.goodEnd());
        return plainEnd(outcome, scanner);
    }

    private LogEnd readPlainFile(long start) throws IOException {
        PlainScanner scanner = new PlainScanner(window, start, false);
        PlainScanner.Outcome outcome = scanner.scan();
        boolean cut = outcome == PlainScanner.Outcome.MALFORMED && mayCut(scanner.goodEnd());
        if (outcome == PlainScanner.Outcome.MALFORMED && !cut) {
            return corrupt(scanner.at(), "no command begins or goes on like this", -1);
        }
        if (outcome == PlainScanner.Outcome.TRUNCATED && BatchSearch.findsShape(window, scanner.goodEnd())) {
            return corrupt(scanner.goodEnd(), "the beginning of a log of Cairn is missing", -1);
        }
        notices.add(name + (window.fileLength() == 0 ? " is empty" : " was written by Redis, without checksums"));
        deliver(start, scanner.goodEnd());
        if (cut) {
            noteDamage(scanner.goodEnd());
        }
        return plainEnd(cut ? PlainScanner.Outcome.TRUNCATED : outcome, scanner);
    }

    /** Whether all that follows an offset may be cut although it is damaged. */
    private boolean mayCut(long at) {
        return window.fileLength() - at <= corruptTailBytes;
    }

    private void noteDamage(long at) {
        damageAt = at;
        notices.add(name + ": the last " + (window.fileLength() - at) + " bytes, from offset " + at
                + " on, are damaged and may have been durable once; they are cut because"
                + " aof-load-corrupt-tail-max-size allows it");
    }

    private LogEnd plainEnd(PlainScanner.Outcome outcome, PlainScanner scanner) {
        boolean truncated = outcome == PlainScanner.Outcome.TRUNCATED;
        long end = truncated ? scanner.goodEnd() : window.fileLength();
        return new LogEnd(
                truncated ? LogEnd.Kind.TORN : LogEnd.Kind.CLOSED,
                name,
                end,
                window.fileLength() - end,
                truncated ? "the last command or transaction is not whole" : "",
                damageAt,
                forcedOffset,
                salt,
                follows,
                null,
                List.copyOf(notices));
    }

    /** Hands on the commands between two borders, without the comments. */
    private void deliver(long start, long end) throws IOException {
        PlainScanner scanner = new PlainScanner(window, start, false);
        long from = start;
        long to = start;
        while (to < end && scanner.next() && scanner.at() <= end) {
            if (scanner.commandStart() != to || scanner.at() - from > window.capacity()) {
                deliverRun(from, to);
                from = scanner.commandStart();
            }
            to = scanner.at();
        }
        deliverRun(from, to);
    }

    private void deliverRun(long from, long to) throws IOException {
        if (to == from) {
            return;
        }
        int length = Math.toIntExact(to - from);
        if (length <= window.capacity()) {
            window.load(from, length);
            consumer.batch(
                    window.bytes(),
                    window.index(from),
                    length,
                    from,
                    LogConsumer.SELECTED_IN_STREAM,
                    LogConsumer.UNKNOWN_MS);
        } else {
            byte[] whole = new byte[length];
            window.read(from, whole, length);
            consumer.batch(whole, 0, length, from, LogConsumer.SELECTED_IN_STREAM, LogConsumer.UNKNOWN_MS);
        }
    }

    /** The rule: damage if a later line knew the bytes at {@code at} to be on the disk, a torn end otherwise. */
    private LogEnd judge(long at, String what) throws IOException {
        long proof = laterHeader(at, at);
        if (proof >= 0 && !mayCut(at)) {
            return corrupt(at, what, proof);
        }
        if (proof >= 0) {
            noteDamage(at);
        }
        return end(LogEnd.Kind.TORN, at, BatchSearch.bytesWithoutPadding(window, at), what);
    }

    private long laterHeader(long from, long durableBeyond) throws IOException {
        return BatchSearch.findDurableBeyond(window, new BatchDecoder(salt), from, durableBeyond);
    }

    private LogEnd end(LogEnd.Kind kind, long at, long cutBytes, String reason) {
        LogTail tail = new LogTail(salt, tailChain, tailOffset);
        return new LogEnd(
                kind, name, at, cutBytes, reason, damageAt, forcedOffset, salt, follows, tail, List.copyOf(notices));
    }

    private LogEnd corrupt(long at, String reason, long proof) {
        return new LogEnd(
                LogEnd.Kind.CORRUPT,
                name,
                at,
                0,
                reason,
                proof,
                forcedOffset,
                salt,
                follows,
                null,
                List.copyOf(notices));
    }
}
