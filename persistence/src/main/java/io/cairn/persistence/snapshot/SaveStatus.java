package io.cairn.persistence.snapshot;

/**
 * What is known of the saves so far. Immutable.
 *
 * @param lastSaveMs when the last good one was taken, or the data set was opened
 * @param lastAttemptMs when the last one in the background ended, however
 * @param succeeded whether the last one in the background did, or a later one did while everybody waited
 * @param lastDurationMs how long the last one in the background took; −1 if there was none
 * @param count how many have succeeded
 * @param savedChanges {@link io.cairn.engine.keyspace.Databases#changes} at the last good one
 */
public record SaveStatus(
        long lastSaveMs, long lastAttemptMs, boolean succeeded, long lastDurationMs, long count, long savedChanges) {
    SaveStatus succeededAt(long takenAtMs, long endedAtMs, long changes) {
        return new SaveStatus(takenAtMs, endedAtMs, true, endedAtMs - takenAtMs, count + 1, changes);
    }

    /** After a save for which everybody waited. */
    SaveStatus succeededAtOnce(long takenAtMs, long endedAtMs, long changes) {
        return new SaveStatus(takenAtMs, endedAtMs, true, lastDurationMs, count + 1, changes);
    }

    SaveStatus failedAt(long startedAtMs, long endedAtMs) {
        return new SaveStatus(lastSaveMs, endedAtMs, false, endedAtMs - startedAtMs, count, savedChanges);
    }
}
