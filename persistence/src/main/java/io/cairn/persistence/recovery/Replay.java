package io.cairn.persistence.recovery;

import io.cairn.engine.Engine;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.handover.Handover;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Executes the commands of a log. Its caller holds the engine's lock and has switched expiry off.
 *
 * <p>A log holds commands that succeeded. One that fails now does not belong to the data before it: loading on would give
 * other data than was written, so it stops the start.
 *
 * <p>A log that is not short is read, checked and taken apart by a thread of its own beside the one that executes; what comes
 * of it is the same.
 */
final class Replay implements BatchPage.Executor {
    /** A shorter log is read before a thread has started. */
    static final long LEAST_PARALLEL_BYTES = 1 << 20;

    private static final int REPLY_BYTES = 1024;

    /** Some thousand commands: handing a page over costs little beside making it, and a few of them stay in the cache. */
    private static final int PAGE_BYTES = 128 << 10;

    private static final int MOST_PAGES = 8;

    private final Engine engine;
    private final Session session;
    private final String path;
    private final long corruptTailBytes;
    private final Loading loading;
    private final ReplyWriter reply = new ReplyWriter(REPLY_BYTES);
    private final Args args = new Args();
    private BatchPage present;
    private long reached;
    private long commands;
    private long bytes;

    /**
     * Creates one.
     *
     * @param session the one that may load
     * @param corruptTailBytes so many damaged bytes at the end are no reason not to start
     */
    Replay(Engine engine, Session session, String path, long corruptTailBytes, Loading loading) {
        this.corruptTailBytes = corruptTailBytes;
        this.engine = engine;
        this.session = session;
        this.path = path;
        this.loading = loading;
        this.present = new BatchPage(0, keyHash());
    }

    /** Ends the reading of a log in which something is that is no command. */
    private static final class FaultException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Executes all there is from {@code start} on, which is 0 unless a snapshot comes before the commands. */
    LogEnd run(Storage storage, long start) throws IOException {
        session.select(0);
        long length;
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            length = file.length();
        }
        engine.databases().putOff();
        try {
            return length - start >= LEAST_PARALLEL_BYTES ? runByTwo(storage, start) : runByOne(storage, start);
        } finally {
            engine.databases().catchUp();
        }
    }

    private LogEnd read(Storage storage, long start, LogConsumer consumer) throws IOException {
        return start == 0
                ? LogReader.read(storage, path, consumer, corruptTailBytes)
                : LogReader.readBehind(storage, path, start, consumer);
    }

    private LogEnd runByOne(Storage storage, long start) throws IOException {
        BatchPage page = new BatchPage(0, keyHash());
        LogConsumer executing = (source, offset, length, at, database, ms) -> {
            page.clear();
            page.add(source, offset, length, at, database);
            execute(page);
        };
        return read(storage, start, executing);
    }

    /** That of all databases. */
    private BatchPage.KeyHash keyHash() {
        return engine.databases().keyspace(0)::hash;
    }

    private LogEnd runByTwo(Storage storage, long start) throws IOException {
        Handover<BatchPage> pages = new Handover<>(MOST_PAGES, () -> new BatchPage(PAGE_BYTES, keyHash()));
        LogEnd[] end = new LogEnd[1];
        pages.run(
                "cairn-load",
                () -> end[0] = read(storage, start, pages),
                this::execute,
                () -> loading.reached(reached));
        return Objects.requireNonNull(end[0]);
    }

    /** Fills pages with all of the log. */
    private @Nullable LogEnd read(Storage storage, long start, Handover<BatchPage> pages) throws IOException {
        Filler filler = new Filler(pages);
        try {
            return read(storage, start, filler);
        } catch (FaultException e) {
            // The page with the fault says so to the one who executes what is before it.
            return null;
        } finally {
            pages.fill(filler.page);
        }
    }

    /** Collects batches in pages. */
    private static final class Filler implements LogConsumer {
        private final Handover<BatchPage> pages;
        private BatchPage page;

        Filler(Handover<BatchPage> pages) {
            this.pages = pages;
            page = pages.empty();
            page.clear();
        }

        @Override
        public void batch(byte[] source, int offset, int length, long fileOffset, int database, long ms)
                throws FaultException {
            if (!page.add(source, offset, length, fileOffset, database)) {
                pages.fill(page);
                page = pages.empty();
                page.clear();
                page.add(source, offset, length, fileOffset, database);
            }
            if (page.fault() != null) {
                throw new FaultException();
            }
        }
    }

    private void execute(BatchPage page) throws IOException {
        present = page;
        page.forEach(args, this);
        String fault = page.fault();
        if (fault != null) {
            throw RecoveryException.of(path, page.faultOffset(), fault);
        }
        bytes += page.fileBytes();
        reached = Math.max(reached, page.fileEnd());
        loading.reached(reached);
    }

    @Override
    public void select(int database, int offset) throws RecoveryException {
        if (database == LogConsumer.SELECTED_IN_STREAM) {
            return;
        }
        String fault = LoggedCommands.databaseFault(database, engine.databases().count());
        if (fault != null) {
            throw RecoveryException.of(path, present.fileOffset(offset), "it " + fault);
        }
        session.select(database);
    }

    @Override
    public void warm(long[] hashes, int from, int to) {
        engine.databases().keyspace(session.database()).warm(hashes, from, to);
    }

    @Override
    public void execute(Args request) throws RecoveryException {
        commands++;
        if (LoggedCommands.isBracket(args)) {
            // A reader hands on whole transactions only, and nobody looks at the data before the end of the replay.
            return;
        }
        String fault = LoggedCommands.fault(
                engine.executor().table(), args, engine.databases().count());
        if (fault != null) {
            throw refuse(fault);
        }
        long errors = reply.errorCount();
        engine.replay(session, args, reply);
        if (reply.errorCount() != errors) {
            String error = new String(reply.buffer(), 1, Math.max(0, reply.length() - 3), StandardCharsets.ISO_8859_1);
            throw refuse("fails: " + error);
        }
        reply.clear();
    }

    /** Refuses the command that is being executed. */
    private RecoveryException refuse(String fault) {
        return RecoveryException.ofCommand(path, commandOffset(), commands, args, fault);
    }

    private long commandOffset() {
        return present.fileOffset(args.isVerbatim() ? args.requestStart() : args.offset(0));
    }

    long commands() {
        return commands;
    }

    long bytes() {
        return bytes;
    }
}
