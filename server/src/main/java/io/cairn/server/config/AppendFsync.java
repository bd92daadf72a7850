package io.cairn.server.config;

/** When the append-only log is forced to disk. */
public enum AppendFsync {
    /** Once a second: a power failure costs a second at most. */
    EVERYSEC,
    /** Before the reply to a write leaves. */
    ALWAYS,
    /** When the operating system likes. */
    NO
}
