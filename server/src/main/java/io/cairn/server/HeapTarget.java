package io.cairn.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the heap close to the size of the data.
 *
 * <p>A collector lets garbage pile up as long as the machine has memory, so a heap of 70 MB of data would grow to many
 * times that. ZGC can be told a size that it should stay below if it can ({@code SoftMaxHeapSize}), while the process
 * runs; this follows what was alive after the last collection. The room above that is what a load that adds data needs to
 * run without collecting all the time; once it is over, nothing would clear it away, so a quiet moment gets a collection
 * of everything, and the memory goes back. While a snapshot is open, what writers copy cannot be collected, so that the
 * target gets out of the way: a collector at work would only take a core from the clients and from the save.
 *
 * <p>With other collectors this does nothing.
 *
 * <p>Threads: {@link #follow} by one.
 */
final class HeapTarget {
    private static final Logger LOG = LoggerFactory.getLogger(HeapTarget.class);

    private static final String OPTION = "SoftMaxHeapSize";

    /** The least room above the data. With 40 MB a load of new keys took twice the processor time. */
    private static final long ROOM_BYTES = 128L << 20;

    /** What is alive in a heap below this counts for nothing: looking loads classes that take some of an idle server's memory. */
    private static final long SMALL_BYTES = 32L << 20;

    /** The room that a large data set gets, as a part of it. */
    private static final int ROOM_PART = 8;

    /** How many times the data the room is while a snapshot is open, above the least room for that. */
    private static final int SNAPSHOT_ROOM = 2;

    private static final long LEAST_SNAPSHOT_ROOM_BYTES = 512L << 20;

    /** Changes by less than this are worth neither a new target nor a collection. */
    private static final long STEP_BYTES = 8L << 20;

    /** Of the time, collections in quiet moments take at most one part in so many. */
    private static final int COLLECTION_PART = 20;

    private final LongSupplier nanos;
    private final HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    private boolean usable = isUsable();
    private long targetBytes;
    private long usedBytes;
    private volatile boolean collecting;
    private volatile Rest rest;

    /**
     * The state behind a collection that this has asked for.
     *
     * @param collections how many there had been
     * @param usedBytes what was in use
     * @param nextNanos when the next may come
     */
    private record Rest(long collections, long usedBytes, long nextNanos) {}

    /** @param nanos a clock that never goes back */
    HeapTarget(LongSupplier nanos) {
        this.nanos = nanos;
        rest = new Rest(0, 0, nanos.getAsLong());
    }

    private boolean isUsable() {
        boolean softLimitKnown =
                machine.getDiagnosticOptions().stream().map(VMOption::getName).anyMatch(OPTION::equals);
        return softLimitKnown
                && Boolean.parseBoolean(machine.getVMOption("UseZGC").getValue());
    }

    /**
     * Looks at what is alive and sets the target; collects if nothing was allocated since the last look, but before.
     *
     * @param frozen whether a snapshot is open
     */
    void follow(boolean frozen) {
        if (!usable) {
            return;
        }
        long used = usedBytes();
        long alive = used < SMALL_BYTES ? 0 : aliveBytes();
        aim(alive
                + (frozen
                        ? alive * SNAPSHOT_ROOM + LEAST_SNAPSHOT_ROOM_BYTES
                        : Math.max(alive / ROOM_PART, ROOM_BYTES)));
        boolean quiet = used == usedBytes;
        usedBytes = used;
        if (quiet && !frozen && !collecting && isWorthCollecting(used)) {
            collecting = true;
            Thread thread = new Thread(this::collect, "cairn-collection");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What the last collections of each kind have left. */
    private static long aliveBytes() {
        long alive = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                MemoryUsage afterCollection = pool.getCollectionUsage();
                alive += afterCollection == null ? 0 : afterCollection.getUsed();
            }
        }
        return alive;
    }

    private void aim(long wantedBytes) {
        if (Math.abs(wantedBytes - targetBytes) < STEP_BYTES) {
            return;
        }
        targetBytes = wantedBytes;
        long mostBytes = Runtime.getRuntime().maxMemory();
        try {
            machine.setVMOption(OPTION, Long.toString(Math.min(wantedBytes, mostBytes)));
        } catch (IllegalArgumentException e) {
            usable = false;
            LOG.debug("The heap's size cannot be steered: {}", e.getMessage());
        }
    }

    /** What a collection of the young has left may be garbage by now: any collection since the last rest counts. */
    private boolean isWorthCollecting(long used) {
        Rest last = rest;
        // A smaller heap is not worth what counting collections takes.
        return used >= STEP_BYTES
                && nanos.getAsLong() - last.nextNanos >= 0
                && (used - last.usedBytes >= STEP_BYTES || collections() != last.collections);
    }

    /** Whoever asks for a collection waits for its end: in a thread of its own. */
    private void collect() {
        long start = nanos.getAsLong();
        System.gc();
        long end = nanos.getAsLong();
        rest = new Rest(collections(), usedBytes(), end + (end - start) * COLLECTION_PART);
        collecting = false;
    }

    private static long usedBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
