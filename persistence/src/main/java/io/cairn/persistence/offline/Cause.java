package io.cairn.persistence.offline;

/** What a finding is about. */
public enum Cause {
    /** The manifest is missing, damaged or wrong. */
    MANIFEST,
    /** A file that the manifest names is not there. */
    MISSING_FILE,
    /** A file that nothing names. */
    ORPHAN,
    /** A log that does not go on where the one before it ends. */
    WRONG_ORDER,
    /** A log without its end, although others follow. */
    MISSING_END,
    /** A log's first line. */
    FIRST_LINE,
    /** A batch that is not what was written. */
    CHECKSUM,
    /** A batch that nothing speaks against, but that cannot be verified. */
    UNVERIFIABLE,
    /** Bytes in a log that are no batch. */
    NO_BATCH,
    /** Bytes in a log of Redis that are no command. */
    NO_COMMAND,
    /** A batch, command or transaction without its end. */
    UNFINISHED,
    /** A file that was written by a newer program. */
    TOO_NEW,
    /** A command that is unknown, has the wrong number of arguments, or does not belong into a log. */
    COMMAND,
    /** A bracket of a transaction without its counterpart. */
    BRACKET,
    /** A snapshot that is malformed. */
    SNAPSHOT,
    /** A snapshot whose bytes do not match its checksum. */
    SNAPSHOT_CHECKSUM,
    /** What a start says when it refuses the files, and nothing else that was found explains. */
    START,
    /** Something that could not be checked, because there is no checksum. */
    UNCHECKED
}
