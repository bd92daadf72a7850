package io.cairn.tools.bench.report;

/** x. */
public final class HtmlPage {
    private HtmlPage() {}

    /** x. */
    public static String of(BenchReport report) {
        return report.command();
    }
}
