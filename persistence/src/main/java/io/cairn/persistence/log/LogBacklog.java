package io.cairn.persistence.log;

import java.util.Arrays;

/**
 * Batches for which a full disk has no room, until there is some: in memory already as changes of the data, and acknowledged
 * to nobody. Or the length of those that will never be stored, because the file has failed.
 *
 * <p>Threads: guarded by its log, but for {@link #bytes}, which any thread may read. Only the holder of the engine's lock
 * adds: what is empty stays empty for him.
 */
final class LogBacklog {
    private static final byte[] NOTHING = {};

    private byte[] commands = NOTHING;
    private volatile long length;
    private int database;
    private long ms;
    private boolean lost;

    /** How long they are together, those that are lost included. */
    long bytes() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether they will never be stored. */
    boolean isLost() {
        return lost;
    }

    /** Adds a batch behind the others. */
    void add(byte[] bytes, int from, int count, int batchDatabase, long nowMs) {
        long end = length;
        if (!lost) {
            int at = Math.toIntExact(end);
            if (at == 0) {
                database = batchDatabase;
                ms = nowMs;
            }
            if (commands.length - at < count) {
                commands =
                        Arrays.copyOf(commands, (int) Math.max(at + count, Math.min(2L * at, Integer.MAX_VALUE - 64)));
            }
            System.arraycopy(bytes, from, commands, at, count);
        }
        length = end + count;
    }

    /** The commands, from 0 on. */
    byte[] commands() {
        return commands;
    }

    /** The database selected where they begin. */
    int database() {
        return database;
    }

    /** The clock at the first of them. */
    long ms() {
        return ms;
    }

    /** Says that none of them, and nothing that comes behind them, will be stored. */
    void lose() {
        lost = true;
        commands = NOTHING;
    }

    /** Forgets them: they were stored, or the log goes on elsewhere. */
    void clear() {
        commands = NOTHING;
        lost = false;
        length = 0;
    }
}
