package io.cairn.server.config;

/** What a signal asks of the shutdown, as the options of the SHUTDOWN command; none of them is the default. */
public enum ShutdownFlag {
    /** Save even when no save points are set. */
    SAVE,
    /** Do not save even when save points are set. */
    NOSAVE,
    /** Do not wait for replicas. */
    NOW,
    /** Go on when saving fails. */
    FORCE
}
