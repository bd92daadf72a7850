package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Progress;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.steady.SteadyFigures.Line;
import io.cairn.tools.bench.steady.SteadyLoad.Done;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A server that is measured, with its keys, the connections to it, and what was found out. One thread. */
final class SteadyServer implements AutoCloseable {
    /** Of keys in the runs that look for the peak, whose rate nobody knows before. */
    private static final long FIRST_LIFE_MS = 1000;

    /** How long keys may be there when nobody asks for them after their time has come. */
    private static final long EXPIRY_PATIENCE_MS = TimeUnit.MINUTES.toMillis(2);

    private static final long LOOK_MS = 200;

    private final ServerProcess process;
    private final SteadyKeys keys;
    private final SteadyLoad load;
    private final Progress progress;
    private final SteadyFigures figures = new SteadyFigures();
    private double perSecond;
    private long lifeMs = FIRST_LIFE_MS;

    private SteadyServer(ServerProcess process, SteadyKeys keys, SteadyLoad load, Progress progress) {
        this.process = process;
        this.keys = keys;
        this.load = load;
        this.progress = progress;
    }

    /** Writes the keys that last, and connects those who are to ask for them. */
    static SteadyServer fill(ServerProcess process, int lasting, int clients, int pipeline, Progress progress)
            throws IOException, InterruptedException {
        SteadyKeys keys = new SteadyKeys(lasting, clients);
        progress.show("%s: writing %,d keys", process.name(), lasting);
        process.talk(connection -> {
            keys.fill(connection);
            return lasting;
        });
        SteadyLoad load = process.named(() -> SteadyLoad.connect(process.port(), keys, clients, pipeline));
        return new SteadyServer(process, keys, load, progress);
    }

    /** As many requests as it takes, and those do not count. */
    void warmUp(int seconds) throws IOException, InterruptedException {
        progress.show("%s warms up", process.name());
        keys.insertFor(lifeMs);
        process.named(() -> load.closed(TimeUnit.SECONDS.toNanos(seconds)));
    }

    /** As many requests as it takes. */
    void findPeak(int seconds) throws IOException, InterruptedException {
        progress.show("%s: how many requests it takes", process.name());
        long cpuBefore = process.cpuMicros();
        Done done = process.named(() -> load.closed(TimeUnit.SECONDS.toNanos(seconds)));
        figures.add(Line.PEAK, done.perSecond() / 1e3);
        figures.add(Line.PEAK_CORE, corePercent(cpuBefore, done));
    }

    private double corePercent(long cpuBefore, Done done) throws IOException {
        return 100 * (process.cpuMicros() - cpuBefore) / (done.nanos() / 1e3);
    }

    /** Requests a second that it takes, the median of the runs. */
    double peakPerSecond() {
        return figures.median(Line.PEAK) * 1e3;
    }

    /**
     * Goes to a rate.
     *
     * @param passing how many keys that expire there are to be at any time
     */
    void goTo(double rate, int passing) {
        perSecond = rate;
        double insertedPerSecond = rate * SteadyKeys.INSERTS_SHARE;
        lifeMs = Math.max(1, Math.round(1e3 * passing / insertedPerSecond));
        keys.insertFor(lifeMs);
    }

    /** The rate for so long that as many keys expire as are inserted, then the rate for the time that counts. */
    void run(int leastSettlingSeconds, int seconds) throws IOException, InterruptedException {
        long settlingSeconds = Math.max(leastSettlingSeconds, 2 * lifeMs / 1000);
        open(settlingSeconds, "comes to rest");
        long cpuBefore = process.cpuMicros();
        long insertedBefore = keys.inserted();
        long expiredBefore = expired();
        Done done = open(seconds, "measures");
        Histogram waits = done.waits();
        double ran = done.nanos() / 1e9;
        figures.add(Line.RATE, done.perSecond() / 1e3);
        figures.add(Line.CORE, corePercent(cpuBefore, done));
        figures.add(Line.CPU, (double) (process.cpuMicros() - cpuBefore) / done.requests());
        figures.add(Line.P50, milliseconds(waits, 50));
        figures.add(Line.P99, milliseconds(waits, 99));
        figures.add(Line.P999, milliseconds(waits, 99.9));
        figures.add(Line.P9999, milliseconds(waits, 99.99));
        figures.add(Line.LONGEST, milliseconds(waits, 100));
        figures.add(Line.LATE, milliseconds(done.late(), 99.9));
        figures.add(Line.INSERTED, (keys.inserted() - insertedBefore) / ran / 1e3);
        figures.add(Line.EXPIRED, (expired() - expiredBefore) / ran / 1e3);
        figures.add(Line.MEMORY, process.residentBytes() / 1e6);
    }

    private Done open(long seconds, String what) throws IOException, InterruptedException {
        return process.named(() -> load.open(
                perSecond,
                TimeUnit.SECONDS.toNanos(seconds),
                gone -> progress.show(
                        "%s %s, %,.0f requests a second: %d of %d seconds",
                        process.name(), what, perSecond, gone, seconds)));
    }

    private static double milliseconds(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    private long expired() throws IOException, InterruptedException {
        return Long.parseLong(Info.field(process.ask("INFO", "stats"), "expired_keys"));
    }

    /** Every key that lasts must be there with the value that it was given last, and every other one must have expired. */
    void check() throws IOException, InterruptedException {
        progress.show("%s: waiting until all keys have expired", process.name());
        String lasting = Integer.toString(keys.lasting());
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lifeMs + EXPIRY_PATIENCE_MS);
        String size = process.ask("DBSIZE");
        while (!size.equals(lasting) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            size = process.ask("DBSIZE");
        }
        if (!size.equals(lasting)) {
            throw new IOException(process.name() + " has " + size + " keys when all others should have expired, and "
                    + lasting + " were to last");
        }
        if (expired() != keys.inserted()) {
            throw new IOException(process.name() + " says that " + expired() + " keys have expired, and "
                    + keys.inserted() + " were inserted");
        }
        progress.show("%s: comparing %,d keys", process.name(), keys.lasting());
        process.talk(connection -> {
            keys.check(connection);
            return lasting;
        });
    }

    SteadyFigures figures() {
        return figures;
    }

    @Override
    public void close() throws IOException {
        load.close();
    }
}
