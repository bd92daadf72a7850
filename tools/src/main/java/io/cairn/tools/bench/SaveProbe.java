package io.cairn.tools.bench;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A thread that sends one request after the other and remembers the longest wait. */
final class SaveProbe extends Thread {
    private final RespConnection connection;
    private final String[] request;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong longestNanos = new AtomicLong();

    SaveProbe(RespConnection connection, String... request) {
        super("probe");
        this.connection = connection;
        this.request = request;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            while (!stopped.get()) {
                long start = System.nanoTime();
                connection.call(request);
                long took = System.nanoTime() - start;
                longestNanos.accumulateAndGet(took, Math::max);
            }
        } catch (IOException e) {
            longestNanos.set(Long.MAX_VALUE);
        }
    }

    /** The longest wait since this was asked last. */
    long takeLongestNanos() {
        return longestNanos.getAndSet(0);
    }

    /** Ends the thread. */
    void end() throws InterruptedException {
        stopped.set(true);
        join();
    }
}
