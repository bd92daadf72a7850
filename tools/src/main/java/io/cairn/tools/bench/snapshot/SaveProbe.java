package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants to know something every millisecond, and how long it waits. While it waits for a reply it cannot ask; the waits that
 * those requests would have had are counted all the same, so a stall weighs as much as it is long.
 */
final class SaveProbe extends Thread {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final RespConnection connection;
    private final byte[] request;
    private final SingleWriterRecorder waits = new SingleWriterRecorder(LONGEST_NANOS, DIGITS);
    private volatile boolean stopped;
    private volatile @Nullable IOException failure;

    /** How long waits were, in milliseconds. */
    record Waits(double longest, double p999) {
        static Waits of(Histogram nanos) {
            return new Waits(nanos.getMaxValue() / 1e6, nanos.getValueAtPercentile(99.9) / 1e6);
        }
    }

    SaveProbe(RespConnection connection, String... request) {
        super("probe");
        this.connection = connection;
        this.request = RespConnection.encode(request).getBytes(StandardCharsets.ISO_8859_1);
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                long start = System.nanoTime();
                connection.send(request);
                connection.flush();
                connection.skip();
                long took = System.nanoTime() - start;
                waits.recordValueWithExpectedInterval(Math.min(took, LONGEST_NANOS), PERIOD_NANOS);
                LockSupport.parkNanos(PERIOD_NANOS - took);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** The waits since this was asked last. */
    Waits take() throws IOException {
        IOException seen = failure;
        if (seen != null) {
            throw seen;
        }
        return Waits.of(waits.getIntervalHistogram());
    }

    /** Ends the thread. */
    void end() throws InterruptedException {
        stopped = true;
        join();
    }
}
