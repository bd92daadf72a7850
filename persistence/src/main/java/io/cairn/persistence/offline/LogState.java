package io.cairn.persistence.offline;

import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.manifest.Manifest.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one of the logs of a data set.
 *
 * @param entry how the manifest calls it
 * @param path where it lies
 * @param preamble the snapshot with which it begins, as the log of a Redis before 7.0 may; null if it has none
 * @param result what is known of its commands; null if it is not there, or damage hides where they begin
 * @param continues whether it goes on where the one before ends, as far as both say
 */
record LogState(
        Entry entry,
        String path,
        SnapshotCheck.@Nullable Result preamble,
        LogCheck.@Nullable Result result,
        boolean continues) {
    /** Whether there is no such file. */
    boolean isMissing() {
        return preamble == null && result == null;
    }

    /** Whether the snapshot in front of it, if there is one, is sound. */
    boolean beginsSound() {
        SnapshotCheck.Result first = preamble;
        return first == null || first.sound();
    }

    /** Whether all of it is as it was written and its end is known to be its end. */
    boolean isWhole() {
        LogCheck.Result known = result;
        return known != null
                && beginsSound()
                && continues
                && known.firstFault() < 0
                && known.end().closed();
    }

    /** Whether nothing sound lies behind what is wrong with it, if anything is. */
    boolean isOnlyTorn() {
        LogCheck.Result known = result;
        return known != null
                && beginsSound()
                && continues
                && (known.firstFault() < 0 || known.damageAtEnd() && !known.soundBehindFault());
    }

    /** How many bytes from the beginning on are as they were written. */
    long wholeBytes() {
        LogCheck.Result known = result;
        if (known == null || !continues || !beginsSound()) {
            return 0;
        }
        return known.firstFault() >= 0 ? known.firstFault() : known.end().end();
    }

    /** Where its commands begin. */
    long start() {
        LogCheck.Result known = result;
        return known == null ? 0 : known.end().start();
    }

    /** How many bytes it has. */
    long length() {
        LogCheck.Result known = result;
        SnapshotCheck.Result first = preamble;
        long behindPreamble = first == null ? 0 : first.summary().bytes();
        return known == null ? behindPreamble : known.end().length();
    }

    /** Whether there are commands in it without checksums. */
    boolean isUnprotected() {
        LogCheck.Result known = result;
        return known != null
                && (known.end().writer() == Writer.REDIS || known.end().sectionAt() >= 0);
    }

    /** Its salt; 0 if it has none. */
    long salt() {
        LogCheck.Result known = result;
        return known == null ? 0 : known.end().salt();
    }
}
