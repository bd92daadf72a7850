package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Tables of full-size parts under long random use, and snapshots read by a thread while the writer goes on. */
class RecordTableLargeTest {
    private static final int KEYS = 100_000;
    private static final int SNAPSHOTS = 20;

    @Test
    void holdsWhatAMapHoldsOverAHundredThousandKeys() {
        ModelledTable table = new ModelledTable(new SipHash13(21, 22), 9);
        Random random = new Random(20_240_501);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 120_000; i++) {
                step(table, random);
                if (i == 60_000) {
                    table.openSnapshot();
                }
            }
            table.table.checkInvariants();
            table.openSnapshot();
            // Nine of ten go.
            for (int number = 0; number < KEYS; number++) {
                if (random.nextInt(10) != 0) {
                    table.remove(ModelledTable.key(number));
                }
            }
            table.table.checkInvariants();
            table.closeSnapshot(round == 1);
        }
        TableStatistics statistics = table.table.statistics();
        table.verifyAll();
        assertThat(statistics.splits()).isGreaterThan(2000);
        assertThat(statistics.merges()).isGreaterThan(500);
        assertThat(statistics.compactions()).isGreaterThan(1000);
        assertThat(statistics.copies()).isGreaterThan(1000);
        assertThat(table.table.events.partSplits).isGreaterThan(2);
    }

    private static void step(ModelledTable table, Random random) {
        String key = ModelledTable.key(random.nextInt(KEYS));
        int what = random.nextInt(20);
        if (what < 15) {
            long expireAtMs = what == 0 ? random.nextInt(1_000_000) : RecordTable.NO_EXPIRY;
            table.put(key, what, random.nextInt(60), expireAtMs);
        } else if (what < 17) {
            table.remove(key);
        } else if (what == 17) {
            table.resize(key, random.nextInt(300));
        } else if (what == 18) {
            table.putObject(key, 4, RecordTable.NO_EXPIRY);
        } else {
            table.changeRandom(random.nextLong(), random.nextInt(1_000_000));
        }
    }

    /**
     * Each value is a number that only rises; at a snapshot the sum of all is known. A reader that saw one change of the
     * writer, or an array used again, would find another sum. However the threads are scheduled, it is among changes all the time: it
     * goes on only when the writer has.
     */
    @Test
    void aSnapshotIsReadWhileTheWriterGoesOn() throws InterruptedException, ExecutionException {
        SnapshotEpoch epoch = new SnapshotEpoch();
        RecordTable table = new RecordTable(epoch, 1, 2);
        RecordCursor cursor = new RecordCursor();
        Random random = new Random(5);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        AtomicInteger rounds = new AtomicInteger();
        long changesMeanwhile = 0;
        long sum = 0;
        try {
            for (int i = 0; i < SNAPSHOTS; i++) {
                sum += change(table, cursor, random, 20_000);
                long expectedSum = sum;
                int id = epoch.open();
                RecordTable.Snapshot snapshot = table.snapshot();
                long expectedSize = table.size();
                Future<long[]> read = reader.submit(() -> readTwice(snapshot, rounds));
                while (!read.isDone()) {
                    sum += change(table, cursor, random, 200);
                    changesMeanwhile += 200;
                    rounds.incrementAndGet();
                }
                assertThat(read.get()).containsExactly(expectedSum, expectedSize, expectedSum, expectedSize);
                epoch.close(id);
            }
        } finally {
            reader.shutdownNow();
        }
        table.checkInvariants();
        assertThat(changesMeanwhile).isGreaterThan(5000);
        assertThat(table.statistics().copies()).isGreaterThan(500);
    }

    private static long[] readTwice(RecordTable.Snapshot snapshot, AtomicInteger rounds) {
        long[] sums = new long[4];
        for (int i = 0; i < sums.length; i += 2) {
            int sum = i;
            snapshot.forEach(record -> {
                sums[sum] += record.longValue();
                sums[sum + 1]++;
                if (sums[sum + 1] % 1000 == 0) {
                    awaitRound(rounds);
                }
            });
        }
        return sums;
    }

    private static void awaitRound(AtomicInteger rounds) {
        int seen = rounds.get();
        while (rounds.get() == seen && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1000);
        }
    }

    /** Puts, overwrites and removes numbers; returns by how much their sum rose. */
    private static long change(RecordTable table, RecordCursor cursor, Random random, int count) {
        long rise = 0;
        for (int i = 0; i < count; i++) {
            int number = random.nextInt(40_000);
            byte[] key = ModelledTable.bytes("k" + number);
            boolean found = table.find(key, 0, key.length, cursor);
            if (found && random.nextInt(3) == 0) {
                rise -= cursor.longValue();
                cursor.remove();
            } else {
                long value = random.nextInt(1_000_000);
                rise += value - (found ? cursor.longValue() : 0);
                cursor.putLong(1, value, random.nextBoolean() ? RecordTable.NO_EXPIRY : value);
            }
        }
        return rise;
    }
}
