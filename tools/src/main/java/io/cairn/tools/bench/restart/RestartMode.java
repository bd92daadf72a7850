package io.cairn.tools.bench.restart;

import io.cairn.tools.bench.BytesOption;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Mode;
import io.cairn.tools.bench.Program;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.Servers;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a start takes, from the command line to the first answer, with a dump and with a log.
 *
 * <p>One of the servers writes the data, saves if it is for a dump, and is killed as {@code kill -9} does. Each then starts with a copy
 * of its own, in turn, on all cores, and is killed again. What a start has loaded must be what was written, by DEBUG DIGEST.
 */
@Command(
        name = "--restart",
        description = {
            "How long a start with a dump and with a log takes, after kill -9.",
            "Servers have all cores. What they load must be what was written."
        },
        mixinStandardHelpOptions = true)
public final class RestartMode extends Mode {
    /** Who writes the files. */
    enum Writer {
        CAIRN,
        OTHER
    }

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "BYTES",
            converter = BytesOption.class,
            defaultValue = "200m",
            description = "bytes of each file, with k, m or g behind them (${DEFAULT-VALUE})")
    private List<Long> sizes = List.of();

    @Option(
            names = "--writer",
            defaultValue = "cairn",
            description = "who writes the files: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Writer writer = Writer.CAIRN;

    @Option(names = "--cold", description = "have the kernel forget the files before each start")
    private boolean cold;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "3",
            description = "starts of each server with each file, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Override
    protected void check() {
        if (writer == Writer.OTHER && programs().size() < 2) {
            throw refusal("--writer other needs a server beside Cairn, and --vs none is without");
        }
    }

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        RestartFigures figures = new RestartFigures();
        List<Server> descriptions = new ArrayList<>();
        for (RestartFile file : RestartFile.values()) {
            for (long size : sizes) {
                try (Servers servers = Servers.create()) {
                    measure(servers, file, size, figures, descriptions);
                }
            }
        }
        return report(descriptions, settings(), List.of(), List.of(figures.section(descriptions)));
    }

    private void measure(
            Servers servers, RestartFile file, long size, RestartFigures figures, List<Server> descriptions)
            throws IOException, InterruptedException {
        Path source = servers.directory("source");
        progress().show("%s of %,d MB: writing", file, size / 1_000_000);
        String written = write(servers, file, size, source);
        RestartFigures.Starts starts = figures.begin(
                file.toString(), RestartFile.bytes(file.in(source)), programs().size());
        for (Program program : programs()) {
            file.copy(source, servers.directory("of-" + program.name()));
        }
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < programs().size(); i++) {
                Program program = programs().get(i);
                progress()
                        .show(
                                "%s of %,d MB: %s, start %d of %d",
                                file, size / 1_000_000, program.name(), round, rounds);
                Path directory = servers.directory("of-" + program.name());
                if (cold) {
                    file.forget(directory);
                }
                long before = System.nanoTime();
                ServerProcess server = servers.onAllCores(program, directory, file.options());
                double seconds = (System.nanoTime() - before) / (double) TimeUnit.SECONDS.toNanos(1);
                starts.add(i, seconds, server.cpuMicros() / 1e6);
                if (round == 1) {
                    requireSame(server, file, written);
                }
                if (descriptions.size() == i) {
                    descriptions.add(Info.describe(server));
                }
                servers.end(server);
            }
        }
    }

    /** Returns the digest of the data. */
    private String write(Servers servers, RestartFile file, long size, Path directory)
            throws IOException, InterruptedException {
        Program program = programs().get(writer.ordinal());
        ServerProcess server = servers.onAllCores(program, directory, file.options());
        server.talk(connection -> {
            file.fill(connection, file.in(directory), size);
            return file;
        });
        String digest = server.ask("DEBUG", "DIGEST");
        servers.end(server);
        return digest;
    }

    private static void requireSame(ServerProcess server, RestartFile file, String written)
            throws IOException, InterruptedException {
        String loaded = server.ask("DEBUG", "DIGEST");
        if (!loaded.equals(written)) {
            throw new IOException(server.name() + " has loaded other data from " + file
                    + " than was written: by DEBUG DIGEST " + loaded + ", not " + written);
        }
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("files written by", programs().get(writer.ordinal()).name()),
                new Setting(
                        "bytes of a file", sizes.stream().map(String::valueOf).collect(Collectors.joining(", "))),
                new Setting("files at the start", cold ? "on the disk only" : "in the kernel's memory"),
                new Setting("starts of each server, in turn", String.format(Locale.ROOT, "%d", rounds)));
    }
}
