package io.cairn.tools.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cairn.testing.Json;
import io.cairn.tools.bench.report.BenchReport.Machine;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import io.cairn.tools.bench.report.Figures.Latency;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
    private static final String NASTY = "<b>\"&'\\ \t\n</script>ä";

    private static Run run(long requests, long cpuMicros, long loadCpuMicros) {
        return new Run(requests, 1_000_000_000, cpuMicros, loadCpuMicros);
    }

    private static Figures figures(double micros, Run... runs) {
        return new Figures(List.of(runs), new Latency(micros, 2 * micros, 30 * micros, 100 * micros), 100_000_000);
    }

    /** Twice as fast but once as fast, half the processor time; the load has no rest beside the first. */
    private static Result result() {
        return new Result(
                "get-hot",
                "GET of <it>",
                128,
                1,
                List.of(
                        figures(
                                100,
                                run(2_000_000, 500_000, 990_000),
                                run(900_000, 450_000, 980_000),
                                run(1_800_000, 600_000, 950_000)),
                        figures(
                                400,
                                run(1_000_000, 990_000, 300_000),
                                run(900_000, 980_000, 300_000),
                                run(600_000, 970_000, 300_000))));
    }

    private static BenchReport report(List<Result> results) {
        return report(results, List.of());
    }

    private static BenchReport report(List<Result> results, List<Section> sections) {
        return new BenchReport(
                "./cairn bench --vs " + NASTY,
                new Machine("2026-01-02T03:04:05Z", NASTY, 2, "Linux", "JVM 25"),
                List.of(new Server("cairn", "1.0"), new Server("redis-server", "7.0.15")),
                List.of(new Setting("keys", NASTY)),
                results,
                sections);
    }

    @Test
    void ratiosAreThoseOfPairs() {
        Spread throughput = result().throughputRatio().orElseThrow();
        assertThat(throughput).isEqualTo(new Spread(2, 1, 3));
        Spread cpu = result().cpuRatio().orElseThrow();
        assertThat(cpu.median()).isEqualTo(0.25 / 0.99, within(1e-9));
        assertThat(new Result("set", "", 1, 1, List.of(result().servers().get(0))).throughputRatio())
                .isEmpty();
    }

    @Test
    void theMedianOfTwoLiesBetweenThem() {
        assertThat(Spread.of(3, 1)).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(9, 1, 2)).isEqualTo(new Spread(2, 1, 9));
        assertThat(Spread.of(Double.NaN, 1, 2).isRange()).isFalse();
    }

    @Test
    void oneRunIsTheSumOfItsParts() {
        Run sum = run(10, 60_000, 30).plus(run(1, 50_000, 3));
        assertThat(sum).isEqualTo(new Run(11, 2_000_000_000, 110_000, 33));
        assertThat(sum.perSecond()).isEqualTo(5.5);
        assertThat(sum.cpuMicrosEach()).isEqualTo(10_000);
        assertThat(run(1, 500_000, 250_000).serverBusy()).isEqualTo(0.5);
        assertThat(run(1, 500_000, 250_000).loadBusy()).isEqualTo(0.25);
    }

    @Test
    void aFewTicksOfTheLoadTellNothing() {
        Run run = new Run(1000, 10_000_000, 0, 10_000);
        Result result = new Result("set", "", 1, 1, List.of(figures(1, run), figures(1, run)));
        assertThat(result.isLimitedByLoad(0)).isFalse();
    }

    @Test
    void runsThatAreTooShortForCpuTimeAreTakenTogether() {
        Figures ours = figures(1, run(1000, 60_000, 0), run(1000, 60_000, 0));
        Figures theirs = figures(1, run(1000, 240_000, 0), run(1000, 240_000, 0));
        assertThat(ours.cpuMicrosEach()).isEqualTo(new Spread(60, Double.NaN, Double.NaN));
        assertThat(theirs.cpuMicrosEach()).isEqualTo(new Spread(240, 240, 240));
        Result result = new Result("set", "", 1, 1, List.of(ours, theirs));
        assertThat(result.cpuRatio()).contains(new Spread(0.25, Double.NaN, Double.NaN));
        assertThat(report(List.of(result)).warnings()).isEmpty();
    }

    @Test
    void aLoadWithoutRestBesideAServerWithSomeIsTold() {
        assertThat(report(List.of(result())).warnings())
                .containsExactly(
                        "get-hot, pipeline 128: the load was the limit (98 % of its core, cairn 50 % of its own), so cairn"
                                + " could answer more than the throughput says");
    }

    @Test
    void cpuTimeOfAFewTicksIsTold() {
        Figures few = figures(1, run(1000, 90_000, 0));
        BenchReport report =
                report(List.of(new Result("set", "", 1, 1, List.of(few, figures(1, run(1000, 100_000, 0))))));
        assertThat(report.warnings())
                .containsExactly(
                        "too short for CPU time, which the kernel counts in steps of 10 ms: set, pipeline 1 (cairn)");
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonHasWhatWasMeasured() {
        Map<String, Object> json = (Map<String, Object>) Json.parse(JsonText.of(report(List.of(result()))));
        assertThat(json.get("command")).isEqualTo("./cairn bench --vs " + NASTY);
        assertThat((Map<String, Object>) json.get("settings")).containsEntry("keys", NASTY);
        Map<String, Object> result = ((List<Map<String, Object>>) json.get("results")).get(0);
        assertThat(result).containsEntry("workload", "get-hot").containsEntry("pipeline", 128L);
        assertThat((Map<String, Object>) result.get("throughputRatio"))
                .containsEntry("median", 2.0)
                .containsEntry("least", 1.0)
                .containsEntry("most", 3.0);
        Map<String, Object> servers = (Map<String, Object>) result.get("servers");
        assertThat(servers).containsOnlyKeys("cairn", "redis-server");
        Map<String, Object> cairn = (Map<String, Object>) servers.get("cairn");
        assertThat((Map<String, Object>) cairn.get("roundTripMicros")).containsEntry("p99.9", 3000.0);
        assertThat((List<Map<String, Object>>) cairn.get("runs"))
                .hasSize(3)
                .first()
                .isEqualTo(Map.of(
                        "requests", 2_000_000L, "seconds", 1.0, "cpuMicros", 500_000L, "loadCpuMicros", 990_000L));
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonOfNothingAndOfNoNumberIsJson() {
        Map<String, Object> empty = (Map<String, Object>) Json.parse(JsonText.of(report(List.of())));
        assertThat((List<Object>) empty.get("results")).isEmpty();
        Result divided = new Result("set", "", 1, 1, List.of(figures(1, run(1, 0, 0)), figures(1, run(1, 0, 0))));
        Map<String, Object> json = (Map<String, Object>) Json.parse(JsonText.of(report(List.of(divided))));
        Map<String, Object> result = ((List<Map<String, Object>>) json.get("results")).get(0);
        assertThat((Map<String, Object>) result.get("cpuRatio")).containsEntry("median", null);
    }

    @Test
    void thePageEscapesWhateverItIsGiven() {
        String page = HtmlPage.of(report(List.of(result())));
        assertThat(page)
                .contains("&lt;b&gt;&quot;&amp;&#39;\\")
                .contains("GET of &lt;it&gt;")
                .doesNotContain(NASTY, "<b>\"", "<script", "</script>");
    }

    @Test
    void thePageNeedsNothingElse() {
        assertThat(HtmlPage.of(report(List.of(result()))))
                .doesNotContain("http:", "https:", "src=", "href=", "@import", "url(");
    }

    @Test
    void thePageClosesWhatItOpens() {
        String page = HtmlPage.of(report(List.of(result())));
        for (String tag : List.of(
                "html", "head", "body", "style", "title", "h1", "h2", "h3", "p", "div", "table", "tr", "td", "svg")) {
            Pattern open = Pattern.compile("<" + tag + "[ >]");
            Pattern close = Pattern.compile("</" + tag + ">");
            assertThat(open.matcher(page).results().count())
                    .as(tag)
                    .isPositive()
                    .isEqualTo(close.matcher(page).results().count());
        }
    }

    @Test
    void chartsAreDrawnForEachPipelineAndServer() throws Exception {
        Result other = new Result("set", "", 1, 1, result().servers());
        Matcher charts =
                Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(HtmlPage.of(report(List.of(result(), other))));
        int count = 0;
        while (charts.find()) {
            count++;
            var svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(charts.group())));
            int bars = svg.getElementsByTagName("rect").getLength();
            int dots = svg.getElementsByTagName("circle").getLength();
            assertThat(bars == 2 && dots == 0 || bars == 0 && dots == 6)
                    .as(charts.group())
                    .isTrue();
        }
        assertThat(count).isEqualTo(6);
    }

    @Test
    void theLongestBarOfARowFillsItAndTheOtherIsInProportion() {
        String chart = Chart.bars("x", List.of(new Chart.Row("a", List.of(List.of(300.0), List.of(150.0)))));
        assertThat(chart)
                .contains("class=\"s0\" x=\"140\" y=\"4\" width=\"680.0\"")
                .contains("width=\"340.0\"");
        assertThat(Chart.bars("x", List.of(new Chart.Row("a", List.of(List.of(0.0))))))
                .contains("width=\"1.0\"");
    }

    @Test
    void theScaleOfRoundTripsGoesFromPowerToPower() {
        String chart = Chart.ranges("x", "ms", List.of(new Chart.Row("a", List.of(List.of(0.02, 0.5, 30.0)))));
        assertThat(chart)
                .contains(">0.01 ms<", ">0.1 ms<", ">1 ms<", ">10 ms<", ">100 ms<")
                .doesNotContain("1000 ms", "0.001 ms");
        assertThat(Chart.ranges("x", "ms", List.of(new Chart.Row("a", List.of(List.of(0.0, 0.0, 0.0))))))
                .doesNotContain("NaN", "Infinity");
    }

    private static Section section() {
        Grid grid = new Grid(
                List.of(new Grid.Label("operation", "what"), new Grid.Label("elements", "n")),
                List.of(new Grid.Measure("cpuMicros", "µs", true), new Grid.Measure("idle", "", false)),
                List.of(
                        new Grid.Row(List.of("<get>", 1000), List.of(List.of(1.0, 4.0), List.of(70.0, Double.NaN))),
                        new Grid.Row(List.of("<get>", 10_000), List.of(List.of(2.0, 8.0), List.of(71.0, 12.0)))));
        return new Section(
                "growth",
                "Cost & growth",
                "<It> grows.",
                grid,
                List.of(new Verdict("<get>", "growth", 2, 1.33), new Verdict("set", "growth", Double.NaN, 1.33)),
                List.of(new Section.Curve(
                        "<get>", List.of(1000, 10_000), List.of(List.of(1.0, 2.0), List.of(4.0, 8.0)))));
    }

    @Test
    void tablesOfSectionsHaveAColumnForEachServerAndTheirRatio() {
        Grid grid = section().grid();
        List<Server> servers = List.of(new Server("cairn", "1.0"), new Server("redis-server", "7.0.15"));
        assertThat(grid.heads(servers)).containsExactly("what", "n", "cairn µs", "redis µs", "ratio", "cairn", "redis");
        assertThat(grid.cells(grid.rows().get(1), HtmlPage::figure))
                .containsExactly("<get>", "10,000", "2.00", "8.00", "0.25", "71.0", "12.0");
        assertThat(grid.heads(servers.subList(0, 1))).containsExactly("what", "n", "cairn µs", "cairn");
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonHasWhatSectionsHaveFound() {
        Map<String, Object> json = (Map<String, Object>) Json.parse(JsonText.of(report(List.of(), List.of(section()))));
        Map<String, Object> section = ((List<Map<String, Object>>) json.get("sections")).get(0);
        assertThat(section).containsEntry("name", "growth").containsEntry("title", "Cost & growth");
        Map<String, Object> row = ((List<Map<String, Object>>) section.get("rows")).get(0);
        assertThat(row).containsEntry("operation", "<get>").containsEntry("elements", 1000L);
        assertThat((Map<String, Object>) row.get("ratios")).isEqualTo(Map.of("cpuMicros", 0.25));
        Map<String, Map<String, Object>> servers = (Map<String, Map<String, Object>>) row.get("servers");
        assertThat(servers.get("cairn")).isEqualTo(Map.of("cpuMicros", 1.0, "idle", 70.0));
        assertThat(servers.get("redis-server")).containsEntry("cpuMicros", 4.0).containsEntry("idle", null);
        List<Map<String, Object>> verdicts = (List<Map<String, Object>>) section.get("verdicts");
        assertThat(verdicts.get(0))
                .isEqualTo(Map.of("subject", "<get>", "what", "growth", "figure", 2.0, "budget", 1.33, "kept", false));
        assertThat(verdicts.get(1)).containsEntry("figure", null).doesNotContainKey("kept");
    }

    @Test
    void thePageShowsSectionsAndNothingOfWorkloadsThatWereNotMeasured() {
        String page = HtmlPage.of(report(List.of(), List.of(section())));
        assertThat(page)
                .contains("<h2>Cost &amp; growth</h2>", "&lt;It&gt; grows.", "<td>&lt;get&gt;</td><td>10,000</td>")
                .contains("<td>OVER</td>", "<td>not known</td>")
                .doesNotContain("k/s", "Workloads", "<get>", "<It>");
        for (String tag : List.of("p", "div", "table", "tr", "td", "svg", "h2", "h3")) {
            assertThat(page.split("<" + tag + "[ >]", -1)).as(tag).hasSameSizeAs(page.split("</" + tag + ">", -1));
        }
    }

    @Test
    void curvesHaveAPanelForEachAndAStraightLineForALogarithm() throws Exception {
        Section.Curve curve = new Section.Curve(
                "a", List.of(10, 100, 1000), List.of(List.of(1.0, 2.0, 3.0), List.of(4.0, Double.NaN, 4.0)));
        String chart = CurveChart.of("x", List.of(curve, curve, curve, curve));
        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(
                        new StringReader(chart.substring(chart.indexOf("<svg"), chart.indexOf("</div>")))));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(8);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4 * 5);
        assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 900 340");
        assertThat(chart)
                .contains("class=\"s0\" points=\"44.0,114.5 155.0,85.0 266.0,55.5\"")
                .contains("class=\"s1\" points=\"44.0,26.0 266.0,26.0\"")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void aCurveOfOneSizeIsAPointInTheMiddle() {
        String chart = CurveChart.of("x", List.of(new Section.Curve("a", List.of(7), List.of(List.of(0.0)))));
        assertThat(chart).contains("cx=\"155.0\" cy=\"144.0\"").doesNotContain("NaN", "Infinity");
    }
}
