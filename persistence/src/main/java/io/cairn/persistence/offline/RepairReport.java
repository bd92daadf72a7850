package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a repair, or another tool that leaves something out, has done.
 *
 * @param before what the source's check found
 * @param written the files that were written, in order
 * @param lost what of the source is not in them, in order
 * @param unlisted how many more parts are lost, when there are very many; {@code total} has them too
 * @param total all of it together
 * @param after what a check of the result found
 */
public record RepairReport(
        CheckReport before, List<String> written, List<Part> lost, long unlisted, Loss total, CheckReport after) {
    /**
     * A part of the source that is not in the result.
     *
     * @param path of the file
     * @param from offset of its first byte
     * @param to offset behind its last
     * @param why it is not
     * @param loss what it held, as far as that can be read
     */
    public record Part(String path, long from, long to, String why, Loss loss) {
        /** In a line, with the keys. */
        @Override
        public String toString() {
            String names = String.join(" ", loss.keys()) + (loss.moreKeys() ? " and more" : "");
            String keys = names.isEmpty() ? "" : "; keys: " + names.trim();
            return Printable.line(path + " at offset " + from + " to " + to + ": " + why + "; lost: " + loss) + keys;
        }
    }

    /** Copies the lists. */
    public RepairReport {
        written = List.copyOf(written);
        lost = List.copyOf(lost);
    }

    /** Whether all of the source is in the result. */
    public boolean isComplete() {
        return lost.isEmpty();
    }

    /** The report for people, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        written.forEach(file -> lines.add("wrote " + Printable.line(file)));
        lost.forEach(part -> lines.add(part.toString()));
        if (unlisted > 0) {
            lines.add("and " + unlisted + " more parts");
        }
        lines.add(lost.isEmpty() ? "nothing is lost" : "lost in all: " + total);
        return lines;
    }
}
