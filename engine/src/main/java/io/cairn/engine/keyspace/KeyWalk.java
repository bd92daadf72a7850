package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordVisitor;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.RecordTypes;
import io.cairn.engine.value.Value;
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
            Value value = views.of(record);
            if (record.type() != RecordTypes.EXPIRING_HASH || !hasOutlivedItsFields((HashValue) value)) {
                visitor.visit(record.keyBytes(), record.keyOffset(), record.keyLength(), value);
            }
        }
    }

    private boolean hasOutlivedItsFields(HashValue hash) {
        return databases.isExpired(hash.minExpireAtMs()) && hash.isOutlived(databases.nowMs());
    }

    /** Number of records visited, expired ones included. */
    long visited() {
        return visited;
    }
}
