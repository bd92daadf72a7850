package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.snapshot.SaveFigures.Line;
import io.cairn.tools.bench.snapshot.SaveProbe.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Saves of one server under load, each followed by as long without one.
 *
 * @param load what writes
 * @param probe what asks meanwhile
 * @param memory what looks at the server's memory meanwhile
 * @param pauses the log of its JVM; null if it is none
 * @param figures what takes the figures
 */
record SaveRun(
        ServerProcess server,
        SaveLoad load,
        SaveProbe probe,
        MemoryWatch memory,
        @Nullable PauseLog pauses,
        SaveFigures figures) {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The time of a save is told in whole seconds: the next one has to be in another. */
    private static final long ANOTHER_SECOND_NANOS = TimeUnit.MILLISECONDS.toNanos(1100);

    /** One save, and as long without one. */
    void save() throws IOException, InterruptedException {
        // A collection of this process would pass for a wait of the server: what filling or reading a dump has left
        // goes before.
        System.gc();
        String lastSave = server.ask("LASTSAVE");
        load.run(ANOTHER_SECOND_NANOS);
        if (pauses != null) {
            pauses.mark();
        }
        probe.take();
        long residentBefore = server.residentBytes();
        memory.takeMost();
        long writtenBefore = load.written();
        long start = System.nanoTime();
        load.save();
        while (server.ask("LASTSAVE").equals(lastSave) || isSaving()) {
            load.run(LOOK_NANOS);
        }
        long nanos = System.nanoTime() - start;
        Waits during = probe.take();
        figures.add(Line.WAIT_DURING, during.longest());
        figures.add(Line.P999_DURING, during.p999());
        figures.add(Line.WRITES_DURING, writesPerMs(writtenBefore, nanos));
        figures.add(Line.DURATION, nanos / 1e9);
        figures.add(Line.MEMORY, residentBefore / 1e6);
        figures.add(Line.MEMORY_MORE, Math.max(0, memory.takeMost() - residentBefore) / 1e6);
        figures.add(Line.FREEZE, freezeMicros() / 1e3);
        if (pauses != null) {
            figures.add(Line.PAUSE_WORK, pauses.longestWorkNanos() / 1e6);
            figures.add(Line.PAUSE, pauses.longestNanos() / 1e6);
        }
        runWithoutSave(nanos);
        // Last, for it makes garbage.
        requireTheMoment();
    }

    /** Looks at the server as often as during a save. */
    private void runWithoutSave(long duration) throws IOException, InterruptedException {
        probe.take();
        long writtenBefore = load.written();
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration) {
            server.ask("LASTSAVE");
            isSaving();
            load.run(LOOK_NANOS);
        }
        long nanos = System.nanoTime() - start;
        Waits without = probe.take();
        figures.add(Line.WAIT_WITHOUT, without.longest());
        figures.add(Line.P999_WITHOUT, without.p999());
        figures.add(Line.WRITES_WITHOUT, writesPerMs(writtenBefore, nanos));
    }

    private double writesPerMs(long writtenBefore, long nanos) {
        return (load.written() - writtenBefore) / (nanos / 1e6);
    }

    private void requireTheMoment() throws IOException {
        Path dump = server.directory().resolve("dump.rdb");
        long wrong = DumpCheck.countWrong(dump, load.kind(), load.expected());
        if (wrong > 0) {
            throw new IOException("the dump is not of the moment of BGSAVE: of " + load.size() + " elements " + wrong
                    + " are missing, not of that moment, or should not be there");
        }
    }

    private boolean isSaving() throws IOException, InterruptedException {
        String info = server.ask("INFO", "persistence");
        if (info.contains("rdb_last_bgsave_status:err")) {
            throw new IOException("BGSAVE failed");
        }
        return info.contains("rdb_bgsave_in_progress:1");
    }

    private long freezeMicros() throws IOException, InterruptedException {
        String micros = Info.field(server.ask("INFO", "stats"), "latest_fork_usec");
        if (micros.isEmpty()) {
            throw new IOException("INFO has no latest_fork_usec");
        }
        return Long.parseLong(micros);
    }
}
