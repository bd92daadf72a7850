package io.cairn.persistence.offline;

import java.util.List;

/**
 * What a conversion has done.
 *
 * @param keys how many keys the result holds
 * @param written the file that was written
 * @param notices what the result does not have, a sentence each
 * @param after what a check of the result found
 */
public record ConversionReport(long keys, String written, List<String> notices, CheckReport after) {
    /** Copies the list. */
    public ConversionReport {
        notices = List.copyOf(notices);
    }
}
