package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableLoaderTest {
    @Test
    void neverTakesMoreForRecordsThanItMay() {
        int mostBytes = 1 << 18;
        TableLoader loader = new TableLoader(1 << 20, mostBytes);
        loader.begin(new RecordTable(new SnapshotEpoch(), new SipHash13(1, 2), 9), 0);
        byte[] key = new byte[Integer.BYTES];
        byte[] value = new byte[100];
        int records = 2 * mostBytes / value.length;
        for (int i = 0; i < records; i++) {
            PageFormat.putLength(key, 0, i % 100);
            key[2] = (byte) (i / 100);
            key[3] = (byte) (i / 25_600);
            assertThat(loader.add(key, 0, key.length, value, 0, value.length)).isTrue();
            // Beside them: hashes and order, at 8 bytes, starts at 4, four slots of 8 bytes; up to twice of all when
            // they grow.
            assertThat(loader.keptBytes()).isLessThan(mostBytes + 2L * (8 + 8 + 4 + 32) * (mostBytes / value.length));
        }
        assertThat(loader.finish().size()).isEqualTo(records);
    }
}
