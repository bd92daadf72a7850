package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.Progress;
import io.cairn.tools.bench.RespConnection;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.load.LoadGenerator.Done;
import io.cairn.tools.bench.load.LoadGenerator.Limit;
import io.cairn.tools.bench.load.RequestRing;
import io.cairn.tools.bench.report.Figures;
import io.cairn.tools.bench.report.Figures.Latency;
import io.cairn.tools.bench.report.Result;
import io.cairn.tools.bench.report.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Measures one workload with pipelines of one length: data, comparison of replies, warm-up, runs in turn. One thread. */
final class WorkloadRun {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;
    private static final long NO_LIMIT = Long.MAX_VALUE / 8;
    private static final double NANOS_PER_MICRO = 1000;

    /** Times its duration that a run may take with all its interruptions. */
    private static final int MOST_REFILLING = 5;

    private final Workload workload;
    private final int pipeline;
    private final BenchSettings settings;
    private final List<Contestant> contestants;
    private final Progress progress;
    private final RequestRing ring;
    private final long self = ProcessHandle.current().pid();

    /** What the last requests to each contestant have made of its data, since it was filled. */
    private final long[] sinceFilled;

    /** @param space where requests are encoded, which nothing else uses as long as this measures */
    WorkloadRun(
            Workload workload,
            int pipeline,
            BenchSettings settings,
            List<Contestant> contestants,
            ByteBuffer space,
            Progress progress)
            throws IOException {
        this.workload = workload;
        this.pipeline = pipeline;
        this.settings = settings;
        this.contestants = contestants;
        this.progress = progress;
        this.sinceFilled = new long[contestants.size()];
        progress.show("%s: encoding requests", workload);
        this.ring = encode(space);
    }

    private WorkloadData data() {
        return workload.data(settings.keys(), settings.payloadBytes(), settings.clients());
    }

    private RequestRing encode(ByteBuffer space) throws IOException {
        WorkloadData data = data();
        RequestRing.Builder builder = new RequestRing.Builder(space);
        int wanted = workload.requests(data);
        if (settings.warmUpSeconds() == 0 && settings.count() > 0 && isRepeated()) {
            wanted = Math.min(wanted, Math.max(settings.count(), pipeline));
        }
        int count = 0;
        while (count < wanted && builder.add(encoded(workload.request(data, count)), workload.reply(count))) {
            count++;
        }
        int unit = isRepeated() ? pipeline : 1;
        if (count < unit) {
            throw new IOException(workload + ": " + pipeline + " requests with values of " + data.payloadBytes()
                    + " bytes are more than the " + space.capacity() + " bytes that there is room for");
        }
        return builder.build(unit);
    }

    private static byte[] encoded(String[] request) {
        return RespConnection.encode(request).getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean isRepeated() {
        return workload.pass() == Workload.Pass.REPEATS;
    }

    Result measure() throws IOException, InterruptedException {
        progress.show("%s: data, and a comparison of replies", workload);
        for (int i = 0; i < contestants.size(); i++) {
            contestants.get(i).empty();
            fill(i);
        }
        new SampleCheck(workload, this::data, settings.protocol()).compare(contestants);
        List<Histogram> roundTrips = new ArrayList<>();
        List<List<Run>> runs = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            roundTrips.add(new Histogram(LONGEST_NANOS, DIGITS));
            runs.add(new ArrayList<>());
            if (settings.warmUpSeconds() > 0) {
                progress.show("%s, pipeline %d: %s warms up", workload, pipeline, name(i));
                Limit limit = new Limit(NO_LIMIT, TimeUnit.SECONDS.toNanos(settings.warmUpSeconds()));
                run(i, limit, new Histogram(LONGEST_NANOS, DIGITS));
            }
        }
        Limit limit = settings.count() > 0
                ? new Limit(settings.count(), NO_LIMIT)
                : new Limit(NO_LIMIT, TimeUnit.SECONDS.toNanos(settings.durationSeconds()));
        for (int pair = 1; pair <= settings.pairs(); pair++) {
            for (int i = 0; i < contestants.size(); i++) {
                progress.show("%s, pipeline %d: %s, run %d of %d", workload, pipeline, name(i), pair, settings.pairs());
                runs.get(i).add(run(i, limit, roundTrips.get(i)));
            }
        }
        List<Figures> figures = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            checkSize(i);
            long resident = contestants.get(i).residentBytes();
            figures.add(new Figures(runs.get(i), latency(roundTrips.get(i)), resident));
        }
        return new Result(workload.toString(), workload.what(), pipeline, data().keys(), figures);
    }

    private String name(int contestant) {
        return contestants.get(contestant).process().name();
    }

    private void fill(int contestant) throws IOException, InterruptedException {
        contestants.get(contestant).process().talk(connection -> {
            workload.fill(connection, data());
            return workload;
        });
        sinceFilled[contestant] = 0;
    }

    /**
     * One run. If its data is used up before the end, it is interrupted for making it anew, which does not count; where that
     * takes too long, the run ends before its duration is over.
     */
    private Run run(int number, Limit limit, Histogram roundTrips) throws IOException, InterruptedException {
        Contestant contestant = contestants.get(number);
        contestant.shortenLog();
        for (Contestant each : contestants) {
            each.awaitQuiet();
        }
        long start = System.nanoTime();
        Run sum = pass(number, limit, roundTrips);
        while (sum.requests() < limit.requests()
                && sum.nanos() < limit.nanos()
                && System.nanoTime() - start < limit.nanos() * MOST_REFILLING) {
            Limit rest = new Limit(limit.requests() - sum.requests(), limit.nanos() - sum.nanos());
            sum = sum.plus(pass(number, rest, roundTrips));
        }
        return sum;
    }

    /** Sends requests until the limit, or the end of the data. */
    private Run pass(int number, Limit limit, Histogram roundTrips) throws IOException, InterruptedException {
        Contestant contestant = contestants.get(number);
        if (!isRepeated()) {
            fill(number);
            contestant.awaitQuiet();
        }
        long before = contestant.cpuMicros();
        long loadBefore = ServerProcess.cpuMicros(self);
        Done done = contestant
                .process()
                .named(() -> contestant.load().run(ring, pipeline, isRepeated(), limit, roundTrips));
        long cpuMicros = contestant.cpuMicros() - before;
        long loadCpuMicros = ServerProcess.cpuMicros(self) - loadBefore;
        sinceFilled[number] += done.requests();
        return new Run(done.requests(), done.nanos(), cpuMicros, loadCpuMicros);
    }

    /** What was acknowledged must be there. */
    private void checkSize(int number) throws IOException, InterruptedException {
        long expected = workload.sizeAfter(data(), sinceFilled[number]);
        ServerProcess server = contestants.get(number).process();
        String size = server.ask(workload.size());
        if (expected != Workload.UNKNOWN && !size.equals(Long.toString(expected))) {
            throw new IOException(server.name() + " answered " + size + " to " + String.join(" ", workload.size())
                    + " after " + workload + ", where " + expected + " was expected");
        }
    }

    private static Latency latency(Histogram roundTrips) {
        return new Latency(
                roundTrips.getValueAtPercentile(50) / NANOS_PER_MICRO,
                roundTrips.getValueAtPercentile(99) / NANOS_PER_MICRO,
                roundTrips.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
                roundTrips.getMaxValue() / NANOS_PER_MICRO);
    }
}
