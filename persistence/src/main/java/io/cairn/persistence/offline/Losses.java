package io.cairn.persistence.offline;

import io.cairn.persistence.offline.RepairReport.Part;
import java.util.ArrayList;
import java.util.List;

/** Collects what is not in a result. Memory is bounded by the number of parts and of names. Threads: one. */
final class Losses {
    /** Nobody reads more. */
    private static final int LISTED_MAX = 10_000;

    /** Of names of keys in all parts together. */
    static final int KEYS_LISTED_MAX = 200_000;

    private final List<Part> parts = new ArrayList<>();
    private final LossCount total = new LossCount();
    private int keysLeft = KEYS_LISTED_MAX;
    private long unlisted;

    void add(String path, long from, long to, String why, LossCount count) {
        Loss loss = count.total(keysLeft);
        total.add(count);
        if (parts.size() < LISTED_MAX) {
            parts.add(new Part(path, from, to, why, loss));
            keysLeft -= loss.keys().size();
        } else {
            unlisted++;
        }
    }

    RepairReport report(CheckReport before, List<String> written, CheckReport after) {
        return new RepairReport(before, written, parts, unlisted, total.total(), after);
    }
}
