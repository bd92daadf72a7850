package io.cairn.server;

/** How fast a count rises: the mean of the last samples. Sampled by one thread, read by any. */
final class Rate {
    private static final int SAMPLES = 16;

    private final long[] perSecond = new long[SAMPLES];
    private int next;
    private long lastCount;
    private long lastMs;
    private volatile long mean;

    void sample(long count, long nowMs) {
        long elapsedMs = nowMs - lastMs;
        if (elapsedMs <= 0) {
            return;
        }
        perSecond[next] = lastMs == 0 ? 0 : Math.max(0, count - lastCount) * 1000 / elapsedMs;
        next = (next + 1) % SAMPLES;
        lastCount = count;
        lastMs = nowMs;
        long sum = 0;
        for (long each : perSecond) {
            sum += each;
        }
        mean = sum / SAMPLES;
    }

    long perSecond() {
        return mean;
    }
}
