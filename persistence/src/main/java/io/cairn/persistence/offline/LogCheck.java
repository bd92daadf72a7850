package io.cairn.persistence.offline;

import io.cairn.persistence.log.DamagedRange;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.SurveyEnd;
import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.log.SurveyVisitor;
import io.cairn.persistence.log.SurveyedBatch;
import io.cairn.persistence.recovery.LoggedCommands;
import java.io.IOException;

/** Checks one log file. Memory: one batch. Threads: one. */
final class LogCheck implements SurveyVisitor {
    private final String path;
    private final Findings findings;
    private final CommandInspector inspector;
    private Findings.Open lastDamage;
    private boolean inTransaction;
    private long transactionFrom;
    private boolean soundBehindFault;
    private long batches;
    private long commands;
    private long firstMs = -1;
    private long lastMs = -1;
    private long firstFault = -1;
    private boolean damageAtEnd;

    private LogCheck(OfflineDirectory directory, Findings findings, String path) {
        this.path = path;
        this.findings = findings;
        inspector = new CommandInspector(directory);
        lastDamage = findings.nowhere();
    }

    /**
     * What is known of a file.
     *
     * @param summary what is sound
     * @param end what it is
     * @param firstFault offset of the first thing that a start would not take, −1 if there is none
     * @param soundBehindFault whether there is anything sound behind that
     * @param damageAtEnd whether its last part is damaged
     */
    record Result(FileSummary summary, SurveyEnd end, long firstFault, boolean soundBehindFault, boolean damageAtEnd) {
        /** Whether something has taken an end away of which nobody knows what it held. */
        boolean isShortened() {
            return isUnclosed() && end.end() == end.length();
        }

        /** Whether it simply stops. */
        boolean isUnclosed() {
            return !end.closed() && !damageAtEnd;
        }
    }

    /** Checks the file {@code path}; {@code saltHint} as in {@link LogSurvey#survey}. */
    static Result check(OfflineDirectory directory, String path, long saltHint, Findings findings) throws IOException {
        LogCheck check = new LogCheck(directory, findings, path);
        return check.result(LogSurvey.survey(directory.storage(), path, saltHint, check));
    }

    /** Checks the commands from {@code start} on: behind the snapshot with which a file begins. */
    static Result checkBehind(OfflineDirectory directory, String path, long start, Findings findings)
            throws IOException {
        LogCheck check = new LogCheck(directory, findings, path);
        return check.result(LogSurvey.surveyBehind(directory.storage(), path, start, check));
    }

    private Result result(SurveyEnd end) {
        if (inTransaction && !damageAtEnd) {
            fault(Cause.BRACKET, transactionFrom, end.end(), "a transaction has no EXEC");
        }
        if (end.writer() == Writer.REDIS && end.length() > end.start()) {
            String what = "was written by Redis, without checksums";
            findings.add(Severity.NOTE, Cause.UNCHECKED, path, end.start(), end.start(), what);
        }
        if (end.sectionAt() >= 0) {
            String what = "from there on written by Redis, without checksums";
            findings.add(Severity.NOTE, Cause.UNCHECKED, path, end.sectionAt(), end.sectionAt(), what);
        }
        String kind = end.writer() == Writer.CAIRN ? "log of Cairn" : "log of Redis";
        FileSummary summary =
                new FileSummary(path, kind, end.length() - end.start(), batches, commands, 0, firstMs, lastMs);
        return new Result(summary, end, firstFault, soundBehindFault, damageAtEnd);
    }

    @Override
    public void batch(SurveyedBatch batch, byte[] bytes, int offset, int length) throws IOException {
        damageAtEnd = false;
        findings.prove(path, batch.from(), batch.durable(), batch.provesEarlierFiles());
        if (length == 0) {
            return;
        }
        findings.batch(batch);
        soundBehindFault |= firstFault >= 0;
        if (batch.ms() >= 0) {
            batches++;
            firstMs = firstMs < 0 ? batch.ms() : firstMs;
            lastMs = Math.max(lastMs, batch.ms());
        }
        String databaseFault =
                batch.database() == LogConsumer.SELECTED_IN_STREAM ? null : inspector.databaseFault(batch.database());
        if (databaseFault != null) {
            fault(Cause.COMMAND, batch.from(), batch.to(), databaseFault);
        }
        String wrong = inspector.each(bytes, offset, length, (args, at, fault) -> {
            long place = batch.ms() < 0 ? batch.from() + at - offset : batch.from();
            if (LoggedCommands.isBracket(args)) {
                bracket(args.isWord(0, "MULTI"), place);
                return;
            }
            if (CommandInspector.counts(args)) {
                commands++;
                findings.command();
            }
            if (fault != null) {
                String what = fault + (batch.ms() < 0 ? "" : ", in the batch that begins there");
                fault(Cause.COMMAND, place, place, what);
            }
        });
        if (wrong != null) {
            fault(Cause.COMMAND, batch.from(), batch.to(), wrong);
        }
    }

    private void bracket(boolean opens, long place) {
        if (opens == inTransaction) {
            String what = opens ? "a transaction begins within another one" : "EXEC ends no transaction";
            fault(Cause.BRACKET, place, place, what);
        }
        inTransaction = opens;
        transactionFrom = place;
    }

    private void fault(Cause cause, long from, long to, String what) {
        findings.add(Severity.ERROR, cause, path, from, to, what);
        firstFault = firstFault < 0 ? from : firstFault;
    }

    @Override
    public void damage(DamagedRange range) {
        String what = range.guess()
                ? range.what() + "; where commands begin again is a guess, and for which database"
                : range.what();
        lastDamage = findings.addInLogs(least(range), cause(range.kind()), path, range.from(), range.to(), what);
        lastDamage.inside.bytes(range.to() - range.from());
        if (range.isBatch()) {
            lastDamage.inside.batch(range.ms());
            findings.prove(path, range.from(), range.durable(), range.provesEarlierFiles());
        }
        firstFault = firstFault < 0 ? range.from() : firstFault;
        damageAtEnd = true;
        inTransaction = false;
    }

    /** What it means if nothing follows that proves more: a torn end is cut, what cannot be one is refused. */
    private static Severity least(DamagedRange range) {
        return switch (range.kind()) {
            case FIRST_LINE, NO_COMMAND, TOO_NEW -> Severity.ERROR;
            case CHECKSUM, UNVERIFIABLE, NO_BATCH, UNFINISHED -> Severity.WARNING;
        };
    }

    private static Cause cause(DamagedRange.Kind kind) {
        return switch (kind) {
            case FIRST_LINE -> Cause.FIRST_LINE;
            case CHECKSUM -> Cause.CHECKSUM;
            case UNVERIFIABLE -> Cause.UNVERIFIABLE;
            case NO_BATCH -> Cause.NO_BATCH;
            case NO_COMMAND -> Cause.NO_COMMAND;
            case UNFINISHED -> Cause.UNFINISHED;
            case TOO_NEW -> Cause.TOO_NEW;
        };
    }

    @Override
    public void legible(byte[] bytes, int offset, int length) throws IOException {
        LossCount inside = lastDamage.inside;
        inspector.each(bytes, offset, length, (args, at, fault) -> inspector.count(inside));
    }

    @Override
    public boolean isCommand(String name, long arguments) {
        return inspector.isCommand(name, arguments);
    }
}
