package io.cairn.persistence.offline;

import io.cairn.persistence.rdb.RdbKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Adds up a {@link Loss}. Memory is bounded by the names it keeps. */
final class LossCount {
    private final Set<String> keys = new LinkedHashSet<>();
    private final int mostKeys;
    private boolean moreKeys;
    private long batches;
    private long commands;
    private long bytes;
    private long firstMs = -1;
    private long lastMs = -1;

    LossCount() {
        this(Loss.KEYS_MAX);
    }

    /** One that keeps so many names at most. */
    LossCount(int mostKeys) {
        this.mostKeys = mostKeys;
    }

    /** How many names it keeps. */
    int keyCount() {
        return keys.size();
    }

    void batch(long ms) {
        batches++;
        firstMs = firstMs < 0 ? ms : firstMs;
        lastMs = ms;
    }

    void bytes(long count) {
        bytes += count;
    }

    void command() {
        commands++;
    }

    void key(byte[] source, int offset, int length) {
        add(RdbKey.of(source, offset, length, RdbKey.NO_EXPIRY).toString());
    }

    void add(LossCount other) {
        batches += other.batches;
        commands += other.commands;
        bytes += other.bytes;
        if (other.firstMs >= 0) {
            firstMs = firstMs < 0 ? other.firstMs : firstMs;
            lastMs = other.lastMs;
        }
        moreKeys |= other.moreKeys;
        for (String key : other.keys) {
            add(key);
        }
    }

    private void add(String name) {
        if (keys.size() < mostKeys) {
            keys.add(name);
        } else if (!keys.contains(name)) {
            moreKeys = true;
        }
    }

    Loss total() {
        return total(Loss.KEYS_MAX);
    }

    /** All of it, with at most so many of the names. */
    Loss total(int most) {
        List<String> names = List.copyOf(keys);
        boolean more = moreKeys || names.size() > most;
        List<String> shown = names.size() > most ? names.subList(0, most) : names;
        return new Loss(batches, commands, bytes, firstMs, lastMs, shown, more);
    }
}
