package io.cairn.engine.structure;

/**
 * A walk over all records of a {@link RecordTable} or of a {@link RecordTable.Snapshot}, page by page. Of a table it is valid
 * until the table changes. Reads only; for the thread that it was made by.
 */
public final class RecordWalk {
    private final RecordTable.Snapshot records;
    private final RecordCursor record = new RecordCursor();
    private long nextPosition;
    private boolean lastPage;
    private int slotsLeft;

    RecordWalk(RecordTable.Snapshot records) {
        this.records = records;
    }

    /** Steps to the next record; false at the end. */
    public boolean next() {
        while (slotsLeft == 0) {
            if (lastPage) {
                return false;
            }
            slotsLeft = records.enter(nextPosition, record);
            nextPosition = RecordTable.positionBehind(nextPosition, PageFormat.depth(record.page()));
            lastPage = nextPosition == 0;
        }
        slotsLeft--;
        record.settle(slotsLeft);
        return true;
    }

    /** The record stepped to last. */
    public RecordCursor record() {
        return record;
    }
}
