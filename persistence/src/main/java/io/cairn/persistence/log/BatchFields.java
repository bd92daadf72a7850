package io.cairn.persistence.log;

/** What a batch's header line says beside its checksums. Reused for every batch, so that appending makes no garbage. */
final class BatchFields {
    /** Bytes of the commands; 0 in a closing mark. */
    int length;

    /** Milliseconds of the clock. */
    long ms;

    /** Offset in the file below which everything was forced when the line was made. */
    long durable;

    /** Database selected where the commands begin. */
    int database;
}
