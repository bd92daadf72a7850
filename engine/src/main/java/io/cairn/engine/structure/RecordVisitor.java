package io.cairn.engine.structure;

/** Is shown records one after another. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Looks at one record through a cursor that is moved on afterwards. Of the table's content a visitor may change only
     * the visited record, and only by {@link RecordCursor#remove} or in place; a snapshot's record not at all.
     */
    void visit(RecordCursor record);
}
