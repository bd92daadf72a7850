package io.cairn.engine.structure;

/**
 * Figures about a table's shape.
 *
 * @param records the number of records
 * @param expiring how many of them have an expiry time
 * @param pages the number of pages
 * @param parts the number of parts
 * @param topLength the length of the top array
 * @param pageBytes the length of all page arrays together
 * @param liveBytes how much of that records take
 * @param garbageBytes how much of that holes take
 * @param objects how many values or keys lie outside the pages
 * @param fewestRecords records in the emptiest page
 * @param mostRecords records in the fullest page
 * @param deepest the greatest depth of a page
 * @param splits pages split since the table was created
 * @param merges pages merged
 * @param rebuilds pages moved to an array of another size or without holes
 * @param compactions how many of those were because of waste
 * @param copies pages copied because a snapshot could see them
 */
public record TableStatistics(
        long records,
        long expiring,
        int pages,
        int parts,
        int topLength,
        long pageBytes,
        long liveBytes,
        long garbageBytes,
        long objects,
        int fewestRecords,
        int mostRecords,
        int deepest,
        long splits,
        long merges,
        long rebuilds,
        long compactions,
        long copies) {

    static TableStatistics of(RecordTable table) {
        return new Walk(table).statistics();
    }

    /** Adds up over all pages. */
    private static final class Walk {
        private final RecordTable table;
        private int pages;
        private long pageBytes;
        private long liveBytes;
        private long garbageBytes;
        private long objects;
        private int fewestRecords = Integer.MAX_VALUE;
        private int mostRecords;
        private int deepest;

        Walk(RecordTable table) {
            this.table = table;
            long position = 0;
            do {
                byte[] page = table.part(position).page(position);
                add(page);
                position = RecordTable.positionBehind(position, PageFormat.depth(page));
            } while (position != 0);
        }

        private void add(byte[] page) {
            int count = PageFormat.count(page);
            pages++;
            pageBytes += page.length;
            liveBytes += PageFormat.liveBytes(page);
            garbageBytes += PageFormat.garbage(page);
            fewestRecords = Math.min(fewestRecords, count);
            mostRecords = Math.max(mostRecords, count);
            deepest = Math.max(deepest, PageFormat.depth(page));
            for (int slot = 0; slot < count; slot++) {
                int header = page[PageFormat.record(page, slot)];
                if ((header & (PageFormat.OBJECT_VALUE | PageFormat.EXTERNAL_KEY)) != 0) {
                    objects++;
                }
            }
        }

        TableStatistics statistics() {
            TableEvents events = table.events;
            return new TableStatistics(
                    table.size(),
                    table.expiringCount(),
                    pages,
                    table.partCount(),
                    table.topLength(),
                    pageBytes,
                    liveBytes,
                    garbageBytes,
                    objects,
                    fewestRecords,
                    mostRecords,
                    deepest,
                    events.pageSplits,
                    events.pageMerges,
                    events.pageRebuilds,
                    events.compactions,
                    events.pageCopies);
        }
    }
}
