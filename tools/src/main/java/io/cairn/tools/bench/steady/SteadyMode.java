package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Mode;
import io.cairn.tools.bench.Program;
import io.cairn.tools.bench.SecondsOption;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.Servers;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long requests wait at a load that is a share of the peak, over minutes, while keys are overwritten, inserted and expire.
 *
 * <p>A closed loop finds the peak. Then requests come at a fixed rate, and each wait is counted from the time at which its request was
 * to be sent. The rate is a share of the peak of the same server, which is what a share of the peak means, and harder for the one that
 * takes more; or, if that is wanted, of the lower of the two peaks, the same rate for both.
 */
@Command(
        name = "--steady",
        description = {
            "How long requests wait at half of the peak load, while keys are overwritten, inserted and expire.",
            "Servers run on one core, the load on another. Requests come at a fixed rate, and waits count from when a request was to"
                    + " be sent. At the end every key must have the value that it was given last."
        },
        mixinStandardHelpOptions = true)
public final class SteadyMode extends Mode {
    /** Of all keys, one in so many expires. */
    private static final int PASSING_SHARE = 10;

    private static final int LEAST_KEYS = 1000;
    private static final int PEAK_RUNS = 3;
    private static final int MOST_PEAK_SECONDS = 5;

    @Option(
            names = "--keys",
            converter = CountOption.class,
            defaultValue = "5000000",
            description = "keys, of which nine tenths last (${DEFAULT-VALUE})")
    private int keys;

    @Option(
            names = "--load",
            paramLabel = "PERCENT",
            converter = CountOption.class,
            defaultValue = "50",
            description = "of the peak, from 1 to 100 (${DEFAULT-VALUE})")
    private int percent;

    @Option(
            names = "--same-rate",
            description = "the same rate for both servers, of the lower peak; else each has its own")
    private boolean sameRate;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            converter = CountOption.class,
            defaultValue = "600",
            description = "of a run (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            converter = SecondsOption.class,
            defaultValue = "10",
            description = "before the peak is measured, and at least before each run (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "1",
            description = "runs of each server, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--clients",
            converter = CountOption.class,
            defaultValue = "50",
            description = "connections (${DEFAULT-VALUE})")
    private int clients;

    @Option(
            names = "--pipeline",
            converter = CountOption.class,
            defaultValue = "1",
            description = "requests that come at once, on one connection (${DEFAULT-VALUE})")
    private int pipeline;

    @Option(
            names = "--aof",
            defaultValue = "everysec",
            description = "when both force their log: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Aof aof = Aof.EVERYSEC;

    @Override
    protected void check() {
        if (keys < LEAST_KEYS) {
            throw refusal("--keys must be " + LEAST_KEYS + " at least, not " + keys);
        }
        if (percent > 100) {
            throw refusal("--load must be 100 at most, not " + percent);
        }
        if (clients > lasting()) {
            throw refusal("--clients must be " + lasting() + " at most with these keys, not " + clients);
        }
    }

    private int lasting() {
        return keys - keys / PASSING_SHARE;
    }

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        ServerProcess.pinThisProcess();
        List<Server> descriptions = new ArrayList<>();
        List<SteadyServer> measured = new ArrayList<>();
        try (Servers servers = Servers.create()) {
            for (Program program : programs()) {
                progress().show("starting %s", program.name());
                ServerProcess process = servers.onOneCore(program, aof.serverOptions());
                descriptions.add(Info.describe(process));
                measured.add(SteadyServer.fill(process, lasting(), clients, pipeline, progress()));
            }
            findRates(measured);
            for (int round = 0; round < rounds; round++) {
                for (SteadyServer each : measured) {
                    each.run(warmUpSeconds, seconds);
                }
            }
            for (SteadyServer each : measured) {
                each.check();
                each.close();
            }
        }
        List<SteadyFigures> figures =
                measured.stream().map(SteadyServer::figures).toList();
        return report(descriptions, settings(), List.of(), List.of(SteadyReport.section(descriptions, figures)));
    }

    private void findRates(List<SteadyServer> servers) throws IOException, InterruptedException {
        for (SteadyServer each : servers) {
            each.warmUp(warmUpSeconds);
        }
        for (int i = 0; i < PEAK_RUNS; i++) {
            for (SteadyServer each : servers) {
                each.findPeak(Math.min(seconds, MOST_PEAK_SECONDS));
            }
        }
        double lowest =
                servers.stream().mapToDouble(SteadyServer::peakPerSecond).min().orElseThrow();
        for (SteadyServer each : servers) {
            each.goTo((sameRate ? lowest : each.peakPerSecond()) * percent / 100, keys / PASSING_SHARE);
        }
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("append-only log", aof.toString()),
                new Setting("keys", Integer.toString(keys)),
                new Setting("connections", Integer.toString(clients)),
                new Setting("requests at once", Integer.toString(pipeline)),
                new Setting("load", percent + " % of " + (sameRate ? "the lower peak" : "each server's peak")),
                new Setting("a run", seconds + " seconds"),
                new Setting("warm-up", warmUpSeconds + " seconds"),
                new Setting("runs of each server, in turn", Integer.toString(rounds)));
    }
}
