package io.cairn.persistence.offline;

/** How much a finding matters. */
public enum Severity {
    /** Worth knowing; a start takes no notice, and no data are lost. */
    NOTE,
    /** A start deals with it by itself, as with the torn end that a power failure leaves. */
    WARNING,
    /** A start refuses the files, or sound data behind the place would be lost with it. */
    ERROR
}
