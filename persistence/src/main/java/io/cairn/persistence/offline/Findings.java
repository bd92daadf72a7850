package io.cairn.persistence.offline;

import io.cairn.persistence.log.SurveyedBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects findings, and completes them with what is only known behind them: proofs, and what a cut would lose.
 *
 * <p>Memory is bounded by the number of findings and of names. Threads: one.
 */
final class Findings {
    /** Nobody reads more; files with more damage than this are not worth a list. */
    private static final int LISTED_MAX = 10_000;

    /** A finding that is not complete. */
    static final class Open {
        private final Cause cause;
        private final String path;
        private final long from;
        private final long to;
        private final String what;
        private final Severity least;
        final LossCount inside;
        private final long batchesBefore;
        private final long commandsBefore;
        private final long bytesBefore;
        private boolean inLogs;
        private String proof = "";
        private long firstMsBehind = -1;

        private Open(Findings all, Severity least, Cause cause, String path, long from, long to, String what) {
            this.least = least;
            this.cause = cause;
            this.path = path;
            this.from = from;
            this.to = to;
            this.what = what;
            inside = new LossCount(Math.min(Loss.KEYS_MAX, all.keysLeft()));
            batchesBefore = all.batches;
            commandsBefore = all.commands;
            bytesBefore = all.bytes;
        }
    }

    private final List<Open> list = new ArrayList<>();
    private final List<Open> unproven = new ArrayList<>();
    private final List<Open> nothingBehind = new ArrayList<>();
    private int keysListed;
    private long unlisted;
    private long batches;
    private long commands;
    private long bytes;
    private long lastMs = -1;
    private @Nullable Open lastInLogs;

    /** How many more names of keys may be kept. What the last finding holds is complete when the next one comes. */
    private int keysLeft() {
        Open last = lastInLogs;
        keysListed += last == null ? 0 : last.inside.keyCount();
        lastInLogs = null;
        return Losses.KEYS_LISTED_MAX - keysListed;
    }

    /** Adds one that is about a file or a place. */
    Open add(Severity severity, Cause cause, String path, long from, long to, String what) {
        return add(new Open(this, severity, cause, path, from, to, what));
    }

    /** Adds one that is about a part of the logs, behind which other parts may follow. */
    Open addInLogs(Severity least, Cause cause, String path, long from, long to, String what) {
        Open open = new Open(this, least, cause, path, from, to, what);
        open.inLogs = true;
        lastInLogs = open;
        if (list.size() < LISTED_MAX) {
            unproven.add(open);
            nothingBehind.add(open);
        }
        return add(open);
    }

    private Open add(Open open) {
        if (list.size() < LISTED_MAX) {
            list.add(open);
        } else {
            unlisted++;
        }
        return open;
    }

    /** One that belongs to no list. */
    Open nowhere() {
        return new Open(this, Severity.NOTE, Cause.UNCHECKED, "", 0, 0, "");
    }

    /** Is told of each sound batch: it lies behind all that was found so far. */
    void batch(SurveyedBatch batch) {
        batches += batch.ms() >= 0 ? 1 : 0;
        bytes += batch.to() - batch.from();
        if (batch.ms() >= 0) {
            nothingBehind.forEach(open -> open.firstMsBehind = batch.ms());
            nothingBehind.clear();
            lastMs = batch.ms();
        }
    }

    /** Is told of the commands of sound batches. */
    void command() {
        commands++;
    }

    /** Is told of a genuine line at {@code at}, which says that all before {@code durable} had been on the disk. */
    void prove(String path, long at, long durable, boolean provesEarlierFiles) {
        if (unproven.isEmpty()) {
            return;
        }
        String proof = "the line at offset " + at;
        unproven.removeIf(open -> {
            boolean sameFile = open.path.equals(path);
            boolean proved = sameFile ? open.from < durable : provesEarlierFiles;
            if (proved) {
                open.proof = sameFile ? proof : proof + " of " + path;
            }
            return proved;
        });
    }

    /** @param start what a start does; null if it is not about a data set */
    CheckReport report(List<FileSummary> files, @Nullable StartVerdict start) {
        List<Finding> findings = new ArrayList<>();
        list.forEach(open -> findings.add(complete(open)));
        return new CheckReport(files, findings, unlisted, start);
    }

    private Finding complete(Open open) {
        Loss behind = Loss.NONE;
        if (open.inLogs && bytes > open.bytesBefore) {
            behind = new Loss(
                    batches - open.batchesBefore,
                    commands - open.commandsBefore,
                    bytes - open.bytesBefore,
                    open.firstMsBehind,
                    open.firstMsBehind < 0 ? -1 : lastMs,
                    List.of(),
                    false);
        }
        boolean serious = !open.proof.isEmpty() || behind.commands() > 0;
        Severity severity = open.inLogs && serious ? Severity.ERROR : open.least;
        return new Finding(
                severity,
                open.cause,
                open.path,
                open.from,
                open.to,
                open.what,
                open.proof,
                open.inside.total(),
                behind);
    }
}
