package io.cairn.server;

import io.cairn.engine.Engine;
import io.cairn.persistence.snapshot.LogUpkeep;
import io.cairn.persistence.snapshot.SaveStatus;
import io.cairn.persistence.snapshot.Snapshots;
import io.cairn.server.config.SavePoint;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done a few times a second: removing keys whose time has come, starting saves that are due, and measuring.
 *
 * <p>Threads: {@link #run} by one event loop, between its turns; the figures may be read by any.
 */
public final class Housekeeping implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** No client waits longer than this for the removal of expired keys. */
    private static final long EXPIRE_SLICE_NANOS = 1_000_000;

    /** After a failed save the next one that a save point wants waits this long, as in Redis. */
    private static final long RETRY_MS = 5000;

    private static final long HEAP_LOOK_MS = 1000;

    private static final String SAVE_FAILED =
            "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that"
                    + " may modify the data set are disabled, because this instance is configured to report errors during"
                    + " writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs"
                    + " for details about the RDB error.";

    private final Server server;
    private final HeapTarget heap;
    private long heapLookedAtMs;
    private boolean frozen;
    private volatile boolean expiring = true;
    private final Rate commands = new Rate();
    private final Rate bytesIn = new Rate();
    private final Rate bytesOut = new Rate();

    Housekeeping(Server server) {
        this.server = server;
        heap = new HeapTarget(server.datastore().engine().clock()::nanos);
    }

    /** Switches the removal of expired keys in the background on or off (DEBUG SET-ACTIVE-EXPIRE). */
    public void setExpiring(boolean on) {
        expiring = on;
    }

    @Override
    public void run() {
        Engine engine = server.datastore().engine();
        if (engine.exclusively(server.datastore()::isLoading)) {
            // Nothing expires, nothing is saved, and a collector has no reason to keep the heap small.
            return;
        }
        if (expiring) {
            expire(engine);
        }
        engine.exclusively(() -> {
            startDueSave(engine);
            server.datastore().keepUp(logLimits());
            refuseWritesAfterFailedSave();
            return null;
        });
        long nowMs = engine.clock().millis();
        commands.sample(engine.commandCount(), nowMs);
        bytesIn.sample(server.clients().bytesIn(), nowMs);
        bytesOut.sample(server.clients().bytesOut(), nowMs);
        boolean nowFrozen = server.datastore().snapshots().work() != Snapshots.Work.NOTHING;
        if (nowFrozen != frozen || nowMs - heapLookedAtMs >= HEAP_LOOK_MS) {
            frozen = nowFrozen;
            heapLookedAtMs = nowMs;
            heap.follow(frozen);
        }
    }

    /** Each slice is a batch of its own; the more effort is asked for, the more of them a turn may take. */
    private void expire(Engine engine) {
        int slices = server.config().get(Settings.ACTIVE_EXPIRE_EFFORT);
        while (engine.expireSome(EXPIRE_SLICE_NANOS) && slices > 1) {
            slices--;
        }
    }

    private LogUpkeep.Limits logLimits() {
        ServerConfig config = server.config();
        return new LogUpkeep.Limits(
                config.get(Settings.AUTO_AOF_REWRITE_PERCENTAGE),
                config.get(Settings.AUTO_AOF_REWRITE_MIN_SIZE),
                config.get(Settings.AOF_ROLL_SIZE),
                config.get(Settings.RESTART_TARGET_SECONDS));
    }

    private void startDueSave(Engine engine) {
        Snapshots snapshots = server.datastore().snapshots();
        if (snapshots.work() != Snapshots.Work.NOTHING) {
            return;
        }
        SaveStatus saves = snapshots.saves();
        long nowMs = engine.databases().nowMs();
        long changes = engine.databases().changes() - saves.savedChanges();
        boolean mayTry = saves.succeeded() || nowMs - saves.lastAttemptMs() > RETRY_MS;
        for (SavePoint point : server.config().get(Settings.SAVE)) {
            boolean due = changes >= point.changes() && nowMs - saves.lastSaveMs() > point.seconds() * 1000;
            if (due && mayTry) {
                LOG.info("{} changes in {} seconds. Saving...", point.changes(), point.seconds());
                snapshots.startSave();
                return;
            }
        }
    }

    /** Has writes refused, or not, as the last save and the settings say. Needs the engine's lock. */
    void refuseWritesAfterFailedSave() {
        boolean refuse = server.config().get(Settings.STOP_WRITES_ON_BGSAVE_ERROR)
                && !server.config().get(Settings.SAVE).isEmpty()
                && !server.datastore().snapshots().saves().succeeded();
        server.datastore().engine().refuseWrites(refuse ? SAVE_FAILED : null);
    }

    /** Requests in a second, lately. */
    public long commandsPerSecond() {
        return commands.perSecond();
    }

    /** Bytes received in a second, lately. */
    public long bytesInPerSecond() {
        return bytesIn.perSecond();
    }

    /** Bytes sent in a second, lately. */
    public long bytesOutPerSecond() {
        return bytesOut.perSecond();
    }
}
