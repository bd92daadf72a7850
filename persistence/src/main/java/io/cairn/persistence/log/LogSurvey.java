package io.cairn.persistence.log;

import io.cairn.persistence.log.DamagedRange.Kind;
import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Goes through all of a log file, past damage, and tells a visitor what is sound and what is not.
 *
 * <p>{@link LogReader} stops where it must not go on; this is for tools, which want to know what there is behind. It goes on
 * at the next genuine header line, which proves itself; that line also states the checksum that the next batch is chained
 * to, so every batch but the first behind an unreadable line is verified in full. That first one is verified only if the
 * checksum it was chained to can still be found in the rubble before it.
 *
 * <p>What Redis wrote has nothing to hold on to: there it goes on at the next bytes that read as a known command and are
 * followed by another or the end, and never in the middle of a transaction. That is a guess, and called one: a value may
 * hold what looks like a command.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>I1: batches and ranges come in the order of the file and do not overlap; what is in neither is padding, comments and
 *       the file's first line.
 *   <li>I2: of a file that {@link LogReader} calls closed or open, no range is reported.
 * </ul>
 *
 * <p>Memory: a window of fixed size, and one batch when it is larger, of which the length was found genuine. Threads: one.
 */
public final class LogSurvey {
    private static final int SALT_AT = LogFormat.MAGIC.length() + LogFormat.VERSION.length() + 1;
    private static final int FOLLOWS_AT = SALT_AT + LogFormat.SALT_DIGITS + 1;

    /** Of the lines in a file whose first line is lost: a value may hold some that are not genuine. */
    private static final int LINES_TRIED_MAX = 100;

    private final String name;
    private final FileWindow window;
    private final SurveyVisitor visitor;
    private final CRC32C crc = new CRC32C();

    private long salt;
    private long follows;
    /** The checksums that the next batch may be chained to: one, unless the file's first line had to be guessed. */
    private int[] chains = {};

    private boolean closed;
    private long start;
    private long end;
    private long sectionAt = -1;

    private LogSurvey(StorageFile file, SurveyVisitor visitor) throws IOException {
        name = file.name();
        window = new FileWindow(file);
        this.visitor = visitor;
    }

    /**
     * Surveys the file {@code name}.
     *
     * @param saltHint its salt as the file after it has it, for when its own first line is damaged; 0 if not known
     */
    public static SurveyEnd survey(Storage storage, String name, long saltHint, SurveyVisitor visitor)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return new LogSurvey(file, visitor).survey(saltHint);
        }
    }

    /** Surveys the commands of Redis from {@code start} on: behind the snapshot with which a file begins. */
    public static SurveyEnd surveyBehind(Storage storage, String name, long start, SurveyVisitor visitor)
            throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            LogSurvey survey = new LogSurvey(file, visitor);
            survey.start = start;
            survey.surveyCommands(start, false);
            return survey.end(Writer.REDIS);
        }
    }

    /** Goes through a file once more of which {@code known} is known. */
    public static SurveyEnd again(Storage storage, SurveyEnd known, SurveyVisitor visitor) throws IOException {
        return known.start() > 0
                ? surveyBehind(storage, known.file(), known.start(), visitor)
                : survey(storage, known.file(), known.salt(), visitor);
    }

    /** The salt of the file that {@code name} says it follows; 0 if there is none or its first line is damaged. */
    public static long followedBy(Storage storage, String name) throws IOException {
        return inFirstLine(storage, name, FOLLOWS_AT);
    }

    /** The salt of the file {@code name}; 0 if it has none or its first line is damaged. */
    public static long saltOf(Storage storage, String name) throws IOException {
        return inFirstLine(storage, name, SALT_AT);
    }

    private static long inFirstLine(Storage storage, String name, int at) throws IOException {
        byte[] line = new byte[LogFormat.HEADER_BYTES];
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            if (file.read(0, line, 0, line.length) != line.length) {
                return 0;
            }
        }
        byte[] sound = LogFormat.header(
                digits(line, SALT_AT, LogFormat.SALT_DIGITS), digits(line, FOLLOWS_AT, LogFormat.SALT_DIGITS));
        return Arrays.equals(line, sound) ? digits(line, at, LogFormat.SALT_DIGITS) : 0;
    }

    private SurveyEnd survey(long saltHint) throws IOException {
        byte[] line = new byte[LogFormat.HEADER_BYTES];
        int available = window.load(0, LogFormat.HEADER_BYTES);
        System.arraycopy(window.bytes(), 0, line, 0, available);
        if (available >= LogFormat.MAGIC.length() + 2 && isNewer(line, available)) {
            closed = true;
            damage(Kind.TOO_NEW, 0, window.fileLength(), "the file was written by a newer Cairn; use that one");
            return end(Writer.CAIRN);
        }
        if (recognise(line, available, saltHint)) {
            surveyBatches();
            return end(Writer.CAIRN);
        }
        if (LogReader.isBatchLike(line, available) || lacksItsBeginning(available)) {
            damage(Kind.FIRST_LINE, 0, window.fileLength(), "the file's first line is damaged beyond recognition");
            return end(Writer.CAIRN);
        }
        surveyCommands(0, false);
        return end(Writer.REDIS);
    }

    private SurveyEnd end(Writer writer) {
        return new SurveyEnd(name, writer, salt, follows, closed, start, end, window.fileLength(), sectionAt);
    }

    private void damage(Kind kind, long from, long to, String what) throws IOException {
        end = to;
        visitor.damage(new DamagedRange(kind, from, to, what, LogConsumer.UNKNOWN_MS, -1, false));
    }

    /** Reports a range that is the batch whose genuine line was decoded last. */
    private void damage(Kind kind, long from, long to, String what, BatchFields fields) throws IOException {
        end = to;
        visitor.damage(new DamagedRange(kind, from, to, what, fields.ms, fields.durable, false));
    }

    // ---- the file's first line

    private static boolean isNewer(byte[] line, int available) {
        int newline = 0;
        while (newline < available && line[newline] != '\n') {
            newline++;
        }
        int crcAt = newline - LogFormat.CRC_DIGITS - 1;
        if (newline == available
                || crcAt < LogFormat.MAGIC.length()
                || !PlainScanner.startsWith(line, 0, available, LogFormat.MAGIC)
                || PlainScanner.startsWith(line, 0, available, LogFormat.MAGIC + LogFormat.VERSION + " ")) {
            return false;
        }
        return digits(line, crcAt + 1, LogFormat.CRC_DIGITS)
                == Integer.toUnsignedLong(LogFormat.headerCrc(line, crcAt));
    }

    /** A file of Cairn whose first line is not even one any more, but in which there are lines of batches. */
    private boolean lacksItsBeginning(int available) throws IOException {
        window.load(0, 1);
        return available > 0 && window.bytes()[window.index(0)] != '*' && BatchSearch.findsShape(window, 0);
    }

    /** Finds salt and chain; false if this is no file of Cairn. */
    private boolean recognise(byte[] line, int available, long saltHint) throws IOException {
        if (available < LogFormat.HEADER_BYTES) {
            return false;
        }
        long stated = digits(line, SALT_AT, LogFormat.SALT_DIGITS);
        long statedFollows = digits(line, FOLLOWS_AT, LogFormat.SALT_DIGITS);
        if (Arrays.equals(line, LogFormat.header(stated, statedFollows))) {
            salt = stated;
            follows = statedFollows;
            chains = new int[] {LogFormat.headerCrc(line, LogFormat.HEADER_CRC_AT)};
            end = LogFormat.HEADER_BYTES;
            return true;
        }
        boolean looksLikeOurs =
                PlainScanner.startsWith(line, 0, available, LogFormat.MAGIC) || lacksItsBeginning(available);
        for (long candidate : new long[] {saltHint, stated, looksLikeOurs ? saltByLines() : 0}) {
            if (candidate != 0 && hasBatchOf(candidate)) {
                salt = candidate;
                int inPlace = (int) digits(line, LogFormat.HEADER_CRC_AT + 1, LogFormat.CRC_DIGITS);
                int computed = LogFormat.headerCrc(LogFormat.header(candidate, statedFollows), LogFormat.HEADER_CRC_AT);
                chains = new int[] {inPlace, computed};
                damage(Kind.FIRST_LINE, 0, LogFormat.HEADER_BYTES, "the file's first line is damaged");
                return true;
            }
        }
        return false;
    }

    /** A salt that two lines agree about, or 0. */
    private long saltByLines() throws IOException {
        BatchDecoder decoder = new BatchDecoder(0);
        long at = BatchSearch.findShape(window, decoder, LogFormat.HEADER_BYTES);
        for (int tried = 0; tried < LINES_TRIED_MAX && at >= 0; tried++) {
            long candidate = decoder.saltFor(at);
            if (laterLine(new BatchDecoder(candidate), at + 2) >= 0) {
                return candidate;
            }
            at = BatchSearch.findShape(window, decoder, at + 2);
        }
        return 0;
    }

    private boolean hasBatchOf(long candidate) throws IOException {
        return laterLine(new BatchDecoder(candidate), LogFormat.HEADER_BYTES) >= 0;
    }

    /** The number that the digits make, 0 where they are none. */
    private static long digits(byte[] line, int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = LogFormat.digit(line[i]);
            if (digit < 0) {
                return 0;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    // ---- batches

    private void surveyBatches() throws IOException {
        BatchDecoder decoder = new BatchDecoder(salt);
        long at = LogFormat.HEADER_BYTES;
        while (at < window.fileLength()) {
            int available = window.load(at, LogFormat.BATCH_HEADER_MAX_BYTES);
            int header = decoder.decode(window.bytes(), window.index(at), available, at);
            if (header == 0) {
                at = passOver(decoder, at);
            } else if (decoder.fields().length > window.fileLength() - at - header) {
                long from = at;
                at = window.fileLength();
                closed = false;
                damage(Kind.UNFINISHED, from, at, "a batch reaches beyond the end of the file", decoder.fields());
                showLegible(from + header, at);
            } else {
                at = surveyBatch(decoder, at, header);
            }
        }
    }

    /** Verifies the batch at {@code at}, whose line is genuine; returns where it ends. */
    private long surveyBatch(BatchDecoder decoder, long at, int header) throws IOException {
        BatchFields fields = decoder.fields();
        long batchEnd = at + header + fields.length;
        boolean verified = false;
        for (int i = 0; i < chains.length && !verified; i++) {
            verified = matches(decoder, chains[i], at, header);
        }
        boolean unknown = chains.length != 1;
        chains = new int[] {decoder.statedCrc()};
        closed = verified && fields.length == 0;
        if (verified) {
            end = batchEnd;
            deliver(at, at + header, batchEnd, fields);
            return batchEnd;
        }
        String what = unknown
                ? "this batch cannot be verified, because the line before it is lost"
                : "a batch does not match its checksum";
        damage(unknown ? Kind.UNVERIFIABLE : Kind.CHECKSUM, at, batchEnd, what, fields);
        showLegible(at + header, batchEnd);
        return batchEnd;
    }

    private boolean matches(BatchDecoder decoder, int chain, long at, int header) throws IOException {
        int length = decoder.fields().length;
        decoder.beginCrc(crc, chain, at);
        for (int done = 0; done < length; ) {
            int count = window.load(at + header + done, Math.min(length - done, window.capacity()));
            if (count == 0) {
                return false;
            }
            crc.update(window.bytes(), window.index(at + header + done), count);
            done += count;
        }
        return (int) crc.getValue() == decoder.statedCrc();
    }

    private void deliver(long at, long from, long to, BatchFields fields) throws IOException {
        SurveyedBatch batch = new SurveyedBatch(at, to, fields.ms, fields.database, fields.durable);
        int length = fields.length;
        if (length <= window.capacity()) {
            window.load(from, length);
            visitor.batch(batch, window.bytes(), length == 0 ? 0 : window.index(from), length);
        } else {
            byte[] whole = new byte[length];
            window.read(from, whole, length);
            visitor.batch(batch, whole, 0, length);
        }
    }

    /** Passes over what is no batch; returns where to go on. */
    private long passOver(BatchDecoder decoder, long at) throws IOException {
        long afterPadding = LogReader.skipPadding(window, at);
        if (afterPadding == window.fileLength()) {
            return afterPadding;
        }
        if (isSection(decoder, afterPadding)) {
            sectionAt = afterPadding;
            closed = true;
            surveyCommands(afterPadding, true);
            return window.fileLength();
        }
        long next = laterLine(decoder, at);
        boolean last = next < 0;
        if (last) {
            next = at + BatchSearch.bytesWithoutPadding(window, at);
            closed = false;
            damage(Kind.NO_BATCH, at, next, "no batch of this log begins there");
            return window.fileLength();
        }
        chains = new RubbleSearch(window, decoder, crc).chainsOf(at, next);
        damage(Kind.NO_BATCH, at, next, "no batch of this log begins there");
        return next;
    }

    private long laterLine(BatchDecoder decoder, long from) throws IOException {
        return BatchSearch.findDurableBeyond(window, decoder, from, -1);
    }

    /** By the rules of {@link LogReader}, except that damage in a section behind a closing mark leaves it one. */
    private boolean isSection(BatchDecoder decoder, long start) throws IOException {
        if (!ForeignSection.startsAt(window, start)) {
            return false;
        }
        PlainScanner.Outcome outcome = new PlainScanner(window, start, true).scan();
        boolean rubble =
                !closed && (outcome == PlainScanner.Outcome.MALFORMED || ForeignSection.endsInPadding(window, outcome));
        return !rubble && laterLine(decoder, start + (start & 1)) < 0;
    }

    // ---- what Redis wrote

    private void surveyCommands(long start, boolean inOurFile) throws IOException {
        long at = start;
        end = start;
        closed = true;
        while (at < window.fileLength()) {
            PlainScanner scanner = new PlainScanner(window, at, inOurFile);
            PlainScanner.Outcome outcome = scanner.scan();
            deliverCommands(at, scanner.goodEnd(), inOurFile);
            if (outcome == PlainScanner.Outcome.COMPLETE) {
                end = window.fileLength();
                return;
            }
            long from = scanner.goodEnd();
            boolean inTransaction = scanner.isInTransaction();
            at = new CommandSearch(window, visitor, inOurFile).next(scanner);
            boolean guess = at < window.fileLength();
            closed = guess;
            boolean unfinished = outcome == PlainScanner.Outcome.TRUNCATED && !guess;
            String what = unfinished
                    ? "the last command or transaction is not whole"
                    : inTransaction
                            ? "a transaction is damaged or has no end"
                            : "no command begins or goes on like this";
            Kind kind = unfinished ? Kind.UNFINISHED : Kind.NO_COMMAND;
            end = at;
            visitor.damage(new DamagedRange(kind, from, at, what, LogConsumer.UNKNOWN_MS, -1, guess));
            showLegible(from, at);
        }
    }

    /** Hands on the commands between two borders, without the comments. */
    private void deliverCommands(long start, long to, boolean inOurFile) throws IOException {
        PlainScanner scanner = new PlainScanner(window, start, inOurFile);
        long from = start;
        long runEnd = start;
        while (runEnd < to && scanner.next() && scanner.at() <= to) {
            if (scanner.commandStart() != runEnd || scanner.at() - from > window.capacity()) {
                deliverRun(from, runEnd);
                from = scanner.commandStart();
            }
            runEnd = scanner.at();
        }
        deliverRun(from, runEnd);
    }

    private void deliverRun(long from, long to) throws IOException {
        if (to == from) {
            return;
        }
        BatchFields fields = new BatchFields();
        fields.length = Math.toIntExact(to - from);
        fields.ms = LogConsumer.UNKNOWN_MS;
        fields.database = LogConsumer.SELECTED_IN_STREAM;
        end = to;
        deliver(from, from, to, fields);
    }

    /** Shows the visitor the commands at the beginning of a damaged range that can still be read. */
    private void showLegible(long from, long to) throws IOException {
        PlainScanner scanner = new PlainScanner(window, from, false);
        while (scanner.at() < to && scanner.next() && scanner.at() <= to) {
            int length = Math.toIntExact(scanner.at() - scanner.commandStart());
            if (length <= window.capacity()) {
                window.load(scanner.commandStart(), length);
                visitor.legible(window.bytes(), window.index(scanner.commandStart()), length);
            } else {
                byte[] whole = new byte[length];
                window.read(scanner.commandStart(), whole, length);
                visitor.legible(whole, 0, length);
            }
        }
    }

    /** The name of the command at {@code start}, for {@link CommandSearch}; it has at most 64 bytes. */
    static String nameAt(FileWindow window, long start) throws IOException {
        int available = window.load(start, 128);
        byte[] bytes = window.bytes();
        int from = window.index(start);
        int line = 0;
        int i = from;
        while (i < from + available && line < 2) {
            line += bytes[i++] == '\n' ? 1 : 0;
        }
        int nameEnd = i;
        while (nameEnd < from + available && bytes[nameEnd] != '\r' && nameEnd - i < 64) {
            nameEnd++;
        }
        return new String(bytes, i, nameEnd - i, StandardCharsets.ISO_8859_1);
    }
}
