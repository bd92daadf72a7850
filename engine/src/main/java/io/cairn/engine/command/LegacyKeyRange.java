package io.cairn.engine.command;

import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.Range;
import java.util.List;

/**
 * A command's keys as clients from before key specs know them: every {@code step}-th argument from {@code first} to
 * {@code last}. All 0 if there are none, or none that can be described in this way.
 *
 * @param first the first key
 * @param last the last one; negative counts from the end of the request
 * @param step distance from key to key
 */
public record LegacyKeyRange(int first, int last, int step) {
    private static final LegacyKeyRange NONE = new LegacyKeyRange(0, 0, 0);

    /**
     * As Redis derives it: a single range is taken as it is; of several the ones that follow each other without a gap
     * become one, and others are left out.
     */
    public static LegacyKeyRange of(List<KeySpec> specs) {
        if (specs.size() == 1) {
            return of(specs.get(0));
        }
        LegacyKeyRange joined = NONE;
        for (KeySpec spec : specs) {
            LegacyKeyRange range = of(spec);
            if (range.step == 1 && (joined.last == 0 || joined.last == range.first - 1)) {
                int first = joined.first == 0 ? range.first : Math.min(joined.first, range.first);
                joined = new LegacyKeyRange(first, later(joined.last, range.last), 1);
            }
        }
        return joined;
    }

    private static LegacyKeyRange of(KeySpec spec) {
        if (spec.begin() instanceof AtIndex begin && spec.find() instanceof Range find) {
            int last = find.lastKey() < 0 ? find.lastKey() : begin.index() + find.lastKey();
            return new LegacyKeyRange(begin.index(), last, find.step());
        }
        return NONE;
    }

    /** The one that is later in a request: what counts from its end lies behind what counts from its start. */
    private static int later(int one, int other) {
        return Integer.compareUnsigned(one, other) > 0 ? one : other;
    }
}
