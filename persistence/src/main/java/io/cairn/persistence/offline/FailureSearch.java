package io.cairn.persistence.offline;

import io.cairn.persistence.log.DamagedRange;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.SurveyEnd;
import io.cairn.persistence.log.SurveyVisitor;
import io.cairn.persistence.log.SurveyedBatch;
import java.io.IOException;

/**
 * Looks for the first command of a log that fails when it is executed. Where there are no checksums that is the only sign of
 * some damage. Threads: one.
 */
final class FailureSearch implements SurveyVisitor {
    private final CommandInspector inspector;
    private final Trial trial;
    private long failure = -1;

    private FailureSearch(CommandInspector inspector, Trial trial) {
        this.inspector = inspector;
        this.trial = trial;
    }

    /** Executes what is sound in a log; returns the offset of the first command that fails, or of its batch, or −1. */
    static long run(OfflineDirectory directory, SurveyEnd known, Trial trial) throws IOException {
        FailureSearch search = new FailureSearch(new CommandInspector(directory), trial);
        trial.beginFile();
        LogSurvey.again(directory.storage(), known, search);
        return search.failure;
    }

    @Override
    public void batch(SurveyedBatch batch, byte[] bytes, int offset, int length) throws IOException {
        if (failure >= 0 || length == 0) {
            return;
        }
        if (batch.database() != LogConsumer.SELECTED_IN_STREAM) {
            if (inspector.databaseFault(batch.database()) != null) {
                failure = batch.from();
                return;
            }
            trial.select(batch.database());
        }
        inspector.each(bytes, offset, length, (args, at, fault) -> {
            if (failure < 0 && (fault != null || trial.execute(args) != null)) {
                failure = batch.ms() < 0 ? batch.from() + at - offset : batch.from();
            }
        });
    }

    @Override
    public void damage(DamagedRange range) {
        // Found by the check.
    }

    @Override
    public void legible(byte[] bytes, int offset, int length) {
        // Not sound.
    }

    @Override
    public boolean isCommand(String name, long arguments) {
        return inspector.isCommand(name, arguments);
    }
}
