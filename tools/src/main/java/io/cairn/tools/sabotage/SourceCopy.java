package io.cairn.tools.sabotage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the sources that may be broken, and its tests. */
final class SourceCopy {
    private static final long TIMEOUT_MINUTES = 10;
    private static final long TICK_MS = 1_000;
    private static final Pattern COUNTS = Pattern.compile("<testsuite [^>]*>");
    private static final Pattern NUMBER = Pattern.compile(" (tests|errors|failures|skipped)=\"(\\d+)\"");

    /** How a test has ended. */
    enum Outcome {
        PASSED,
        FAILED,
        /** It does not compile, or was skipped, or did not come to an end. */
        NONE
    }

    private final Path home;
    private final Path place;
    private final Path output;

    private SourceCopy(Path home, Path place) {
        this.home = home;
        this.place = place;
        this.output = place.resolve("output.log");
    }

    /** Copies the sources in {@code home}; what an earlier copy has built is used again. */
    static SourceCopy of(Path home, Path place) throws IOException {
        SourceCopy copy = new SourceCopy(home, place);
        Files.createDirectories(place);
        for (String part : List.of("pom.xml", "testdata", "docs", "engine", "persistence", "server", "tools")) {
            copy.removeWhatIsGone(part);
            copy.copy(part);
        }
        return copy;
    }

    private static boolean isBuilt(Path path) {
        return path.toString().matches("[a-z]+/target(/.*)?");
    }

    private void removeWhatIsGone(String part) throws IOException {
        if (!Files.exists(place.resolve(part))) {
            return;
        }
        try (Stream<Path> files = Files.walk(place.resolve(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = place.relativize(file);
                if (!isBuilt(relative) && !Files.exists(home.resolve(relative))) {
                    Files.delete(file);
                }
            }
        }
    }

    private void copy(String part) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = home.relativize(file);
                Path target = place.resolve(relative);
                if (!isBuilt(relative) && !(Files.exists(target) && Files.mismatch(file, target) < 0)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Runs a fault's test with the fault in the sources, which are as before afterwards. */
    Outcome runWith(Fault fault) throws IOException, InterruptedException {
        Map<Path, String> changed = fault.applyTo(place);
        try {
            for (Map.Entry<Path, String> file : changed.entrySet()) {
                write(file.getKey(), file.getValue());
            }
            return run(fault);
        } finally {
            for (Path file : changed.keySet()) {
                write(file, Files.readString(home.resolve(place.relativize(file))));
            }
        }
    }

    /** The compiler looks at times: a file that was broken and mended within one tick would stay broken. */
    private static void write(Path file, String text) throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, text);
        if (Files.getLastModifiedTime(file).compareTo(before) <= 0) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + TICK_MS));
        }
    }

    /** Runs a fault's test without it. */
    Outcome run(Fault fault) throws IOException, InterruptedException {
        Path reports = place.resolve(fault.module()).resolve("target/fast/surefire-reports");
        if (Files.exists(reports)) {
            try (Stream<Path> old = Files.list(reports)) {
                for (Path report : old.filter(Files::isRegularFile).toList()) {
                    Files.delete(report);
                }
            }
        }
        List<String> command =
                new ArrayList<>(List.of("mvn", "-q", "-B", "-ntp", "-Pfast", "-pl", fault.module(), "-am"));
        command.addAll(List.of(
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dtest=" + fault.test().get(0)));
        command.addAll(fault.test().subList(1, fault.test().size()));
        command.add("test");
        Process maven = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!maven.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            List.copyOf(maven.descendants().toList()).forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly().waitFor();
            return Outcome.NONE;
        }
        return outcome(reports, maven.exitValue());
    }

    private static Outcome outcome(Path reports, int exitCode) throws IOException {
        int run = 0;
        int failed = 0;
        if (Files.exists(reports)) {
            try (Stream<Path> files = Files.list(reports)) {
                for (Path report :
                        files.filter(file -> file.toString().endsWith(".xml")).toList()) {
                    run += count(report, "tests") - count(report, "skipped");
                    failed += count(report, "failures") + count(report, "errors");
                }
            }
        }
        if (run == 0) {
            return Outcome.NONE;
        }
        return failed > 0 ? Outcome.FAILED : exitCode == 0 ? Outcome.PASSED : Outcome.NONE;
    }

    private static int count(Path report, String what) {
        try {
            Matcher head = COUNTS.matcher(Files.readString(report));
            Matcher number = NUMBER.matcher(head.find() ? head.group() : "");
            while (number.find()) {
                if (number.group(1).equals(what)) {
                    return Integer.parseInt(number.group(2));
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what the last run has printed. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }
}
