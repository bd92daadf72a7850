package io.cairn.persistence.log;

/**
 * A sound batch, or a run of commands that Redis wrote.
 *
 * @param from offset of its line, or of its first command
 * @param to offset behind its last command
 * @param ms milliseconds of the clock; {@link LogConsumer#UNKNOWN_MS} if Redis wrote it
 * @param database the one selected where the commands begin; {@link LogConsumer#SELECTED_IN_STREAM} if Redis wrote it
 * @param durable what its line says was forced; 0 if Redis wrote it
 */
public record SurveyedBatch(long from, long to, long ms, int database, long durable) {
    /** Whether it proves that all files before had been on the disk for good: files are forced in order. */
    public boolean provesEarlierFiles() {
        return durable > LogFormat.HEADER_BYTES;
    }
}
