package io.cairn.persistence.offline;

import io.cairn.persistence.log.DamagedRange;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.SurveyVisitor;
import io.cairn.persistence.log.SurveyedBatch;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;

/** Looks for the first batch of a log with a clock behind some moment. Threads: one, one use. */
public final class FirstLater implements SurveyVisitor {
    private final long ms;
    private long offset = -1;

    private FirstLater(long ms) {
        this.ms = ms;
    }

    /**
     * Where the first batch after {@code ms} begins; −1 if there is none.
     *
     * @param saltHint as in {@link LogSurvey#survey}
     */
    public static long offset(Storage storage, String path, long saltHint, long ms) throws IOException {
        FirstLater search = new FirstLater(ms);
        LogSurvey.survey(storage, path, saltHint, search);
        return search.offset;
    }

    @Override
    public void batch(SurveyedBatch batch, byte[] bytes, int from, int length) {
        if (offset < 0 && length > 0 && batch.ms() > ms) {
            offset = batch.from();
        }
    }

    @Override
    public void damage(DamagedRange range) {
        if (offset < 0 && range.isBatch() && range.ms() > ms) {
            offset = range.from();
        }
    }

    @Override
    public void legible(byte[] bytes, int from, int length) {
        // Not sound.
    }

    @Override
    public boolean isCommand(String name, long arguments) {
        return false;
    }
}
