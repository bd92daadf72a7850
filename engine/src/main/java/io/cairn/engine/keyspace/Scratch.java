package io.cairn.engine.keyspace;

import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.ValueHost;

/** A table of one nameless record, in which values are built before they get a key. Its changes count for nobody. */
public final class Scratch implements ValueHost {
    private static final byte[] NO_NAME = {};

    private final ValueHost owner;
    private final RecordTable table;
    private final Entry entry;
    private boolean used;

    Scratch(ValueHost owner) {
        this.owner = owner;
        this.table = owner.newTable();
        this.entry = new Entry(this);
    }

    /** The entry, without a value. */
    public Entry open() {
        used = true;
        if (table.find(NO_NAME, 0, 0, entry.cursor())) {
            entry.cursor().remove();
        }
        return entry;
    }

    /** Lets go of the value, which would else stay in memory until the next one comes, whatever becomes of its key. */
    public void clear() {
        if (used) {
            open();
            used = false;
        }
    }

    @Override
    public SnapshotEpoch epoch() {
        return owner.epoch();
    }

    @Override
    public EncodingLimits limits() {
        return owner.limits();
    }

    @Override
    public RecordTable newTable() {
        return owner.newTable();
    }

    @Override
    public Packed workspace() {
        return owner.workspace();
    }

    @Override
    public long nowMs() {
        return owner.nowMs();
    }

    @Override
    public long random() {
        return owner.random();
    }

    @Override
    public void changed(RecordCursor record, long count) {}
}
