package io.cairn.engine.value;

import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;

/** The host of views of a snapshot: nothing can be changed there, and nothing is looked at but the values themselves. */
final class FrozenHost implements ValueHost {
    static final FrozenHost INSTANCE = new FrozenHost();

    private FrozenHost() {}

    @Override
    public SnapshotEpoch epoch() {
        throw refusal();
    }

    @Override
    public EncodingLimits limits() {
        throw refusal();
    }

    @Override
    public RecordTable newTable() {
        throw refusal();
    }

    @Override
    public Packed workspace() {
        throw refusal();
    }

    @Override
    public long nowMs() {
        throw refusal();
    }

    @Override
    public long random() {
        throw refusal();
    }

    @Override
    public void changed(RecordCursor record, long count) {
        throw refusal();
    }

    private static IllegalStateException refusal() {
        return new IllegalStateException("not possible on a snapshot's value");
    }
}
