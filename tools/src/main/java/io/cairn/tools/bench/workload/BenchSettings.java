package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.report.BenchReport.Setting;
import java.util.List;

/**
 * How workloads are measured.
 *
 * @param clients connections
 * @param keys different keys, or elements of the big value; 0 for as many as each workload takes by itself
 * @param payloadBytes length of values
 * @param count requests of a run; 0 for as many as the duration allows
 * @param durationSeconds of a run, if there is no count
 * @param warmUpSeconds of the run of each server that does not count
 * @param pairs runs of each server, in turn
 * @param aof when the log is forced
 * @param protocol 2 or 3
 */
record BenchSettings(
        int clients,
        int keys,
        int payloadBytes,
        int count,
        int durationSeconds,
        int warmUpSeconds,
        int pairs,
        Aof aof,
        int protocol) {
    /** Names and values, for people. */
    List<Setting> forPeople() {
        return List.of(
                new Setting("append-only log", aof.toString()),
                new Setting("connections", Integer.toString(clients)),
                new Setting("RESP", Integer.toString(protocol)),
                new Setting("bytes of a value", Integer.toString(payloadBytes)),
                new Setting("keys", keys == 0 ? "as each workload says" : Integer.toString(keys)),
                new Setting("a run", count > 0 ? count + " requests" : durationSeconds + " seconds"),
                new Setting("warm-up", warmUpSeconds + " seconds"),
                new Setting("runs of each server, in turn", Integer.toString(pairs)));
    }
}
