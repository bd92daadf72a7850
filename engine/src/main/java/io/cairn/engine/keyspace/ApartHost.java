package io.cairn.engine.keyspace;

import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.ValueHost;

/**
 * What a thread beside the single writer builds values with: a clock, tables and room of its own. Nothing here changes but
 * by that thread, and nothing here is a data set: no time passes, and nobody picks at random.
 */
final class ApartHost implements ValueHost {
    private static final int WORKSPACE_BYTES = 1024;

    private final SnapshotEpoch epoch;
    private final long hashKey0;
    private final long hashKey1;
    private final EncodingLimits limits;
    private final Packed workspace = Packed.workspace(WORKSPACE_BYTES);

    ApartHost(SnapshotEpoch epoch, long hashKey0, long hashKey1, EncodingLimits limits) {
        this.epoch = epoch;
        this.hashKey0 = hashKey0;
        this.hashKey1 = hashKey1;
        this.limits = limits;
    }

    @Override
    public SnapshotEpoch epoch() {
        return epoch;
    }

    @Override
    public EncodingLimits limits() {
        return limits;
    }

    @Override
    public RecordTable newTable() {
        return new RecordTable(epoch, hashKey0, hashKey1);
    }

    @Override
    public Packed workspace() {
        return workspace;
    }

    @Override
    public long nowMs() {
        return Long.MIN_VALUE;
    }

    @Override
    public long random() {
        throw new IllegalStateException("nobody picks at random from a value that is being built");
    }

    @Override
    public void changed(RecordCursor record, long count) {}
}
