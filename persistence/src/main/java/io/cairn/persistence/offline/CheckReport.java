package io.cairn.persistence.offline;

import io.cairn.persistence.offline.StartVerdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check has found.
 *
 * @param files what is sound in each file, in the order in which a start reads them
 * @param findings what is not, or is worth knowing, in the same order
 * @param unlisted how many more there are, when there are very many
 * @param start what a start does with the files; null if one file was checked by itself
 */
public record CheckReport(
        List<FileSummary> files,
        List<Finding> findings,
        long unlisted,
        @Nullable StartVerdict start) {
    /** Copies the lists. */
    public CheckReport {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /** The worst of the findings. */
    public Severity worst() {
        return findings.stream().map(Finding::severity).max(Enum::compareTo).orElse(Severity.NOTE);
    }

    /** Whether nothing is wrong: then a start takes all that is in the files. */
    public boolean isSound() {
        StartVerdict known = start;
        return worst() == Severity.NOTE && (known == null || known.outcome() == Outcome.LOADS);
    }

    /** Number of batches in all files. */
    public long batches() {
        return files.stream().mapToLong(FileSummary::batches).sum();
    }

    /** Number of commands in all files. */
    public long commands() {
        return files.stream().mapToLong(FileSummary::commands).sum();
    }

    /** Number of keys in all snapshots. */
    public long keys() {
        return files.stream().mapToLong(FileSummary::keys).sum();
    }

    /** Bytes in all files. */
    public long bytes() {
        return files.stream().mapToLong(FileSummary::bytes).sum();
    }

    /** The clock at the first batch, in milliseconds; −1 if not known. */
    public long firstMs() {
        return files.stream()
                .mapToLong(FileSummary::firstMs)
                .filter(ms -> ms >= 0)
                .min()
                .orElse(-1);
    }

    /** The clock at the latest batch, in milliseconds; −1 if not known. */
    public long lastMs() {
        return files.stream().mapToLong(FileSummary::lastMs).max().orElse(-1);
    }

    /** The report for people, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        files.forEach(file -> lines.add(file.toString()));
        findings.forEach(finding -> lines.add(finding.toString()));
        if (unlisted > 0) {
            lines.add("and " + unlisted + " more");
        }
        StartVerdict known = start;
        if (known != null) {
            lines.add(known.toString());
        }
        return lines;
    }
}
