package io.cairn.tools.bench.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartFiguresTest {
    private static final List<Server> BOTH = List.of(new Server("cairn", "1"), new Server("redis-server", "7"));

    @Test
    void aStartMayTakeHalfOfTheOthersTime() {
        RestartFigures figures = new RestartFigures();
        RestartFigures.Starts dump = figures.begin("dump.rdb", 200_000_000, 2);
        dump.add(0, 1, 1.5);
        dump.add(1, 2, 2);
        RestartFigures.Starts log = figures.begin("appendonlydir", 100_000_000, 2);
        for (double seconds : new double[] {1.1, 1.1, 70}) {
            log.add(0, seconds, 2);
            log.add(1, 2, 2);
        }
        Section section = figures.section(BOTH);
        assertThat(section.grid().rows().get(0).figures())
                .containsExactly(List.of(1.0, 2.0), List.of(200.0, 100.0), List.of(1.5, 2.0));
        assertThat(section.verdicts()).extracting(Verdict::isKept).containsExactly(true, false);
        assertThat(section.verdicts().get(1).subject()).isEqualTo("appendonlydir of 100,000,000 bytes");
        assertThat(section.verdicts().get(1).figure()).isEqualTo(0.55);
    }

    @Test
    void aloneItIsNotJudged() {
        RestartFigures figures = new RestartFigures();
        figures.begin("dump.rdb", 1_000_000, 1).add(0, 1, 1);
        assertThat(figures.section(BOTH.subList(0, 1)).verdicts()).isEmpty();
    }
}
