package io.cairn.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the heap close to the size of the data.
 *
 * <p>A collector lets garbage pile up as long as the machine has memory, so a heap of 70 MB of data would grow to many
 * times that. ZGC can be told a size that it should stay below if it can ({@code SoftMaxHeapSize}), while the process
 * runs; this follows what was alive after the last collection. With other collectors it does nothing.
 *
 * <p>Overwriting in place makes no garbage, so the room above the data may be small without costing processor time.
 */
final class HeapTarget {
    private static final Logger LOG = LoggerFactory.getLogger(HeapTarget.class);

    private static final String OPTION = "SoftMaxHeapSize";

    /** What a server without data needs, and what requests and replies in flight may need beside it. */
    private static final long ROOM_BYTES = 40L << 20;

    /** Changes by less than this are not worth an attempt. */
    private static final long STEP_BYTES = 8L << 20;

    private final HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    private boolean usable = isUsable();
    private long targetBytes;

    private boolean isUsable() {
        boolean softLimitKnown =
                machine.getDiagnosticOptions().stream().map(VMOption::getName).anyMatch(OPTION::equals);
        return softLimitKnown
                && Boolean.parseBoolean(machine.getVMOption("UseZGC").getValue());
    }

    /** Looks at what is alive, and sets the target. */
    void follow() {
        if (!usable) {
            return;
        }
        long aliveBytes = aliveBytes();
        long wanted = aliveBytes + aliveBytes / 8 + ROOM_BYTES;
        if (Math.abs(wanted - targetBytes) < STEP_BYTES) {
            return;
        }
        targetBytes = wanted;
        long mostBytes = Runtime.getRuntime().maxMemory();
        try {
            machine.setVMOption(OPTION, Long.toString(Math.min(wanted, mostBytes)));
        } catch (IllegalArgumentException e) {
            usable = false;
            LOG.debug("The heap's size cannot be steered: {}", e.getMessage());
        }
    }

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
}
