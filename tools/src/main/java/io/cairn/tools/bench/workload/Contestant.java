package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.load.LoadGenerator;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A server that is measured, and the connections to it. */
record Contestant(ServerProcess process, LoadGenerator load) implements AutoCloseable {
    /** Not a tick of the kernel in this time is quiet. */
    private static final long WHILE_MS = 30;

    private static final int MOST_WHILES = 200;

    /** Logs that are so much longer than after the last rewrite are rewritten between runs, so that they do not fill the disk. */
    private static final long LONG_LOG_BYTES = 512L * 1024 * 1024;

    static Contestant connect(ServerProcess process, BenchSettings settings) throws IOException, InterruptedException {
        LoadGenerator load =
                process.named(() -> LoadGenerator.connect(process.port(), settings.clients(), settings.protocol()));
        return new Contestant(process, load);
    }

    /** Forgets all data, and what the log has of it. */
    void empty() throws IOException, InterruptedException {
        process.ask("FLUSHALL", "SYNC");
        shortenLog();
    }

    /** Waits until it does nothing: what one server does after its run is not to disturb the run of the other. */
    void awaitQuiet() throws IOException, InterruptedException {
        long before = -1;
        long now = cpuMicros();
        for (int i = 0; i < MOST_WHILES && now != before; i++) {
            TimeUnit.MILLISECONDS.sleep(WHILE_MS);
            before = now;
            now = cpuMicros();
        }
    }

    /** Processor time that it has used, in microseconds. */
    long cpuMicros() throws IOException, InterruptedException {
        return process.named(process::cpuMicros);
    }

    /** Memory that it occupies, in bytes. */
    long residentBytes() throws IOException, InterruptedException {
        return process.named(process::residentBytes);
    }

    /** Rewrites the log if it has become long. */
    void shortenLog() throws IOException, InterruptedException {
        String info = process.ask("INFO", "persistence");
        if (infoNumber(info, "aof_current_size") - infoNumber(info, "aof_base_size") > LONG_LOG_BYTES) {
            process.ask("BGREWRITEAOF");
            while (isRewriting()) {
                TimeUnit.MILLISECONDS.sleep(WHILE_MS);
            }
        }
    }

    private static long infoNumber(String info, String field) {
        String number = Info.field(info, field);
        return number.isEmpty() ? 0 : Long.parseLong(number);
    }

    private boolean isRewriting() throws IOException, InterruptedException {
        String info = process.ask("INFO", "persistence");
        return info.contains("aof_rewrite_in_progress:1") || info.contains("aof_rewrite_scheduled:1");
    }

    @Override
    public void close() throws IOException {
        load.close();
    }
}
