package io.cairn.persistence;

/** When an acknowledged write is forced to the disk: Redis' {@code appendfsync}. Under all of them a killed process loses nothing. */
public enum DurabilityPolicy {
    /** Before it is acknowledged or observed. Power failure loses nothing that anybody was told. */
    ALWAYS,
    /** Within a second and the time one force takes. */
    EVERYSEC,
    /** When the operating system likes to; the log forces only what it closes or rolls. */
    NO
}
