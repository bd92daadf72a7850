package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Printable;

/**
 * What a file holds that is sound.
 *
 * @param path of the file
 * @param kind in a few words
 * @param bytes its length
 * @param batches of a log of Cairn
 * @param commands of a log, without SELECT and the brackets of transactions
 * @param keys of a snapshot
 * @param firstMs milliseconds of the clock of the first batch, −1 if not known
 * @param lastMs the latest of any batch
 */
public record FileSummary(
        String path, String kind, long bytes, long batches, long commands, long keys, long firstMs, long lastMs) {
    /** Whether it is a log, of whoever; else it is a snapshot. */
    public boolean isLog() {
        return kind.startsWith("log");
    }

    /** In a line. */
    @Override
    public String toString() {
        String what = !isLog()
                ? keys + " keys"
                : batches + " batches, " + commands + " commands"
                        + (firstMs < 0 ? "" : ", of the clock's " + firstMs + " to " + lastMs + " ms");
        return Printable.line(path) + ": " + kind + ", " + bytes + " bytes, " + what;
    }
}
