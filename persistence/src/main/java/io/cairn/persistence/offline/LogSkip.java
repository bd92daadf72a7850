package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cairn.engine.resp.Args;
import io.cairn.persistence.log.DamagedRange;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.SurveyVisitor;
import io.cairn.persistence.log.SurveyedBatch;
import io.cairn.persistence.recovery.LoggedCommands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log anew without what is damaged in it, and without commands that a start would refuse: those that no log may
 * hold, and those that fail because what they worked on is lost.
 *
 * <p>A batch that began with another database selected than the one before it now ends with gets a {@code select} in front.
 * Threads: one.
 */
final class LogSkip implements SurveyVisitor {
    private static final byte[] EXEC = "*1\r\n$4\r\nEXEC\r\n".getBytes(US_ASCII);

    private final String path;
    private final CommandInspector inspector;
    private final CommandOutput out;
    private final Losses losses;
    private final @Nullable Trial trial;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private LossCount inRange = new LossCount();
    private @Nullable DamagedRange range;
    private int database;
    private int writtenDatabase;
    private long lastMs;
    private boolean inTransaction;
    private boolean databaseKnown = true;

    /** @param trial executes what is kept; null if it is not known what the log is applied to */
    LogSkip(String path, CommandInspector inspector, CommandOutput out, Losses losses, @Nullable Trial trial) {
        this.path = path;
        this.inspector = inspector;
        this.out = out;
        this.losses = losses;
        this.trial = trial;
        if (trial != null) {
            trial.beginFile();
        }
    }

    /** Ends the file. */
    void finish() throws IOException {
        endRange();
        endTransaction();
        out.finish();
    }

    @Override
    public void batch(SurveyedBatch batch, byte[] bytes, int offset, int length) throws IOException {
        endRange();
        if (length == 0) {
            return;
        }
        if (batch.database() != LogConsumer.SELECTED_IN_STREAM) {
            database = batch.database();
            databaseKnown = inspector.databaseFault(database) == null;
        }
        lastMs = Math.max(lastMs, batch.ms());
        int began = database;
        kept.reset();
        if (database != writtenDatabase && databaseKnown) {
            String text = Integer.toString(database);
            String select = String.join("\r\n", "*2", "$6", "select", "$" + text.length(), text, "");
            kept.writeBytes(select.getBytes(US_ASCII));
            began = writtenDatabase;
        }
        if (trial != null && databaseKnown) {
            trial.select(database);
        }
        Refused refused = new Refused();
        inspector.each(bytes, offset, length, (args, at, fault) -> keep(args, fault, refused));
        writtenDatabase = databaseKnown ? database : writtenDatabase;
        if (kept.size() > 0) {
            byte[] commands = kept.toByteArray();
            out.write(commands, 0, commands.length, began, batch.ms() < 0 ? lastMs : batch.ms());
        }
        if (refused.reason != null) {
            losses.add(path, batch.from(), batch.to(), refused.reason, refused.count);
        }
    }

    /** What of a batch is left out. */
    private static final class Refused {
        final LossCount count = new LossCount();

        @Nullable
        String reason;
    }

    /** What is left of a transaction stays one, or all that follows would be taken for a part of it. */
    private void endTransaction() throws IOException {
        if (inTransaction) {
            inTransaction = false;
            out.write(EXEC, 0, EXEC.length, writtenDatabase, lastMs);
        }
    }

    private @Nullable String bracketFault(Args args) {
        boolean opens = args.isWord(0, "MULTI");
        if (opens == inTransaction) {
            return opens ? "a transaction begins within another one" : "EXEC ends no transaction";
        }
        inTransaction = opens;
        return null;
    }

    private void keep(Args args, @Nullable String fault, Refused refused) {
        boolean selects = args.isWord(0, "SELECT");
        boolean isBracket = LoggedCommands.isBracket(args);
        String wrong = isBracket ? bracketFault(args) : fault;
        databaseKnown = selects ? wrong == null : databaseKnown;
        if (wrong == null && !isBracket && !databaseKnown) {
            wrong = "its database is not known, because the one selected before is wrong";
        }
        if (wrong == null && trial != null) {
            String error = trial.execute(args);
            wrong = error == null
                    ? null
                    : "the command " + CommandInspector.name(args) + " does not apply to what is left: " + error;
        }
        if (wrong != null) {
            refused.reason = refused.reason == null ? wrong : refused.reason;
            refused.count.bytes(args.requestEnd() - args.requestStart());
            inspector.count(refused.count);
            return;
        }
        if (selects) {
            database = (int) args.toLong(1);
        }
        kept.write(args.bytes(), args.requestStart(), args.requestEnd() - args.requestStart());
    }

    @Override
    public void damage(DamagedRange damaged) throws IOException {
        endRange();
        endTransaction();
        range = damaged;
        inRange.bytes(damaged.to() - damaged.from());
        if (damaged.isBatch()) {
            inRange.batch(damaged.ms());
        }
    }

    private void endRange() {
        DamagedRange damaged = range;
        if (damaged != null) {
            losses.add(path, damaged.from(), damaged.to(), damaged.what(), inRange);
            inRange = new LossCount();
            range = null;
        }
    }

    @Override
    public void legible(byte[] bytes, int offset, int length) throws IOException {
        LossCount count = inRange;
        inspector.each(bytes, offset, length, (args, at, fault) -> inspector.count(count));
    }

    @Override
    public boolean isCommand(String name, long arguments) {
        return inspector.isCommand(name, arguments);
    }
}
