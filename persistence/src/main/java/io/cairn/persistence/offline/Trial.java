package io.cairn.persistence.offline;

import io.cairn.engine.Engine;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.recovery.LoggedCommands;
import io.cairn.persistence.recovery.Recovery;
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

    /** Loads the snapshot with which a file begins. */
    void loadPreamble(Storage storage, String path) throws IOException {
        long ignored = Recovery.loadPreamble(engine, storage, path);
        engine.databases().setExpiring(false);
    }

    /** Executes a log that is sound, with the snapshot in front of it if there is one. */
    void loadLog(Storage storage, String path) throws IOException {
        beginFile();
        Recovery.loadLog(engine, session, storage, path);
        engine.databases().setExpiring(false);
    }

    /** Says that a log begins: database 0 is selected. */
    void beginFile() {
        session = new Session();
        engine.executor().reserveFor(session);
    }

    /** Selects a database, which must be there. */
    void select(int database) {
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
