package io.cairn.tools.bench.report;

/**
 * One run of a workload on one server.
 *
 * @param requests how many were answered
 * @param nanos how long that took
 * @param cpuMicros processor time of the server, all together
 * @param loadCpuMicros processor time of the process that made the load
 */
public record Run(long requests, long nanos, long cpuMicros, long loadCpuMicros) {
    /** Ten of the steps in which the kernel counts processor time. */
    static final long LEAST_CPU_MICROS = 100_000;

    private static final double NANOS = 1e9;

    /** Both, one after the other. */
    public Run plus(Run other) {
        return new Run(
                requests + other.requests,
                nanos + other.nanos,
                cpuMicros + other.cpuMicros,
                loadCpuMicros + other.loadCpuMicros);
    }

    /** How long it took. */
    public double seconds() {
        return nanos / NANOS;
    }

    /** Throughput. */
    public double perSecond() {
        return requests / seconds();
    }

    /** The server's processor time for each command, in microseconds; no number if too little was counted to say. */
    public double cpuMicrosEach() {
        return cpuMicros < LEAST_CPU_MICROS ? Double.NaN : (double) cpuMicros / requests;
    }

    /** How much of the time a core was at work for the server; 1 is all of it. */
    public double serverBusy() {
        return cpuMicros * 1e3 / nanos;
    }

    /** How much of the time the load's core was at work; 1 is all of it. */
    public double loadBusy() {
        return loadCpuMicros * 1e3 / nanos;
    }
}
