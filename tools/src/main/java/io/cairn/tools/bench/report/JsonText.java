package io.cairn.tools.bench.report;

import io.cairn.tools.bench.report.BenchReport.Machine;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import io.cairn.tools.bench.report.Figures.Latency;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as JSON. The fields are described in {@code docs/performance.md}; programs read them, so names stay. */
public final class JsonText {
    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    /** All of the report. */
    public static String of(BenchReport report) {
        JsonText text = new JsonText();
        text.value(object(report), "\n");
        return text.out.append('\n').toString();
    }

    private static Map<String, Object> object(BenchReport report) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("command", report.command());
        object.put("machine", object(report.machine()));
        object.put("servers", report.servers().stream().map(JsonText::object).toList());
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Setting setting : report.settings()) {
            settings.put(setting.name(), setting.value());
        }
        object.put("settings", settings);
        object.put(
                "results",
                report.results().stream().map(each -> object(report, each)).toList());
        object.put(
                "sections",
                report.sections().stream().map(each -> object(report, each)).toList());
        object.put("warnings", report.warnings());
        return object;
    }

    private static Map<String, Object> object(Machine machine) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("madeAt", machine.madeAt());
        object.put("processor", machine.processor());
        object.put("cores", machine.cores());
        object.put("kernel", machine.kernel());
        object.put("java", machine.java());
        return object;
    }

    private static Map<String, Object> object(Server server) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", server.name());
        object.put("version", server.version());
        return object;
    }

    private static Map<String, Object> object(BenchReport report, Result result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("workload", result.workload());
        object.put("what", result.what());
        object.put("pipeline", result.pipeline());
        object.put("keys", result.keys());
        result.throughputRatio().ifPresent(ratio -> object.put("throughputRatio", object(ratio)));
        result.cpuRatio().ifPresent(ratio -> object.put("cpuRatio", object(ratio)));
        Map<String, Object> servers = new LinkedHashMap<>();
        for (int i = 0; i < report.servers().size(); i++) {
            servers.put(report.servers().get(i).name(), object(result.servers().get(i)));
        }
        object.put("servers", servers);
        return object;
    }

    private static Map<String, Object> object(Figures figures) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("perSecond", object(figures.of(Run::perSecond)));
        object.put("cpuMicrosEach", object(figures.cpuMicrosEach()));
        Latency latency = figures.roundTrips();
        Map<String, Object> roundTrips = new LinkedHashMap<>();
        roundTrips.put("p50", latency.p50());
        roundTrips.put("p99", latency.p99());
        roundTrips.put("p99.9", latency.p999());
        roundTrips.put("longest", latency.longest());
        object.put("roundTripMicros", roundTrips);
        object.put("residentBytes", figures.residentBytes());
        object.put("runs", figures.runs().stream().map(JsonText::object).toList());
        return object;
    }

    private static Map<String, Object> object(Run run) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("requests", run.requests());
        object.put("seconds", run.seconds());
        object.put("cpuMicros", run.cpuMicros());
        object.put("loadCpuMicros", run.loadCpuMicros());
        return object;
    }

    private static Map<String, Object> object(Spread spread) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("median", spread.median());
        object.put("least", spread.least());
        object.put("most", spread.most());
        return object;
    }

    private static Map<String, Object> object(BenchReport report, Section section) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", section.name());
        object.put("title", section.title());
        object.put(
                "rows",
                section.grid().rows().stream()
                        .map(row -> object(report, section.grid(), row))
                        .toList());
        object.put("verdicts", section.verdicts().stream().map(JsonText::object).toList());
        return object;
    }

    private static Map<String, Object> object(BenchReport report, Grid grid, Grid.Row row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < grid.labels().size(); i++) {
            object.put(grid.labels().get(i).key(), row.labels().get(i));
        }
        Map<String, Object> servers = new LinkedHashMap<>();
        for (int server = 0; server < report.servers().size(); server++) {
            Map<String, Object> figures = new LinkedHashMap<>();
            for (int i = 0; i < grid.measures().size(); i++) {
                figures.put(grid.measures().get(i).key(), row.figures().get(i).get(server));
            }
            servers.put(report.servers().get(server).name(), figures);
        }
        object.put("servers", servers);
        Map<String, Object> ratios = new LinkedHashMap<>();
        for (int i = 0; i < grid.measures().size() && report.servers().size() > 1; i++) {
            if (grid.measures().get(i).compared()) {
                ratios.put(grid.measures().get(i).key(), row.ratio(i));
            }
        }
        object.put("ratios", ratios);
        return object;
    }

    private static Map<String, Object> object(Verdict verdict) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("subject", verdict.subject());
        object.put("what", verdict.what());
        object.put("figure", verdict.figure());
        object.put("budget", verdict.budget());
        if (verdict.isKnown()) {
            object.put("kept", verdict.isKept());
        }
        return object;
    }

    private void value(Object value, String indent) {
        if (value instanceof Map<?, ?> object) {
            members(object, indent);
        } else if (value instanceof Collection<?> elements) {
            elements(List.copyOf(elements), indent);
        } else if (value instanceof Double number) {
            // JSON has no infinity; a figure that is none, such as a ratio to zero, is null.
            out.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "null");
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(value.toString());
        }
    }

    private void members(Map<?, ?> object, String indent) {
        String separator = "{";
        for (Map.Entry<?, ?> member : object.entrySet()) {
            out.append(separator).append(indent).append("  ");
            string(member.getKey().toString());
            out.append(": ");
            value(member.getValue(), indent + "  ");
            separator = ",";
        }
        out.append(object.isEmpty() ? "{}" : indent + "}");
    }

    private void elements(List<?> elements, String indent) {
        String separator = "[";
        for (Object element : elements) {
            out.append(separator).append(indent).append("  ");
            value(element, indent + "  ");
            separator = ",";
        }
        out.append(elements.isEmpty() ? "[]" : indent + "]");
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
