package io.cairn.persistence.offline;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check has found.
 *
 * @param files what is sound in each file, in the order in which a start reads them
 * @param findings what is not, or is worth knowing, in the same order
 * @param unlisted how many more there are, when there are very many
 */
public record CheckReport(List<FileSummary> files, List<Finding> findings, long unlisted) {
    /** Copies the lists. */
    public CheckReport {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /** The worst of the findings. */
    public Severity worst() {
        return findings.stream().map(Finding::severity).max(Enum::compareTo).orElse(Severity.NOTE);
    }

    /** Whether a start takes the files as they are. */
    public boolean isSound() {
        return worst() == Severity.NOTE;
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
        return lines;
    }
}
