package io.cairn.persistence.log;

import java.io.IOException;

/** Is told what a {@link LogSurvey} finds, in the order of the file. */
public interface SurveyVisitor {
    /**
     * Takes sound commands: whole ones, and none of a transaction that is not whole. The bytes belong to the survey again
     * when this returns. The closing mark has no commands.
     */
    void batch(SurveyedBatch batch, byte[] bytes, int offset, int length) throws IOException;

    /** Takes a range that is damaged. */
    void damage(DamagedRange range) throws IOException;

    /** Takes commands within the range just reported that can still be read, but not trusted. */
    void legible(byte[] bytes, int offset, int length) throws IOException;

    /** Whether Redis may have written such a command; asked where a survey looks for the next command behind damage. */
    boolean isCommand(String name, long arguments);
}
