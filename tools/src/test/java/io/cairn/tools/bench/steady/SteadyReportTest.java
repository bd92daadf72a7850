package io.cairn.tools.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import io.cairn.tools.bench.steady.SteadyFigures.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyReportTest {
    private static final List<Server> BOTH = List.of(new Server("cairn", "1"), new Server("redis-server", "7"));

    private static SteadyFigures figures(double... waits) {
        SteadyFigures figures = new SteadyFigures();
        for (double wait : waits) {
            figures.add(Line.P999, wait);
        }
        return figures;
    }

    @Test
    void theMedianOfTheRunsIsJudged() {
        Section kept = SteadyReport.section(BOTH, List.of(figures(1, 9, 2), figures(2)));
        assertThat(kept.verdicts()).containsExactly(new Verdict("p99.9", "through redis-server's", 1, 1));
        assertThat(kept.verdicts().get(0).isKept()).isTrue();
        Section over = SteadyReport.section(BOTH, List.of(figures(2.1), figures(2)));
        assertThat(over.verdicts().get(0).isKept()).isFalse();
    }

    @Test
    void aloneThereIsNothingToCompareWith() {
        Section section = SteadyReport.section(BOTH.subList(0, 1), List.of(figures(1)));
        assertThat(section.verdicts()).isEmpty();
        assertThat(section.grid().rows().get(Line.P999.ordinal()).figures()).containsExactly(List.of(1.0));
    }
}
