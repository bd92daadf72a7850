package io.cairn.persistence.log;

import io.cairn.persistence.storage.NoSpaceException;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One log file that is being written.
 *
 * <pre>
 *   0          durable           end                    prepared         length
 *   | batches, forced | batches  |  #\n#\n, forced, mapped  |  #\n, being made  |
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>I1: durable ≤ end &lt; prepared ≤ length; durable and end are borders of batches.
 *   <li>I2: what lies between end and prepared is padding that was forced with the file's length, so that a force of
 *       batches writes their own pages and nothing else.
 *   <li>I3: padding follows the last batch until {@link #seal}, with room for a closing mark: a file that ends in a command
 *       was not left by a dead Cairn.
 *   <li>I4: after a failed force nothing more becomes durable, whatever a later force says.
 * </ul>
 *
 * <p>Threads: {@link #append} by the holder of the engine's lock; {@link #force} and {@link #seal} by one at a time, the
 * latter when nobody appends to this file any more; {@link #prepare} by any.
 */
final class LogFile {
    private static final int MARGIN_BYTES = LogFormat.BATCH_HEADER_MAX_BYTES + 2;

    /**
     * What padding is written in where every batch is forced: one page. The kernel keeps what one write brought together, and
     * writes all of it again with a force of a few bytes.
     */
    static final int FINE_PADDING_BYTES = 4096;

    /** The same where forces are rare: a quarter of the kernel's work for each page. */
    static final int COARSE_PADDING_BYTES = 64 << 10;

    private static final byte[] PADDING = LogFormat.padding(COARSE_PADDING_BYTES);
    private static final byte[] NOTHING = {};
    private static final VarHandle END;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(LogFile.class, "end", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StorageFile file;

    /** A second handle: an I/O error is reported once to each, so preparing cannot swallow what a force must hear of. */
    private final StorageFile extender;

    private final BatchEncoder encoder;
    private final BatchFields fields = new BatchFields();
    private long base;
    private long end;

    /** Where the mark of {@link #endHere} begins; not before there is one. */
    private long commandsEnd = Long.MAX_VALUE;

    private volatile long prepared;
    private volatile long durable;
    private volatile @Nullable IOException failure;
    private boolean sealed;
    private boolean broken;
    private boolean givenUp;

    private LogFile(StorageFile file, StorageFile extender, BatchEncoder encoder, long end) {
        this.file = file;
        this.extender = extender;
        this.encoder = encoder;
        this.end = end;
        durable = end;
        prepared = end;
    }

    /** Sets the log's position at the file's first byte; only before anybody else sees the file. */
    void startAt(long position) {
        base = position;
    }

    /** Makes a file that holds its header and one prepared chunk. Not in its directory for good before this returns. */
    static LogFile create(Storage storage, String name, long salt, long follows) throws IOException {
        byte[] header = LogFormat.header(salt, follows);
        int chain = LogFormat.headerCrc(header, LogFormat.HEADER_CRC_AT);
        LogFile log = open(storage, name, Storage.Mode.CREATE, new BatchEncoder(salt, chain), header.length);
        return log.begin(storage, extender -> extender.write(0, header, 0, header.length));
    }

    /** Goes on behind the last commands of a file that was read; what follows them is cut off, closing marks too. */
    static LogFile resume(Storage storage, LogEnd read) throws IOException {
        LogTail tail = read.tail();
        if (tail == null) {
            throw new IOException(read.file() + ": cannot go on in this file: " + read.reason());
        }
        BatchEncoder encoder = new BatchEncoder(tail.salt(), tail.chain());
        LogFile log = open(storage, read.file(), Storage.Mode.WRITE, encoder, tail.offset());
        return log.begin(storage, extender -> {
            extender.truncate(tail.offset());
            LogReader.writeAgain(extender, read, tail.offset());
        });
    }

    private static LogFile open(Storage storage, String name, Storage.Mode mode, BatchEncoder encoder, long end)
            throws IOException {
        StorageFile file = storage.open(name, mode);
        try {
            return new LogFile(file, storage.open(name, Storage.Mode.WRITE), encoder, end);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** What comes before the first prepared chunk. */
    @FunctionalInterface
    private interface FirstStep {
        void run(StorageFile extender) throws IOException;
    }

    /** Makes room for a batch and a mark. Keeps no handle if that fails: rewrites on a full disk are tried again and again. */
    private LogFile begin(Storage storage, FirstStep step) throws IOException {
        try {
            step.run(extender);
            do {
                prepare(1, FINE_PADDING_BYTES);
            } while (!hasRoom(0));
            syncDirectoryOf(storage, name());
            return this;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Makes the names in a file's directory survive a power failure. Needed after reading too: a process that was killed
     * between a rename and its sync leaves names that everybody sees and the disk does not have.
     */
    static void syncDirectoryOf(Storage storage, String name) throws IOException {
        int slash = name.lastIndexOf('/');
        storage.syncDirectory(slash < 0 ? "" : name.substring(0, slash));
    }

    String name() {
        return file.name();
    }

    long salt() {
        return encoder.salt();
    }

    /** Offset behind the last batch. Any thread. */
    long end() {
        return (long) END.getAcquire(this);
    }

    /** Position of the log behind the last batch. Any thread. */
    long endPosition() {
        return base + end();
    }

    /** Position of the log below which this file is forced. Any thread. */
    long durablePosition() {
        return base + durable;
    }

    /** Offset up to which batches may be stored. Any thread. */
    long prepared() {
        return prepared;
    }

    /** Size of the chunks that {@link #prepare} counts. */
    int chunkBytes() {
        return file.chunkBytes();
    }

    /** What failed first, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** True if a store has failed, so that nothing can be appended any more. For those who append. */
    boolean isBroken() {
        return broken;
    }

    /** True if a batch with {@code length} bytes of commands can be stored right away. */
    boolean hasRoom(int length) {
        return prepared - end - LogFormat.BATCH_HEADER_MAX_BYTES - MARGIN_BYTES >= length;
    }

    /** Stores one batch; there must be room. */
    void append(byte[] bytes, int from, int length, int database, long ms) {
        long at = end;
        int header = encode(at, durable, bytes, from, length, database, ms);
        // The line goes first. A process killed between the two leaves a line whose commands do not match it; the other
        // way round it would leave commands that a client chose behind padding, where a Redis might have written them.
        // Killed in the middle of the commands it leaves padding where a value should be, which a Redis would load
        // as that value: until all of them are there, a stop stands behind them, at which it refuses the file.
        try {
            file.store(at + header + length, LogFormat.STOP, 0, LogFormat.STOP.length);
            file.store(at, encoder.buffer(), LogFormat.LINE_AT, header);
            file.store(at + header, bytes, from, length);
            file.store(at + header + length, PADDING, 0, LogFormat.STOP.length);
        } catch (InternalError e) {
            // The kernel had no page to give. What is there of the batch is unknown, and the chain has passed it.
            broken = true;
            failure = new IOException(name() + ": a store failed: " + e.getMessage(), e);
            throw e;
        }
        END.setRelease(this, at + header + length);
    }

    /**
     * Says that the log goes on in another file. Without this a file whose last pages were lost could not be told from a
     * whole one, and the batches in the next file would have a hole before them.
     */
    void endHere(long ms) {
        commandsEnd = end;
        append(NOTHING, 0, 0, 0, ms);
    }

    private int encode(long at, long forcedTo, byte[] bytes, int from, int length, int database, long ms) {
        BatchFields batch = fields;
        batch.length = length;
        batch.ms = ms;
        batch.durable = forcedTo;
        batch.database = database;
        return encoder.encode(at, batch, bytes, from);
    }

    /**
     * Prepares the next {@code chunks}: extends the file through them in writes of {@code writeBytes}, forces it, maps them. Where
     * the disk has no room for all of them, those that are whole are prepared, and only if there is none it fails.
     */
    synchronized void prepare(int chunks, int writeBytes) throws IOException {
        if (chunks < 1) {
            throw new IllegalArgumentException("chunks=" + chunks);
        }
        if (sealed) {
            return;
        }
        int chunk = file.chunkBytes();
        try {
            long target = extend((prepared / chunk + chunks) * chunk, Math.min(writeBytes, chunk));
            extender.force();
            file.unmapBefore(end());
            file.map(end(), target);
            prepared = target;
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException e) {
            throw fail(e);
        }
    }

    /** Writes padding up to {@code target}, or to the last border of chunks that there is room for; returns which. */
    private long extend(long target, int piece) throws IOException {
        // A full disk may have stopped an earlier attempt anywhere.
        long at = extender.length();
        try {
            while (at < target) {
                int from = (int) (at % piece);
                extender.write(at, PADDING, from, piece - from);
                at += piece - from;
            }
            return target;
        } catch (NoSpaceException e) {
            int chunk = file.chunkBytes();
            long whole = at / chunk * chunk;
            if (whole <= prepared) {
                throw e;
            }
            return whole;
        }
    }

    /** Forces what was appended before the call. */
    void force() throws IOException {
        long reached = end();
        checkNotFailed();
        try {
            file.force();
        } catch (IOException e) {
            throw fail(e);
        }
        checkNotFailed();
        durable = reached;
    }

    /** Ends the file: everything forced, closing mark, exact length. Nothing can be appended after. */
    void seal(long ms) throws IOException {
        force();
        synchronized (this) {
            sealed = true;
            try {
                long at = end;
                // Only now, with all before it forced, may the mark say so: of commands, not of a mark before it.
                // Both come off when the log goes on here, and a power failure may then bring back a part of them.
                int mark = encode(at, Math.min(durable, commandsEnd), NOTHING, 0, 0, 0, ms);
                file.write(at, encoder.buffer(), LogFormat.LINE_AT, mark);
                file.truncate(at + mark);
                file.force();
            } catch (IOException e) {
                throw fail(e);
            }
        }
        close();
    }

    /** Closes the handles and leaves the file as it is. */
    synchronized void close() throws IOException {
        sealed = true;
        try {
            extender.close();
        } finally {
            file.close();
        }
    }

    /** Says that what should have been appended never will be: nothing more becomes durable, and no mark calls the file whole. */
    synchronized void giveUp() {
        givenUp = true;
        if (failure == null) {
            failure = new IOException(name() + ": there was no room for all that belongs in it");
        }
    }

    synchronized boolean isGivenUp() {
        return givenUp;
    }

    private void checkNotFailed() throws IOException {
        IOException before = failure;
        if (before != null) {
            throw new IOException(before.getMessage(), before);
        }
    }

    private IOException fail(IOException e) {
        failure = e;
        return e;
    }
}
