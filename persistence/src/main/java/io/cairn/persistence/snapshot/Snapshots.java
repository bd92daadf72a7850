package io.cairn.persistence.snapshot;

import io.cairn.engine.Engine;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves and rewrites, one at a time, on a thread of their own.
 *
 * <p>A save holds the data set as it was when it was asked for: freezing it costs a few microseconds under the engine's
 * lock, and everything after that happens beside the clients.
 *
 * <p>Threads: what starts something needs the engine's lock, so that two cannot start at once; the rest may be called by
 * any thread.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** What the snapshot thread is doing. */
    public enum Work {
        NOTHING,
        SAVE,
        REWRITE
    }

    /** Says on the disk that a log is off. */
    @FunctionalInterface
    public interface Note {
        /** Writes it, beside a dump of this name. Must not need the engine's lock, and may be called again when it has failed. */
        void write(String dump) throws IOException;
    }

    private final Engine engine;
    private final Storage storage;
    private final ExecutorService thread;
    private final SnapshotFile file;
    private volatile String dump;
    private volatile SaveStatus saves;
    private volatile Work work = Work.NOTHING;
    private volatile long workStartedMs;
    private volatile boolean cancelled;
    private volatile boolean rewriteSucceeded = true;
    private volatile long lastRewriteMs = -1;
    private volatile long lastFreezeNanos;
    private final AtomicLong rewriteCount = new AtomicLong();
    private final RetryLimit rewriteLimit = new RetryLimit();
    private final AtomicReference<@Nullable Note> owed = new AtomicReference<>();
    private final Object settling = new Object();
    private final RetryPause settlePause = new RetryPause();
    private int savingId;
    private boolean saveScheduled;
    private boolean rewriteScheduled;
    private boolean rolling;

    /**
     * @param dump name of the file that saves go to
     * @param thread where they run; ended by {@link #close}
     */
    public Snapshots(Engine engine, Storage storage, SnapshotFormat format, String dump, ExecutorService thread) {
        this.engine = engine;
        this.storage = storage;
        this.file = new SnapshotFile(storage, format);
        this.dump = dump;
        this.saves = nothingSince();
        this.thread = thread;
    }

    /** The data has been loaded: nothing of it is a change to be saved. Needs the engine's lock. */
    public void dataLoaded() {
        saves = nothingSince();
    }

    private SaveStatus nothingSince() {
        long nowMs = engine.clock().millis();
        return new SaveStatus(nowMs, nowMs, true, -1, 0, engine.databases().changes());
    }

    /** A thread for the work of one data set. */
    public static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(Snapshots::newWorker);
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // A hint is enough: clients first, a save that takes longer disturbs nobody.
    private static Thread newWorker(Runnable work) {
        Thread worker = new Thread(work, "cairn-snapshot");
        worker.setDaemon(true);
        worker.setPriority(Thread.MIN_PRIORITY);
        return worker;
    }

    /** Deletes what saves of dead processes have left. */
    public void deleteUnfinished() throws IOException {
        SnapshotFile.deleteUnfinished(storage, "", dump);
    }

    /** Changes how snapshots are written and where saves go. */
    public void configure(SnapshotFormat format, String newDump) {
        file.format(format);
        dump = newDump;
    }

    /** What is known of the saves so far. */
    public SaveStatus saves() {
        return saves;
    }

    /** What is going on. */
    public Work work() {
        return work;
    }

    /** For how long, in milliseconds; −1 if nothing is going on. */
    public long workMs() {
        return work == Work.NOTHING ? -1 : engine.clock().millis() - workStartedMs;
    }

    /** Whether the last rewrite succeeded. */
    public boolean rewriteSucceeded() {
        return rewriteSucceeded;
    }

    /** How many rewrites were begun. */
    public long rewriteCount() {
        return rewriteCount.get();
    }

    /** How many rewrites have failed since the last one that succeeded. Needs the engine's lock. */
    public int rewriteFailures() {
        return rewriteLimit.failures();
    }

    /** Whether rewrites have failed so often that one that nobody asked for must wait. Needs the engine's lock. */
    public boolean isRewriteHeldBack() {
        return rewriteLimit.holdsBack(engine.clock().millis());
    }

    /** Name of the file that saves go to. */
    public String dump() {
        return dump;
    }

    /** How long the last rewrite took, in milliseconds; −1 if there was none. */
    public long lastRewriteMs() {
        return lastRewriteMs;
    }

    /** For how long clients waited while the last background save froze the data set, in nanoseconds; 0 if there was none. */
    public long lastFreezeNanos() {
        return lastFreezeNanos;
    }

    /** Whether a rewrite starts when the present work is done. */
    public boolean isRewriteScheduled() {
        return rewriteScheduled;
    }

    /** Saves in this thread; no other save may be going on, but a rewrite may. Needs the engine's lock. */
    public void saveNow() throws IOException {
        if (work == Work.SAVE) {
            throw new IllegalStateException("busy: work=" + work);
        }
        saveAtEnd();
    }

    /**
     * Saves in this thread, whatever the snapshot thread does: what it writes is older. A failure is the caller's alone: as
     * in Redis it stops no writes. Needs the engine's lock.
     */
    public void saveAtEnd() throws IOException {
        settle();
        DataSnapshot snapshot = engine.databases().snapshot();
        try {
            file.writeDump(snapshot, dump, () -> false);
            saves = saves.succeededAtOnce(snapshot.takenAtMs(), engine.clock().millis(), snapshot.changes());
        } finally {
            engine.databases().close(snapshot);
        }
    }

    /** Saves the data as it is at this moment, in the background. Needs the engine's lock. */
    public void startSave() {
        begin(Work.SAVE);
        long startNanos = engine.clock().nanos();
        DataSnapshot snapshot = engine.databases().snapshot();
        lastFreezeNanos = engine.clock().nanos() - startNanos;
        savingId = snapshot.id();
        thread.execute(() -> {
            try {
                save(snapshot);
            } finally {
                finish(() -> engine.databases().close(snapshot));
            }
        });
    }

    private void save(DataSnapshot snapshot) {
        long startedMs = engine.clock().millis();
        SaveStatus before = saves;
        // Also where memory runs out.
        SaveStatus after = before.failedAt(startedMs, startedMs);
        try {
            settle();
            file.writeDump(snapshot, dump, () -> cancelled);
            after = saves.succeededAt(snapshot.takenAtMs(), engine.clock().millis(), snapshot.changes());
            LOG.info("Saved {} keys to {} in {} ms", snapshot.size(), dump, after.lastDurationMs());
        } catch (CancelledException e) {
            after = saves;
            LOG.info("Saving to {} was given up", dump);
        } catch (IOException | RuntimeException e) {
            after = saves.failedAt(startedMs, engine.clock().millis());
            LOG.error("Saving to {} failed: {}", dump, e.getMessage());
        } finally {
            saves = after;
        }
    }

    /** Saves once the present work is done. Needs the engine's lock. */
    public void scheduleSave() {
        saveScheduled = true;
    }

    /**
     * Has {@code note} written: the engine has let go of a log, or does without one. Until that is on the disk no dump takes the
     * place of the one that is there, since beside a log that seems to be on no start would look at it. A save that is going on
     * holds less than the log; it is given up and made anew. Needs the engine's lock.
     */
    public void owe(Note note) {
        if (work == Work.SAVE) {
            file.outdate(savingId);
            cancelled = true;
            saveScheduled = true;
        }
        owed.set(note);
        settlePause.first(engine.clock().millis());
        settleSoon();
    }

    private void settleSoon() {
        try {
            thread.execute(this::trySettling);
        } catch (RejectedExecutionException e) {
            LOG.debug("The data set is being closed, which settles what is owed");
        }
    }

    private void trySettling() {
        try {
            settle();
        } catch (IOException | RuntimeException e) {
            LOG.error("It cannot be noted that the log is off, so nothing can be saved: {}", e.getMessage());
        }
    }

    /** Writes the note that is owed, if one is. */
    public void settle() throws IOException {
        synchronized (settling) {
            Note note = owed.get();
            if (note != null) {
                note.write(dump);
                boolean ignored = owed.compareAndSet(note, null);
            }
        }
    }

    /** What replaces the files of the log by a base of the present data, on the snapshot thread. */
    @FunctionalInterface
    private interface Rewrite {
        void run(SnapshotFormat format, BooleanSupplier cancelled) throws IOException, InterruptedException;
    }

    /** Rewrites the log, in the background. Needs the engine's lock. */
    public void startRewrite(AppendOnlyFiles files) {
        startRewrite("Rewriting the log", (format, isCancelled) -> {
            files.rewrite(engine, format, isCancelled);
            LOG.info("Rewrote the log: its base has {} bytes", files.baseBytes());
        });
    }

    /** Switches the log on, in the background. Needs the engine's lock. */
    public void startLog(LogStart start) {
        startRewrite("Switching the log on", (format, isCancelled) -> {
            settle();
            start.run(format, isCancelled, this::owe);
        });
    }

    private void startRewrite(String what, Rewrite rewrite) {
        begin(Work.REWRITE);
        rewriteScheduled = false;
        rewriteCount.incrementAndGet();
        thread.execute(() -> {
            // Also where memory runs out.
            boolean[] failed = {true};
            try {
                rewrite.run(file.format(), () -> cancelled);
                failed[0] = false;
                rewriteSucceeded = true;
            } catch (CancelledException e) {
                failed[0] = false;
                LOG.info("{} was given up", what);
            } catch (IOException | RuntimeException e) {
                LOG.error("{} failed; everything goes on as it was: {}", what, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                rewriteSucceeded &= !failed[0];
                lastRewriteMs = workMs();
                finish(() -> count(failed[0]));
            }
        });
    }

    private void count(boolean failed) {
        if (failed) {
            rewriteLimit.failed();
        } else {
            rewriteLimit.clear();
        }
    }

    /** Rewrites the log once the present work is done, however often that has failed. Needs the engine's lock. */
    public void scheduleRewrite() {
        rewriteLimit.clear();
        rewriteScheduled = true;
    }

    /** Has the log go on in a new file, in the background, unless that is going on. Needs the engine's lock. */
    public void startRoll(AppendOnlyFiles files) {
        if (rolling) {
            return;
        }
        rolling = true;
        thread.execute(() -> {
            try {
                files.rollLog(engine);
            } catch (CancelledException e) {
                LOG.debug("The log was switched off before it could go on in a new file");
            } catch (IOException | RuntimeException e) {
                LOG.error("The log cannot go on in a new file; it goes on in the present one: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                engine.exclusively(() -> {
                    rolling = false;
                    return null;
                });
            }
        });
    }

    /** Deletes what is no longer needed of the log, in the background, now that it is archived. */
    public void startDeletingHistory(AppendOnlyFiles files) {
        try {
            thread.execute(() -> {
                try {
                    files.deleteHistory();
                } catch (CancelledException e) {
                    LOG.debug("The log was switched off before its history could be deleted");
                } catch (IOException | RuntimeException e) {
                    LOG.warn("Older files of the log stay until the next rewrite or start: {}", e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Older files of the log stay until the next start");
        }
    }

    /** Starts what was scheduled, if nothing is going on, and what has failed and must not. Needs the engine's lock. */
    public void startScheduled(@Nullable AppendOnlyFiles files, @Nullable LogStart start) {
        long nowMs = engine.clock().millis();
        if (owed.get() != null && settlePause.isOver(nowMs)) {
            settlePause.again(nowMs);
            settleSoon();
        }
        if (work != Work.NOTHING) {
            return;
        }
        if (rewriteScheduled && files != null && !isRewriteHeldBack()) {
            startRewrite(files);
        } else if (start != null && !isRewriteHeldBack()) {
            startLog(start);
        } else if (saveScheduled) {
            saveScheduled = false;
            startSave();
        }
    }

    /**
     * Gives up what is going on; it ends soon, and counts neither as success nor as failure. What was scheduled stays
     * scheduled. Needs the engine's lock.
     */
    public void cancel() {
        cancelled = true;
    }

    /** Gives up a rewrite that is going on or scheduled. Needs the engine's lock. */
    public void cancelRewrite() {
        rewriteScheduled = false;
        if (work == Work.REWRITE) {
            cancelled = true;
        }
    }

    private void begin(Work next) {
        if (work != Work.NOTHING) {
            throw new IllegalStateException("busy: work=" + work);
        }
        work = next;
        cancelled = false;
        workStartedMs = engine.clock().millis();
    }

    private void finish(Runnable last) {
        engine.exclusively(() -> {
            last.run();
            work = Work.NOTHING;
            return null;
        });
    }

    /** Waits until the present work is done, and takes no more. The caller must not hold the engine's lock. */
    public void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(1, TimeUnit.HOURS)) {
            LOG.error("A snapshot has not ended within an hour; it is given up");
        }
    }
}
