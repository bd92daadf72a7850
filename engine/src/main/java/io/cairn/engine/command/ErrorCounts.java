package io.cairn.engine.command;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** How often requests were answered with an error, by its first word. Used by the holder of the engine's lock. */
public final class ErrorCounts {
    /** There are some thirty words; clients cannot invent others, but scripts will. */
    private static final int MAX_CODES = 128;

    private final Map<String, Long> counts = new TreeMap<>();
    private long total;

    void count(String error) {
        total++;
        int blank = error.indexOf(' ');
        String code = blank < 0 ? error : error.substring(0, blank);
        if (counts.size() < MAX_CODES || counts.containsKey(code)) {
            counts.merge(code, 1L, Long::sum);
        }
    }

    /** How often, by word. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How often in all. */
    public long total() {
        return total;
    }

    /** Begins anew. */
    public void reset() {
        counts.clear();
        total = 0;
    }
}
