package io.cairn.engine.command.stream;

import io.cairn.testing.Requests;
import io.cairn.testing.SteadyState;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Adding entries allocates little but the leaves that a stream grows by, which hold the entries. */
class StreamAllocationTest {
    private static final int ENTRIES_PER_LEAF = 100;
    private static final String ADD = "XADD s * n 1 t 2.5";

    /** A leaf of a hundred entries, its objects and a share of the nodes. */
    private static final int LEAF_BYTES = 2500;

    private final SteadyState engine = new SteadyState(StreamCommands.all());

    @Test
    void addingAllocatesWhatTheStreamGrowsBy() {
        engine.assertAllocatesAtMost(LEAF_BYTES, requests(ENTRIES_PER_LEAF, ADD));
    }

    @Test
    void aStreamThatIsTrimmedUsesItsArraysAgain() {
        engine.execute(requests(1000, ADD));
        engine.assertAllocatesAtMost(LEAF_BYTES, requests(ENTRIES_PER_LEAF, "XADD s MAXLEN ~ 1000 * n 1 t 2.5"));
    }

    private static List<byte[][]> requests(int count, String line) {
        return Collections.nCopies(count, Requests.line(line));
    }
}
