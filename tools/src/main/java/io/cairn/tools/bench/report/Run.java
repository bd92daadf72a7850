package io.cairn.tools.bench.report;

/**
 * One run of a workload on one server.
 *
 * @param requests how many were answered
 * @param seconds how long that took
 * @param cpuMicros processor time of the server, all together
 * @param loadCpuMicros processor time of the process that made the load
 */
public record Run(long requests, double seconds, long cpuMicros, long loadCpuMicros) {
    /** Throughput. */
    public double perSecond() {
        return requests / seconds;
    }

    /** The server's processor time for each command, in microseconds. */
    public double cpuMicrosEach() {
        return (double) cpuMicros / requests;
    }

    /** How much of the time a core was at work for the server; 1 is all of it. */
    public double serverBusy() {
        return cpuMicros / seconds / 1e6;
    }

    /** How much of the time the load's core was at work; 1 is all of it. */
    public double loadBusy() {
        return loadCpuMicros / seconds / 1e6;
    }
}
