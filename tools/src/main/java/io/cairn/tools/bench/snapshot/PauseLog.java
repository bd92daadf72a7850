package io.cairn.tools.bench.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log in which a JVM notes how long each of its pauses stopped all threads, those of the collector among them: the work
 * done while they stood, and the whole with stopping them and letting them go, which takes as long as the system lets those
 * threads wait for a core.
 */
final class PauseLog {
    private static final Pattern WORK = Pattern.compile("Safepoint .*, At safepoint: *([0-9]+) ns");
    private static final Pattern TOTAL = Pattern.compile("Safepoint .*, Total: *([0-9]+) ns");

    private final Path path;
    private int linesBefore;

    PauseLog(Path path) {
        this.path = path;
    }

    /** What to tell the JVM so that it writes the log. */
    String javaOption() {
        return "-Xlog:safepoint:file=" + path + ":uptime:filecount=0";
    }

    /** Forgets the pauses so far. */
    void mark() throws IOException {
        linesBefore = lines().size();
    }

    /** The longest work in a pause since the mark, in nanoseconds; 0 if there was none. */
    long longestWorkNanos() throws IOException {
        return longestNanos(WORK);
    }

    /** The longest pause since the mark, in nanoseconds; 0 if there was none. */
    long longestNanos() throws IOException {
        return longestNanos(TOTAL);
    }

    private long longestNanos(Pattern figure) throws IOException {
        List<String> lines = lines();
        return lines.subList(linesBefore, lines.size()).stream()
                .map(figure::matcher)
                .filter(Matcher::find)
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .max()
                .orElse(0);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(path, StandardCharsets.ISO_8859_1);
    }
}
