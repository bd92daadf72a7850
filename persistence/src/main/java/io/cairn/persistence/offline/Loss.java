package io.cairn.persistence.offline;

import java.util.List;
import java.util.Locale;

/**
 * What is lost, or would be.
 *
 * @param batches of Cairn; what Redis wrote has none
 * @param commands that can still be read, without SELECT and the brackets of transactions
 * @param bytes in all
 * @param firstMs milliseconds of the clock of the first batch, −1 if not known
 * @param lastMs of the last
 * @param keys that those commands name, each once, at most {@link #KEYS_MAX}
 * @param moreKeys whether there are more
 */
public record Loss(
        long batches, long commands, long bytes, long firstMs, long lastMs, List<String> keys, boolean moreKeys) {
    /** A report is read by people. */
    public static final int KEYS_MAX = 1000;

    /** Nothing. */
    public static final Loss NONE = new Loss(0, 0, 0, -1, -1, List.of(), false);

    /** Copies the list. */
    public Loss {
        keys = List.copyOf(keys);
    }

    /** Whether nothing is lost. */
    public boolean isNone() {
        return bytes == 0 && batches == 0 && commands == 0;
    }

    /** In words, without the keys. */
    @Override
    public String toString() {
        String span = firstMs < 0 ? "" : String.format(Locale.ROOT, ", of the clock's %d to %d ms", firstMs, lastMs);
        return batches + " batches, " + commands + " commands, " + bytes + " bytes" + span;
    }
}
