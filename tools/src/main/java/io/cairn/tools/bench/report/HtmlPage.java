package io.cairn.tools.bench.report;

import io.cairn.tools.bench.report.BenchReport.Machine;
import io.cairn.tools.bench.report.BenchReport.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** A report as one page that needs nothing else: no scripts, no fonts, no pictures from anywhere; charts are SVG inside it. */
public final class HtmlPage {
    private static final double MICROS_PER_MS = 1000;

    private static final String STYLE = """
            :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2128; --faint: #59636e; --line: #d1d9e0;
              --one: #0b62c4; --two: #c2500a; }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #10151b; --ink: #e6eaee; --faint: #9aa5b0; --line: #303842; --one: #64a9f5; --two: #f0954f; }
            }
            body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; background: var(--paper); color: var(--ink);
              font: 1rem/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
            h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; }
            h3 { font-size: 1rem; margin: 1.5rem 0 0; }
            p, .legend { color: var(--faint); margin: .25rem 0 .75rem; }
            svg { display: block; width: 100%; min-width: 38rem; height: auto; }
            svg text { font: 11.5px system-ui, sans-serif; fill: var(--ink); }
            svg .faint { fill: var(--faint); }
            svg line { stroke: var(--line); }
            .s0 { fill: var(--one); stroke: var(--one); }
            .s1 { fill: var(--two); stroke: var(--two); }
            svg line.s0, svg line.s1, svg polyline { stroke-width: 2; }
            svg polyline.s0, svg polyline.s1 { fill: none; }
            .legend b { font-weight: 600; color: var(--ink); }
            .legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .4em 0 0; }
            .legend i.s0 { background: var(--one); }
            .legend i.s1 { background: var(--two); margin-left: 1em; }
            .wide { overflow-x: auto; }
            .wide + p, .wide + .wide { margin-top: 1.5rem; }
            table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
            th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
            th:first-child, td:first-child, td.text, th.text { text-align: left; white-space: normal; }
            th { font-weight: 600; }
            code { overflow-wrap: anywhere; }
            """;

    private final BenchReport report;
    private final StringBuilder out = new StringBuilder();

    private HtmlPage(BenchReport report) {
        this.report = report;
    }

    /** All of the report. */
    public static String of(BenchReport report) {
        HtmlPage page = new HtmlPage(report);
        page.head();
        for (int pipeline :
                new TreeSet<>(report.results().stream().map(Result::pipeline).toList()).descendingSet()) {
            page.charts(
                    pipeline,
                    report.results().stream()
                            .filter(each -> each.pipeline() == pipeline)
                            .toList());
        }
        if (!report.results().isEmpty()) {
            page.costs();
            page.roundTrips();
            page.workloads();
        }
        report.sections().forEach(page::section);
        page.howMade();
        page.out.append("</body>\n</html>\n");
        return page.out.toString();
    }

    /** Text that means itself, whatever is in it. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A figure with three digits or so; a dash if there is none. */
    static String figure(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private String title() {
        List<String> names =
                report.servers().stream().map(BenchReport.Server::toString).toList();
        return String.join(" beside ", names);
    }

    private void head() {
        String title = escape(title());
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(title)
                .append("</h1>\n");
        Machine machine = report.machine();
        paragraph(machine.processor() + ", " + machine.cores() + " cores, " + machine.kernel() + ", " + machine.java()
                + ", " + machine.madeAt() + ". Absolute times are this machine's; ratios travel better.");
        report.warnings().forEach(this::paragraph);
    }

    private void charts(int pipeline, List<Result> results) {
        List<String> names =
                report.servers().stream().map(BenchReport.Server::name).toList();
        heading("Pipelines of " + pipeline);
        section(
                "Throughput",
                "Requests per second, thousands. The longest bar of each workload is its fastest server.");
        legend(names);
        out.append(Chart.bars("Throughput of each workload", rows(results, each -> each.perSecond() / 1000)));
        section(
                "Processor time",
                "Microseconds of the server's processor for each request. The shorter bar is the better one.");
        legend(names);
        out.append(Chart.bars(
                "Processor time of each workload",
                rows(results, each -> each.cpuMicrosEach().median())));
        section(
                "Round trips",
                "Milliseconds from sending a pipeline to its last reply: median, 99th and 99.9th percentile, on a scale of powers"
                        + " of ten. Further left is better.");
        legend(names);
        List<Chart.Row> rows = new ArrayList<>();
        for (Result result : results) {
            rows.add(new Chart.Row(
                    result.workload(),
                    result.servers().stream().map(HtmlPage::percentiles).toList()));
        }
        out.append(Chart.ranges("Round trips of each workload", "ms", rows));
    }

    private static List<Chart.Row> rows(List<Result> results, ToDoubleFunction<Figures> figure) {
        return results.stream()
                .map(result -> new Chart.Row(
                        result.workload(),
                        result.servers().stream()
                                .map(each -> List.of(figure.applyAsDouble(each)))
                                .toList()))
                .toList();
    }

    private static List<Double> percentiles(Figures figures) {
        Figures.Latency latency = figures.roundTrips();
        return List.of(latency.p50() / MICROS_PER_MS, latency.p99() / MICROS_PER_MS, latency.p999() / MICROS_PER_MS);
    }

    private void legend(List<String> names) {
        out.append("<p class=\"legend\">");
        for (int i = 0; i < names.size(); i++) {
            out.append("<i class=\"s")
                    .append(i)
                    .append("\"></i><b>")
                    .append(escape(names.get(i)))
                    .append("</b>");
        }
        out.append("</p>\n");
    }

    private void costs() {
        heading("Figures");
        paragraph("Medians of the runs; ratios of the runs pair by pair, with the least and the most.");
        List<String> heads = new ArrayList<>(List.of("workload", "pipeline"));
        for (String unit : List.of("k/s", "CPU µs")) {
            report.servers().forEach(server -> heads.add(server.shortName() + " " + unit));
            if (report.servers().size() > 1) {
                heads.addAll(List.of("ratio", "least – most"));
            }
        }
        startTable(heads);
        for (Result result : report.results()) {
            List<String> cells = new ArrayList<>(List.of(result.workload(), Integer.toString(result.pipeline())));
            result.servers().forEach(each -> cells.add(figure(each.perSecond() / 1000)));
            result.throughputRatio().ifPresent(ratio -> addRatio(cells, ratio));
            result.servers()
                    .forEach(each -> cells.add(figure(each.cpuMicrosEach().median())));
            result.cpuRatio().ifPresent(ratio -> addRatio(cells, ratio));
            row("td", cells);
        }
        endTable();
    }

    private static void addRatio(List<String> cells, Spread ratio) {
        cells.add(figure(ratio.median()));
        cells.add(ratio.isRange() ? figure(ratio.least()) + " – " + figure(ratio.most()) : "");
    }

    private void roundTrips() {
        paragraph(
                "Round trips in milliseconds; memory in MB; how busy the core of the server was, and that of the load.");
        List<String> heads = new ArrayList<>(List.of("workload", "pipeline"));
        for (BenchReport.Server server : report.servers()) {
            heads.addAll(List.of(server.shortName() + " p50", "p99", "p99.9", "longest", "MB", "core", "load"));
        }
        startTable(heads);
        for (Result result : report.results()) {
            List<String> cells = new ArrayList<>(List.of(result.workload(), Integer.toString(result.pipeline())));
            for (Figures figures : result.servers()) {
                percentiles(figures).forEach(each -> cells.add(figure(each)));
                cells.add(figure(figures.roundTrips().longest() / MICROS_PER_MS));
                cells.add(figure(figures.residentBytes() / 1e6));
                cells.add(Math.round(100 * figures.of(Run::serverBusy).median()) + " %");
                cells.add(Math.round(100 * figures.of(Run::loadBusy).median()) + " %");
            }
            row("td", cells);
        }
        endTable();
    }

    private void workloads() {
        heading("Workloads");
        startTable(List.of("workload", "keys or elements", "what it does"));
        List<String> seen = new ArrayList<>();
        for (Result result : report.results()) {
            if (!seen.contains(result.workload())) {
                seen.add(result.workload());
                out.append("<tr><td>")
                        .append(escape(result.workload()))
                        .append("</td><td>")
                        .append(String.format(Locale.ROOT, "%,d", result.keys()))
                        .append("</td><td class=\"text\">")
                        .append(escape(result.what()))
                        .append("</td></tr>\n");
            }
        }
        endTable();
    }

    private void section(Section section) {
        heading(section.title());
        paragraph(section.explanation());
        List<String> names =
                report.servers().stream().map(BenchReport.Server::name).toList();
        if (!section.curves().isEmpty()) {
            legend(names);
            out.append(CurveChart.of(section.title(), section.curves()));
        }
        startTable(section.grid().heads(report.servers()));
        section.grid().rows().forEach(row -> row("td", section.grid().cells(row, HtmlPage::figure)));
        endTable();
        if (!section.verdicts().isEmpty()) {
            section("Budgets", "What was found, and the most that it may be.");
            startTable(List.of("", "what", "found", "budget", ""));
            for (Verdict verdict : section.verdicts()) {
                row(
                        "td",
                        List.of(
                                verdict.subject(),
                                verdict.what(),
                                figure(verdict.figure()),
                                figure(verdict.budget()),
                                verdict.word()));
            }
            endTable();
        }
    }

    private void howMade() {
        heading("How this was made");
        out.append("<p><code>").append(escape(report.command())).append("</code></p>\n");
        if (!report.results().isEmpty()) {
            paragraph(
                    "Both servers have the same settings and a fresh directory, and run on one core, the load on another,"
                            + " where there are two. They gave the same replies to a sample of the requests, and every reply was"
                            + " judged while they ran.");
        }
        startTable(List.of("setting", "value"));
        for (Setting setting : report.settings()) {
            row("td", List.of(setting.name(), setting.value()));
        }
        endTable();
    }

    private void heading(String text) {
        out.append("<h2>").append(escape(text)).append("</h2>\n");
    }

    private void section(String text, String explanation) {
        out.append("<h3>").append(escape(text)).append("</h3>\n");
        paragraph(explanation);
    }

    private void paragraph(String text) {
        out.append("<p>").append(escape(text)).append("</p>\n");
    }

    private void startTable(List<String> heads) {
        out.append("<div class=\"wide\"><table>\n");
        row("th", heads);
    }

    private void endTable() {
        out.append("</table></div>\n");
    }

    private void row(String tag, List<String> cells) {
        out.append("<tr>");
        for (String cell : cells) {
            out.append('<')
                    .append(tag)
                    .append('>')
                    .append(escape(cell))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        out.append("</tr>\n");
    }
}
