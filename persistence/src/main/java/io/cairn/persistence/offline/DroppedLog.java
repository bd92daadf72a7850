package io.cairn.persistence.offline;

import io.cairn.persistence.log.DamagedRange;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.SurveyEnd;
import io.cairn.persistence.log.SurveyVisitor;
import io.cairn.persistence.log.SurveyedBatch;
import java.io.IOException;

/** Counts what a log holds from some offset on, for when that is left out. Threads: one. */
final class DroppedLog implements SurveyVisitor {
    private final long from;
    private final CommandInspector inspector;
    private final LossCount loss = new LossCount();
    private boolean counting;

    private DroppedLog(OfflineDirectory directory, long from) {
        this.from = from;
        inspector = new CommandInspector(directory);
    }

    /** Counts in a log of which {@code known} is known. */
    static LossCount count(OfflineDirectory directory, SurveyEnd known, long from) throws IOException {
        DroppedLog dropped = new DroppedLog(directory, from);
        LogSurvey.again(directory.storage(), known, dropped);
        return dropped.loss;
    }

    @Override
    public void batch(SurveyedBatch batch, byte[] bytes, int offset, int length) throws IOException {
        if (batch.to() <= from || length == 0) {
            return;
        }
        if (batch.ms() >= 0) {
            loss.batch(batch.ms());
        }
        // A run of commands of Redis may begin before the cut.
        long inside = Math.max(0, from - batch.from());
        loss.bytes(batch.to() - batch.from() - inside);
        inspector.each(bytes, offset, length, (args, at, fault) -> {
            if (batch.ms() >= 0 || at - offset >= inside) {
                inspector.count(loss);
            }
        });
    }

    @Override
    public void damage(DamagedRange range) {
        counting = range.to() > from;
        if (counting) {
            loss.bytes(range.to() - range.from());
            if (range.isBatch()) {
                loss.batch(range.ms());
            }
        }
    }

    @Override
    public void legible(byte[] bytes, int offset, int length) throws IOException {
        if (counting) {
            inspector.each(bytes, offset, length, (args, at, fault) -> inspector.count(loss));
        }
    }

    @Override
    public boolean isCommand(String name, long arguments) {
        return inspector.isCommand(name, arguments);
    }
}
