package io.cairn.tools.bench;

import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import io.cairn.tools.bench.report.HtmlPage;
import io.cairn.tools.bench.report.JsonText;
import io.cairn.tools.bench.report.Result;
import io.cairn.tools.bench.report.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One of the ways in which {@code bench} measures. Its name and its options are those of the command that a subclass declares; the
 * other server and the files for figures are the same for all of them. What a mode finds goes to the terminal and to those files; a
 * server that is missing, dies or has wrong data is an {@link IOException}, and then there are no figures.
 */
public abstract class Mode implements Callable<Integer> {
    private static final String ALONE = "none";
    private static final String REDIS = "redis-server";

    @Option(
            names = "--vs",
            paramLabel = "PATH",
            defaultValue = REDIS,
            description = "the other server; none: Cairn alone (${DEFAULT-VALUE})")
    private String other = REDIS;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "a setting for Cairn alone, such as io-threads=2; may be given several times")
    private Map<String, String> cairnSettings = Map.of();

    @Option(names = "--json", paramLabel = "FILE", description = "write all figures to a file")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page with tables and charts")
    private @Nullable Path html;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Progress progress = Progress.onStandardError();

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        checkOther();
        for (Path file : Arrays.asList(json, html)) {
            if (file != null) {
                // Before an hour of measuring, not after it.
                requireWritable(file);
            }
        }
        BenchReport report;
        try {
            report = measure();
        } finally {
            progress.clear();
        }
        BenchText.print(report);
        write(json, () -> JsonText.of(report));
        write(html, () -> HtmlPage.of(report));
        return 0;
    }

    /** Refuses values of options that make no sense, alone or together. */
    protected void check() {}

    /** Starts servers, measures, and ends them. */
    protected abstract BenchReport measure() throws IOException, InterruptedException;

    /** What to throw for options that make no sense. */
    protected ParameterException refusal(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private void checkOther() throws IOException {
        if (other.equals(REDIS)) {
            ServerProcess.requireProgram(other);
        } else if (!other.equals(ALONE) && !ServerProcess.isProgram(other)) {
            throw new IOException(other + ", which --vs names, is no program");
        }
    }

    /** What is measured, Cairn first. */
    protected List<Program> programs() {
        Program cairn = Program.CAIRN.with(cairnSettings.entrySet().stream()
                .flatMap(each -> Stream.of("--" + each.getKey(), each.getValue()))
                .toList());
        return other.equals(ALONE) ? List.of(cairn) : List.of(cairn, new Program(other));
    }

    /** The line that says how far it has come. */
    protected Progress progress() {
        return progress;
    }

    /** What was found, with all that is the same for every mode. */
    protected BenchReport report(
            List<Server> servers, List<Setting> settings, List<Result> results, List<Section> sections)
            throws IOException {
        List<Setting> all = new ArrayList<>(settings);
        cairnSettings.forEach((name, value) -> all.add(new Setting("Cairn's " + name, value)));
        String command = "./cairn "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
        return new BenchReport(command, SystemMachine.describe(), servers, all, results, sections);
    }

    private static void requireWritable(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
        if (!writable) {
            throw new IOException(file + " cannot be written");
        }
    }

    /** Makes a text. */
    private interface Text {
        String make();
    }

    private static void write(@Nullable Path file, Text text) throws IOException {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text.make(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " cannot be written: its directory is gone", e);
        }
        System.out.println("written: " + file);
    }
}
