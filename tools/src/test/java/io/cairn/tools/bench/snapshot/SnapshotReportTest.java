package io.cairn.tools.bench.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import io.cairn.tools.bench.snapshot.SaveFigures.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotReportTest {
    private static final List<Server> BOTH = List.of(new Server("cairn", "1"), new Server("redis-server", "7"));

    private static SaveFigures figures(double... waits) {
        SaveFigures figures = new SaveFigures();
        for (double wait : waits) {
            figures.add(Line.WAIT_DURING, wait);
        }
        figures.add(Line.FREEZE, 0.1);
        figures.add(Line.P999_DURING, 4);
        figures.add(Line.P999_WITHOUT, 2);
        figures.add(Line.MEMORY_MORE, 100);
        return figures;
    }

    private static Verdict verdict(Section section, String what) {
        return section.verdicts().stream()
                .filter(each -> each.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void timesAreJudgedByTheLargestAndComparisonsByMedians() {
        Section section = SnapshotReport.section(SaveKind.ZSET, BOTH, List.of(figures(2, 4, 5.5), figures(19, 20, 90)));
        assertThat(verdict(section, "ms to take it").isKept()).isTrue();
        assertThat(verdict(section, "ms")).isEqualTo(new Verdict("wait", "ms", 5.5, 5));
        assertThat(verdict(section, "ms").isKept()).isFalse();
        assertThat(verdict(section, "longest through redis-server's").figure()).isEqualTo(0.2);
        assertThat(verdict(section, "longest through redis-server's").isKept()).isTrue();
        assertThat(verdict(section, "during a save through without one").figure())
                .isEqualTo(2);
        assertThat(verdict(section, "extra through redis-server's").isKept()).isTrue();
    }

    @Test
    void aServerThatIsNoJvmHasNoPauses() {
        SaveFigures ours = figures(1);
        ours.add(Line.PAUSE_WORK, 0.03);
        Section section = SnapshotReport.section(SaveKind.ZSET, BOTH, List.of(ours, figures(1)));
        assertThat(section.grid().rows().get(Line.PAUSE_WORK.ordinal()).figures())
                .containsExactly(List.of(0.03, Double.NaN), List.of(0.03, Double.NaN));
        assertThat(verdict(section, "ms of a pause").isKept()).isTrue();
    }

    @Test
    void aloneItIsComparedWithItselfOnly() {
        Section section = SnapshotReport.section(SaveKind.LIST, BOTH.subList(0, 1), List.of(figures(1)));
        assertThat(section.verdicts()).extracting(Verdict::subject).containsExactly("snapshot", "JVM", "wait", "p99.9");
    }
}
