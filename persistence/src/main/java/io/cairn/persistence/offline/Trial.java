package io.cairn.persistence.offline;

import io.cairn.engine.Engine;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.recovery.LoggedCommands;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.SnapshotInput;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Executes commands of logs, to see which of them still apply: a start refuses a log with one that fails.
 *
 * <p>Holds the engine's lock until it is closed. Memory: the data set. Threads: one.
 */
final class Trial implements Closeable {
    private static final int REPLY_BYTES = 1024;

    private final Engine engine;
    private final ReplyWriter reply = new ReplyWriter(REPLY_BYTES);
    private Session session = new Session();

    Trial(OfflineDirectory directory) {
        engine = directory.newEngine();
        engine.beginBatch();
        engine.databases().setExpiring(false);
        beginFile();
    }

    Engine engine() {
        return engine;
    }

    /** Loads a snapshot, beside what is there. */
    void loadSnapshot(Storage storage, String path) throws IOException {
        Recovery.loadDump(engine, storage, path);
        engine.databases().setExpiring(false);
    }

    /** Loads the snapshot with which a file begins; returns where it ends. */
    long loadPreamble(Storage storage, String path) throws IOException {
        long end = Recovery.loadPreamble(engine, storage, path);
        engine.databases().setExpiring(false);
        return end;
    }

    /** Executes a log that is sound, with the snapshot in front of it if there is one. */
    void loadLog(Storage storage, String path) throws IOException {
        long start = SnapshotInput.isSnapshot(storage, path) ? loadPreamble(storage, path) : 0;
        beginFile();
        Args args = new Args();
        LogConsumer executing = (bytes, offset, length, at, database, ms) -> {
            if (database != LogConsumer.SELECTED_IN_STREAM) {
                select(database);
            }
            RequestParser parser = new RequestParser(offset);
            LoggedCommands.parse(parser, bytes, offset + length);
            while (parser.next(bytes, args)) {
                String error = execute(args);
                if (error != null) {
                    throw new OfflineException(path + ": the command " + CommandInspector.name(args) + " fails: "
                            + error + ". Check the directory, or start the version that wrote it");
                }
            }
        };
        LogEnd ignored = start > 0
                ? LogReader.readBehind(storage, path, start, executing)
                : LogReader.read(storage, path, executing);
    }

    /** Says that a log begins: database 0 is selected. */
    void beginFile() {
        session = new Session();
        engine.executor().reserveFor(session);
    }

    /** Selects a database, which a caller that is told of one that is not there leaves to {@link #execute}. */
    void select(int database) throws OfflineException {
        if (database >= engine.databases().count()) {
            throw new OfflineException("the log uses database " + database + ", but there are only "
                    + engine.databases().count() + " (setting: databases)");
        }
        session.select(database);
    }

    /** Executes one command; returns why it fails, or null. Brackets of transactions do nothing. */
    @Nullable
    String execute(Args args) {
        if (LoggedCommands.isBracket(args)) {
            return null;
        }
        long errors = reply.errorCount();
        engine.execute(session, args, reply);
        String error = null;
        if (reply.errorCount() != errors) {
            error = new String(reply.buffer(), 1, Math.max(0, reply.length() - 3), StandardCharsets.ISO_8859_1);
        }
        reply.clear();
        return error;
    }

    @Override
    public void close() {
        engine.executor().reserveFor(null);
        engine.endBatch();
    }
}
