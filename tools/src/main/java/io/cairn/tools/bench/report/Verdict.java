package io.cairn.tools.bench.report;

/**
 * What became of a budget.
 *
 * @param subject what has it
 * @param what the figure that it limits
 * @param figure what was found; no number if that cannot be told
 * @param budget the most that it may be
 */
public record Verdict(String subject, String what, double figure, double budget) {
    /** Whether enough is known to say. */
    public boolean isKnown() {
        return Double.isFinite(figure);
    }

    /** Whether the figure is known, and within the budget. */
    public boolean isKept() {
        return isKnown() && figure <= budget;
    }

    /** For people. */
    public String word() {
        return !isKnown() ? "not known" : isKept() ? "kept" : "OVER";
    }
}
