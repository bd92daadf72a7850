package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordVisitor;
import io.cairn.engine.value.StringValue;

/** Shows a {@link KeyVisitor} the living among the records that a table shows, and counts them all. */
final class KeyWalk implements RecordVisitor {
    private final Databases databases;
    private final KeyVisitor visitor;
    private final StringValue view = new StringValue();
    private long visited;

    KeyWalk(Databases databases, KeyVisitor visitor) {
        this.databases = databases;
        this.visitor = visitor;
    }

    @Override
    public void visit(RecordCursor record) {
        visited++;
        if (!databases.isExpired(record.expireAtMs())) {
            visitor.visit(record.keyBytes(), record.keyOffset(), record.keyLength(), RecordTypes.view(record, view));
        }
    }

    /** Number of records visited, expired ones included. */
    long visited() {
        return visited;
    }
}
