package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordVisitor;
import io.cairn.engine.value.ValueViews;

/** Shows a {@link KeyVisitor} the living among the records that a table shows, and counts them all. */
final class KeyWalk implements RecordVisitor {
    private final Databases databases;
    private final KeyVisitor visitor;
    private final ValueViews views;
    private long visited;

    KeyWalk(Databases databases, KeyVisitor visitor) {
        this.databases = databases;
        this.visitor = visitor;
        this.views = new ValueViews(databases);
    }

    @Override
    public void visit(RecordCursor record) {
        visited++;
        if (!databases.isExpired(record.expireAtMs())) {
            visitor.visit(record.keyBytes(), record.keyOffset(), record.keyLength(), views.of(record));
        }
    }

    /** Number of records visited, expired ones included. */
    long visited() {
        return visited;
    }
}
