package io.cairn.persistence.log;

/**
 * What INFO says about the log.
 *
 * @param unforcedBytes appended and not yet known to survive a power failure
 * @param oldestUnforcedMs clock at the oldest such append, or a little before; 0 if there is none
 * @param backlogBytes appended and not yet in a file, because the disk is full
 * @param forcing whether a force is going on
 * @param forces forces that succeeded
 * @param lastForceNanos how long the last one took
 * @param slowForces forces that took more than a second, so that the next one under EVERYSEC was late
 * @param writerWaits times an append had to wait for prepared space
 */
public record LogFigures(
        long unforcedBytes,
        long oldestUnforcedMs,
        long backlogBytes,
        boolean forcing,
        long forces,
        long lastForceNanos,
        long slowForces,
        long writerWaits) {
    /** Of a log that is not there. */
    public static final LogFigures NONE = new LogFigures(0, 0, 0, false, 0, 0, 0, 0);
}
