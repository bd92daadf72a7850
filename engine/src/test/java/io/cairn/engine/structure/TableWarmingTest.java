package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableWarmingTest {
    private static final int RECORDS = 20_000;

    private final RecordTable table = new RecordTable(new SnapshotEpoch(), 1, 2);
    private final RecordCursor cursor = new RecordCursor();

    private long fill() {
        for (int i = 0; i < RECORDS; i++) {
            byte[] key = key(i);
            table.find(key, 0, key.length, cursor);
            cursor.putLong(0, i, RecordTable.NO_EXPIRY);
        }
        return table.size();
    }

    private static byte[] key(int i) {
        return ("member:" + i).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void likelyPlacesAreThoseOfNearlyAllRecords() {
        fill();
        int right = 0;
        for (int i = 0; i < RECORDS; i++) {
            byte[] key = key(i);
            table.find(key, 0, key.length, cursor);
            byte[] page = cursor.page();
            right += PageFormat.likelyPlace(page, cursor.hash()) == PageFormat.record(page, cursor.slot()) ? 1 : 0;
        }

        // One in 256 of those before it in the page has the same fingerprint.
        assertThat(right).isGreaterThan(RECORDS * 8 / 10);
    }

    @Test
    void likelyPlacesOfWhatIsNotThereAreWhereItWouldBeAdded() {
        fill();
        int right = 0;
        for (int i = RECORDS; i < 2 * RECORDS; i++) {
            byte[] key = key(i);
            table.find(key, 0, key.length, cursor);
            byte[] page = cursor.page();
            right += PageFormat.likelyPlace(page, cursor.hash()) == PageFormat.end(page) ? 1 : 0;
        }

        assertThat(right).isGreaterThan(RECORDS * 7 / 10);
    }

    @Test
    void anyHashesInAnyNumberCanBeFetched() {
        TableWarming warming = new TableWarming();
        long[] hashes = new long[1000];
        warming.warm(table, hashes, 0, hashes.length);
        long size = fill();
        for (int i = 0; i < hashes.length; i++) {
            byte[] key = key(i);
            hashes[i] = table.hash(key, 0, key.length);
        }
        for (int count = 0; count <= 200; count++) {
            warming.warm(table, hashes, count, hashes.length - 2 * count);
        }

        assertThat(table.size()).isEqualTo(size);
        table.checkInvariants();
    }
}
