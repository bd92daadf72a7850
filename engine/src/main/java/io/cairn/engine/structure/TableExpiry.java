package io.cairn.engine.structure;

/**
 * One call of a table's expiry: walks the positions round from where the last one stopped, entering only what is due.
 *
 * <p>A part in which nothing is due costs one compare, a page one compare in the part's array of bounds.
 */
final class TableExpiry {
    private final RecordTable table;
    private final long nowMs;
    private final RecordVisitor due;
    private final RecordCursor record = new RecordCursor();
    private int removed;

    TableExpiry(RecordTable table, long nowMs, RecordVisitor due) {
        this.table = table;
        this.nowMs = nowMs;
        this.due = due;
    }

    /** Enters at most {@code maxPages} pages, each once at most; returns the number of records removed. */
    int run(int maxPages) {
        int pagesLeft = maxPages;
        long position = table.expirePosition;
        long wayLeft = RecordTable.POSITION_MASK + 1;
        while (wayLeft > 0 && pagesLeft > 0) {
            Part part = table.part(position);
            int index = part.index(position);
            int depth = part.depth;
            if (part.minExpireAtMs <= nowMs) {
                depth = PageFormat.depth(part.pages[index]);
                if (part.dueAtMs(index) <= nowMs) {
                    enterPage(position);
                    pagesLeft--;
                }
            }
            long next = RecordTable.positionBehind(position, depth);
            leave(position, next);
            wayLeft -= next > position ? next - position : RecordTable.POSITION_MASK + 1 - position;
            position = next;
        }
        table.expirePosition = position;
        if (wayLeft <= 0) {
            refreshTable();
        }
        return removed;
    }

    private void enterPage(long position) {
        byte[] page = table.part(position).page(position);
        record.iterate(table, position, page);
        long remainingMin = RecordTable.NO_EXPIRY;
        int count = PageFormat.count(page);
        for (int slot = count - 1; slot >= 0; slot--) {
            record.settle(slot);
            long expireAtMs = record.expireAtMs();
            if (expireAtMs > nowMs) {
                remainingMin = Math.min(remainingMin, expireAtMs);
            } else {
                due.visit(record);
                if (record.isFound()) {
                    record.remove();
                }
                removed++;
            }
        }
        Part part = table.writablePart(position);
        part.setDueAtMs(part.index(position), remainingMin);
        if (PageFormat.count(record.page()) < count) {
            TableShrinkage.shrink(table, position);
        }
    }

    /** When the way leads out of a part whose bound let us in, its bound becomes what is left. */
    private void leave(long position, long next) {
        Part part = table.part(position);
        if (part.minExpireAtMs <= nowMs && RecordTable.positionBehind(position, part.depth) == next) {
            table.writablePart(position).refreshMinExpireAtMs();
        }
    }

    private void refreshTable() {
        long min = RecordTable.NO_EXPIRY;
        long position = 0;
        do {
            Part part = table.part(position);
            min = Math.min(min, part.minExpireAtMs);
            position = RecordTable.positionBehind(position, part.depth);
        } while (position != 0);
        table.setMinExpireAtMs(min);
    }
}
