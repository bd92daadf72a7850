package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Machine;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import io.cairn.tools.bench.report.Figures;
import io.cairn.tools.bench.report.Figures.Latency;
import io.cairn.tools.bench.report.Grid;
import io.cairn.tools.bench.report.Result;
import io.cairn.tools.bench.report.Run;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTextTest {
    private static final Machine MACHINE = new Machine("", "", 2, "", "");
    private static final Server CAIRN = new Server("cairn", "1.0");

    private static Figures figures(long requests, long cpuMicros) {
        Run run = new Run(requests, 1_000_000_000, cpuMicros, 400_000);
        return new Figures(List.of(run, run), new Latency(800, 1500, 12_340, 20_000), 65_400_000);
    }

    @Test
    void besideAnotherServerFiguresStandInPairsWithTheirRatio() {
        Result result =
                new Result("set", "what", 16, 7, List.of(figures(2_000_000, 500_000), figures(1_000_000, 900_000)));
        BenchReport report = new BenchReport(
                "",
                MACHINE,
                List.of(CAIRN, new Server("redis-server", "7.0.15")),
                List.of(new Setting("a", "b")),
                List.of(result),
                List.of());
        assertThat(BenchText.lines(report))
                .contains(
                        "cairn 1.0 beside redis-server 7.0.15",
                        "a: b",
                        "workload  pipeline  cairn k/s  redis k/s  ratio  least–most  cairn µs  redis µs  ratio  least–most",
                        "set             16       2000       1000   2.00   2.00–2.00      0.25      0.90   0.28   0.28–0.28")
                .anyMatch(line -> line.matches("set +16( +0.80 +1.50 +12.3 +65.4 +(50|90) % +40 %){2}"));
    }

    @Test
    void aloneItHasNoRatio() {
        Result result = new Result("set", "what", 16, 7, List.of(figures(2_000_000, 500_000)));
        BenchReport report = new BenchReport("", MACHINE, List.of(CAIRN), List.of(), List.of(result), List.of());
        assertThat(BenchText.lines(report))
                .contains(
                        "cairn 1.0",
                        "workload  pipeline  cairn k/s  cairn µs",
                        "set             16       2000      0.25")
                .noneMatch(line -> line.contains("ratio  "));
    }

    @Test
    void aRatioThatIsNoneIsADash() {
        Result result = new Result("set", "what", 16, 7, List.of(figures(2_000_000, 0), figures(1_000_000, 0)));
        BenchReport report = new BenchReport(
                "", MACHINE, List.of(CAIRN, new Server("redis-server", "7")), List.of(), List.of(result), List.of());
        assertThat(BenchText.lines(report)).anyMatch(line -> line.matches("set +16 .* +– +– +–"));
    }

    @Test
    void sectionsHaveTheirFiguresAndTheirBudgets() {
        Grid grid = new Grid(
                List.of(new Grid.Label("kind", "kind")),
                List.of(new Grid.Measure("bytesEach", "B each", true)),
                List.of(new Grid.Row(List.of("set"), List.of(List.of(27.0, 75.0)))));
        Section section = new Section(
                "memory", "Memory", "What it is.", grid, List.of(new Verdict("set", "bytes", 0.36, 0.7)), List.of());
        BenchReport report = new BenchReport(
                "", MACHINE, List.of(CAIRN, new Server("redis-server", "7")), List.of(), List.of(), List.of(section));
        assertThat(BenchText.lines(report))
                .contains(
                        "Memory. What it is.",
                        "kind  cairn B each  redis B each  ratio",
                        "set           27.0          75.0   0.36",
                        "budget   what  found  at most",
                        "set     bytes   0.36     0.70  kept")
                .noneMatch(line -> line.contains("k/s"));
    }
}
