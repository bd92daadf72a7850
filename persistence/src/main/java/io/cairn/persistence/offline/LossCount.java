package io.cairn.persistence.offline;

import io.cairn.persistence.rdb.RdbKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Adds up a {@link Loss}. Memory is bounded by the names it keeps. */
final class LossCount {
    private final Set<String> keys = new LinkedHashSet<>();
    private boolean moreKeys;
    private long batches;
    private long commands;
    private long bytes;
    private long firstMs = -1;
    private long lastMs = -1;

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
        if (keys.size() < Loss.KEYS_MAX) {
            keys.add(name);
        } else if (!keys.contains(name)) {
            moreKeys = true;
        }
    }

    Loss total() {
        return new Loss(batches, commands, bytes, firstMs, lastMs, List.copyOf(keys), moreKeys);
    }
}
