package io.cairn.tools.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthFiguresTest {
    private static final Server CAIRN = new Server("cairn", "1");
    private static final List<Server> BOTH = List.of(CAIRN, new Server("redis-server", "7"));
    private static final int MILLION = 1_000_000;

    private static Section section(GrowthOperation operation, List<Server> servers, double first, double last) {
        GrowthFigures figures = new GrowthFigures(List.of(operation), List.of(1000, MILLION));
        figures.add(operation, 1000, List.of(first, 4.0).subList(0, servers.size()));
        figures.add(operation, MILLION, List.of(last, 6.0).subList(0, servers.size()));
        return figures.section(servers);
    }

    @Test
    void aCostMayGrowAsTheLogarithmDoes() {
        List<Verdict> kept =
                section(GrowthOperation.ZRANK, List.of(CAIRN), 1.0, 2.0).verdicts();
        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).budget()).isEqualTo(2, within(1e-12));
        assertThat(kept.get(0).figure()).isEqualTo(2);
        assertThat(section(GrowthOperation.ZRANK, List.of(CAIRN), 1.0, 2.01).verdicts())
                .noneMatch(Verdict::isKept);
    }

    @Test
    void atAMillionItMayBeHalfOfTheOthers() {
        List<Verdict> verdicts = section(GrowthOperation.HGET, BOTH, 2.9, 3.0).verdicts();
        assertThat(verdicts).hasSize(2).allMatch(Verdict::isKept);
        assertThat(verdicts.get(0).what()).isEqualTo("growth from 1,000 to 1,000,000 (redis-server: 1.50)");
        assertThat(verdicts.get(1))
                .isEqualTo(new Verdict("hget", "CPU time at 1,000,000 through redis-server's", 0.5, 0.5));
        assertThat(section(GrowthOperation.HGET, BOTH, 2.9, 3.1)
                        .verdicts()
                        .get(1)
                        .isKept())
                .isFalse();
    }

    @Test
    void whatVisitsItsElementsMayGrow() {
        assertThat(section(GrowthOperation.LINSERT, BOTH, 1, 1000).verdicts())
                .extracting(Verdict::what)
                .containsExactly("CPU time at 1,000,000 through redis-server's");
    }

    @Test
    void whatWasTooShortToMeasureIsNotJudged() {
        Verdict verdict = section(GrowthOperation.GET, List.of(CAIRN), Double.NaN, 1.0)
                .verdicts()
                .get(0);
        assertThat(verdict.isKnown()).isFalse();
        assertThat(verdict.isKept()).isFalse();
        assertThat(verdict.word()).isEqualTo("not known");
    }

    @Test
    void everySizeIsARowAndAPointOfTheCurve() {
        Section section = section(GrowthOperation.LSET, BOTH, 1.5, 2.5);
        assertThat(section.grid().rows().stream().map(row -> row.labels().get(1).toString()))
                .containsExactly("1000", "1000000");
        assertThat(section.grid().rows().get(1).ratio(0)).isEqualTo(2.5 / 6);
        assertThat(section.curves())
                .containsExactly(new Section.Curve(
                        "lset, µs", List.of(1000, MILLION), List.of(List.of(1.5, 2.5), List.of(4.0, 6.0))));
    }
}
