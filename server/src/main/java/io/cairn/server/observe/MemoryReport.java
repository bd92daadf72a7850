package io.cairn.server.observe;

import io.cairn.engine.Engine;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.resp.ReplyWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Locale;

/**
 * What MEMORY says of the process: Redis' fields with what the heap has of them; see docs/decisions/0152-what-memory-says.md
 * and 0070-what-info-says-of-memory.md. Used by the holder of the engine's lock.
 */
public final class MemoryReport {
    /** With less than this part of the heap left, the collector works more and more. */
    private static final double NEARLY_FULL = 0.9;

    /** A peak this many times the present is worth a word. */
    private static final double HIGH_PEAK = 1.5;

    private static final long LITTLE_BYTES = 5L << 20;

    private final Engine engine;
    private long peakBytes;

    public MemoryReport(Engine engine) {
        this.engine = engine;
    }

    /** Replies with MEMORY STATS' fields and figures. */
    public void stats(ReplyWriter reply) {
        long used = usedBytes();
        long resident = ProcessFigures.residentBytes();
        Databases data = engine.databases();
        int filled = 0;
        for (int i = 0; i < data.count(); i++) {
            filled += data.keyspace(i).size() > 0 ? 1 : 0;
        }
        reply.map(27 + filled);
        field(reply, "peak.allocated", peakBytes);
        field(reply, "total.allocated", used);
        for (String name : new String[] {
            "startup.allocated",
            "replication.backlog",
            "clients.slaves",
            "clients.normal",
            "cluster.links",
            "aof.buffer",
            "lua.caches",
            "functions.caches"
        }) {
            field(reply, name, 0);
        }
        databases(reply);
        field(reply, "overhead.total", 0);
        field(reply, "keys.count", data.size());
        field(reply, "keys.bytes-per-key", data.size() == 0 ? 0 : used / data.size());
        field(reply, "dataset.bytes", used);
        field(reply, "dataset.percentage", 100.0);
        field(reply, "peak.percentage", 100.0 * used / peakBytes);
        allocator(reply, used, resident);
    }

    private void databases(ReplyWriter reply) {
        Databases data = engine.databases();
        for (int i = 0; i < data.count(); i++) {
            if (data.keyspace(i).size() > 0) {
                reply.bulk("db." + i);
                reply.map(3);
                field(reply, "overhead.hashtable.main", 0);
                field(reply, "overhead.hashtable.expires", 0);
                field(reply, "overhead.hashtable.slot-to-keys", 0);
            }
        }
    }

    private static void allocator(ReplyWriter reply, long used, long resident) {
        double ratio = (double) resident / used;
        field(reply, "allocator.allocated", used);
        field(reply, "allocator.active", used);
        field(reply, "allocator.resident", resident);
        field(reply, "allocator-fragmentation.ratio", 1.0);
        field(reply, "allocator-fragmentation.bytes", 0);
        field(reply, "allocator-rss.ratio", ratio);
        field(reply, "allocator-rss.bytes", resident - used);
        field(reply, "rss-overhead.ratio", 1.0);
        field(reply, "rss-overhead.bytes", 0);
        field(reply, "fragmentation", ratio);
        field(reply, "fragmentation.bytes", resident - used);
    }

    private static void field(ReplyWriter reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    private static void field(ReplyWriter reply, String name, double value) {
        reply.bulk(name);
        reply.number(value);
    }

    private long usedBytes() {
        long used = ProcessFigures.heapUsedBytes();
        peakBytes = Math.max(peakBytes, used);
        return used;
    }

    /** What is wrong with the memory, in words. */
    public String diagnosis() {
        long used = usedBytes();
        long most = ProcessFigures.heapMaxBytes();
        if (used < LITTLE_BYTES) {
            return "Hardly anything is stored here: there is nothing to say of its memory yet.\n";
        }
        StringBuilder text = new StringBuilder();
        if (used > most * NEARLY_FULL) {
            text.append(String.format(
                    Locale.ROOT,
                    " * The heap is nearly full: %d of %d bytes are in use, garbage included. The collector works harder the"
                            + " less is left; a larger -Xmx helps, or less data.%n",
                    used,
                    most));
        }
        if (peakBytes > used * HIGH_PEAK) {
            text.append(String.format(
                    Locale.ROOT,
                    " * The heap was %.1f times as full as it is. If that does not come again, what the process keeps of the"
                            + " machine's memory shrinks by itself.%n",
                    (double) peakBytes / used));
        }
        return text.length() == 0 ? "No trouble with memory was found.\n" : "What was found:\n" + text;
    }

    /** What the JVM says of each of its memory pools. */
    public String pools() {
        StringBuilder text = new StringBuilder();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getUsage();
            text.append(String.format(
                    Locale.ROOT,
                    "%s: used %d, committed %d, most %d%n",
                    pool.getName(),
                    usage.getUsed(),
                    usage.getCommitted(),
                    usage.getMax()));
        }
        return text.toString();
    }
}
