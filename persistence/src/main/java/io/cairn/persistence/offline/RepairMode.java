package io.cairn.persistence.offline;

/** What a repair does about damage in logs. */
public enum RepairMode {
    /** Keeps what is before the first damage: a state that the data set has had. */
    CUT,
    /**
     * Leaves out what is damaged, or cannot be verified, and keeps everything sound behind it. The result is a state that
     * the data set may never have had: what was added to a value that is lost is added to nothing.
     */
    SKIP
}
