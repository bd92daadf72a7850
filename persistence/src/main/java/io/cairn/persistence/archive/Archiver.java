package io.cairn.persistence.archive;

import io.cairn.engine.Clock;
import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.snapshot.HistoryKeeper;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what becomes history of the log, in the background, and says when it may go.
 *
 * <p>Whatever fails here, the log goes on: files that are not archived stay where they are and named as history, and the
 * attempt is repeated, after longer and longer pauses.
 *
 * <p>Threads: {@link #isKept} by the snapshot thread, or the one that opens the data set; {@link #keepUp} and {@link #configure} by
 * the holder of the engine's lock; the work by a thread of its own, which takes no lock of others; the figures by any.
 */
public final class Archiver implements HistoryKeeper, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** How often it is looked for what is too old. */
    private static final long RETENTION_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long CLOSE_SECONDS = 60;

    private final ArchiveStore store;
    private final Clock clock;
    private final ExecutorService thread;
    private final Runnable whenKept;
    private final Set<String> kept = new HashSet<>();
    private volatile ArchiveOptions options;
    private volatile boolean closed;
    private volatile String error = "";

    /** The manifest whose history is to be kept; null if there is none. */
    private @Nullable Manifest waiting;

    private boolean working;
    private boolean looked;
    private long lookedNanos;
    private long pauseNanos;
    private long failedNanos;

    /** Says that somebody wants the work to end. */
    private static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("archiving was given up because the data set is closed");
        }
    }

    /**
     * Creates one.
     *
     * @param names of the log's files
     * @param thread where the work is done; ended by {@link #close}
     * @param whenKept is called by that thread when what {@link #isKept} was asked about may go
     */
    public Archiver(
            Storage storage,
            LogNames names,
            ArchiveOptions options,
            Clock clock,
            ExecutorService thread,
            Runnable whenKept) {
        this.store = new ArchiveStore(storage, names, options.directory(), clock, this::checkNotStopped);
        this.options = options;
        this.clock = clock;
        this.thread = thread;
        this.whenKept = whenKept;
    }

    /** A thread for the work of one data set. */
    public static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(Archiver::newWorker);
    }

    @SuppressWarnings("ThreadPriorityCheck") // A hint is enough: clients first.
    private static Thread newWorker(Runnable work) {
        Thread worker = new Thread(work, "cairn-archive");
        worker.setDaemon(true);
        worker.setPriority(Thread.MIN_PRIORITY);
        return worker;
    }

    private void checkNotStopped() throws StoppedException {
        if (closed) {
            throw new StoppedException();
        }
    }

    @Override
    public synchronized boolean isKept(Manifest manifest) {
        // The archive's thread may be reading the very files; what it ends with is told.
        if (!working && mayGo(manifest)) {
            kept.clear();
            waiting = null;
            return true;
        }
        waiting = manifest;
        if (pauseNanos == 0) {
            begin();
        }
        return false;
    }

    private boolean mayGo(Manifest manifest) {
        return !options.on() || areKept(manifest);
    }

    private boolean areKept(Manifest manifest) {
        return kept.containsAll(manifest.history().stream().map(Entry::name).toList());
    }

    /** Changes whether and for how long files are kept; the directory stays. Needs the engine's lock. */
    public void configure(ArchiveOptions newOptions) {
        boolean release;
        synchronized (this) {
            options = newOptions;
            looked = false;
            pauseNanos = 0;
            error = newOptions.on() ? error : "";
            release = !newOptions.on() && waiting != null;
            waiting = newOptions.on() ? waiting : null;
        }
        if (release) {
            whenKept.run();
        }
    }

    /** Begins what is due: another attempt, or looking for what is too old. To be called a few times a second. */
    public synchronized void keepUp() {
        if (!options.on()) {
            return;
        }
        if (due() != null || !looked || clock.nanos() - lookedNanos >= RETENTION_NANOS) {
            begin();
        }
    }

    private void begin() {
        if (!working && !closed) {
            working = true;
            looked = true;
            lookedNanos = clock.nanos();
            thread.execute(this::work);
        }
    }

    /** The manifest whose history is to be kept now; null if there is none, or an attempt has failed a short while ago. */
    private synchronized @Nullable Manifest due() {
        boolean pausing = pauseNanos != 0 && clock.nanos() - failedNanos < pauseNanos;
        return waiting == null || mayGo(waiting) || pausing ? null : waiting;
    }

    private void work() {
        Manifest first = due();
        try {
            checkNotStopped();
            store.open();
            if (first != null) {
                makeRoom();
            }
            for (Manifest manifest = first; manifest != null; manifest = due()) {
                store.keep(manifest);
                finish(manifest);
            }
            store.retain(options);
            succeeded(first != null);
        } catch (StoppedException e) {
            LOG.debug("Archiving was given up");
        } catch (IOException | RuntimeException e) {
            failed(String.valueOf(e.getMessage()), first != null);
        }
        if (end()) {
            whenKept.run();
        }
    }

    /** What fails here keeps nothing from being archived; it is tried again behind that, and told then. */
    private void makeRoom() {
        try {
            store.retain(options);
        } catch (IOException e) {
            LOG.debug("Nothing was deleted before archiving", e);
        }
    }

    private synchronized void finish(Manifest manifest) {
        manifest.history().forEach(entry -> kept.add(entry.name()));
    }

    /** Returns whether what was asked about may go. */
    private synchronized boolean end() {
        working = false;
        return waiting != null && mayGo(waiting);
    }

    /** What is told of a failure stays until files were archived, or none are left to be. */
    private synchronized void succeeded(boolean tried) {
        if (tried || waiting == null) {
            pauseNanos = 0;
            error = "";
        }
    }

    private synchronized void failed(String reason, boolean tried) {
        error = reason;
        if (!tried) {
            LOG.warn("Looking for what is too old in the archive failed: {}. It is looked again in a minute", reason);
            return;
        }
        pauseNanos = pauseNanos == 0 ? FIRST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
        failedNanos = clock.nanos();
        LOG.warn(
                "Archiving failed: {}. Files that are not archived stay in the log's directory; the next attempt is in {} seconds",
                reason,
                TimeUnit.NANOSECONDS.toSeconds(pauseNanos));
    }

    /** What INFO says. */
    public ArchiveFigures figures() {
        int files;
        synchronized (this) {
            files = waiting == null || areKept(waiting) ? 0 : waiting.history().size();
        }
        return store.figures(options.on(), files, error);
    }

    /** Gives up the present work, which the next start goes on with. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        boolean interrupted = false;
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("Archiving has not ended within {} seconds; it is given up", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
