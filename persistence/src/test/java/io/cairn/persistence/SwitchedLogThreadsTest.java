package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.LogUpkeep.Limits;
import io.cairn.persistence.snapshot.Snapshots.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log is switched, rolled and rewritten, and saves are made, at any moment beside writers, with all threads there are. */
class SwitchedLogThreadsTest {
    private static final int STEPS = 60;
    private static final int WRITERS = 3;
    private static final Limits LIMITS = new Limits(100, 1000, 50_000, 0);

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @EnumSource
    void losesNothing(DurabilityPolicy policy) throws Exception {
        DatastoreOptions options = DatastoreOptions.in(directory).with(policy);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        List<Future<Integer>> counts = new ArrayList<>();
        int switched;
        try (Datastore store = Datastore.open(options)) {
            for (int i = 0; i < WRITERS; i++) {
                String key = "k" + i;
                counts.add(writers.submit(() -> write(store, key, stop)));
            }
            switched = disturb(store);
            exclusively(store, store::switchLogOn);
            awaitLog(store);
            stop.set(true);
            for (Future<Integer> count : counts) {
                assertThat(count.get(30, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            stop.set(true);
            writers.shutdown();
        }
        assertThat(switched).isGreaterThan(10);
        try (Datastore store = Datastore.open(options)) {
            for (int i = 0; i < WRITERS; i++) {
                String reply = new String(store.execute("GET", "k" + i), StandardCharsets.US_ASCII);
                assertThat(reply.split("\r\n")[1])
                        .isEqualTo(Integer.toString(counts.get(i).get()));
            }
        }
    }

    private static int write(Datastore store, String key, AtomicBoolean stop) throws IOException {
        int count = 0;
        while (!stop.get()) {
            count++;
            assertThat(store.execute("INCR", key)).asString().isEqualTo(":" + count + "\r\n");
        }
        return count;
    }

    private static int disturb(Datastore store) throws InterruptedException {
        Random random = new Random(11);
        int switched = 0;
        for (int i = 0; i < STEPS; i++) {
            int step = random.nextInt(6);
            switched += step < 2 ? 1 : 0;
            exclusively(store, () -> act(store, step));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(12));
        }
        return switched;
    }

    private static void act(Datastore store, int step) {
        AppendOnlyFiles files = store.appendOnlyFiles();
        boolean idle = store.snapshots().work() == Work.NOTHING;
        switch (step) {
            case 0 -> store.switchLogOn();
            case 1 -> {
                try {
                    store.switchLogOff();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            case 2 -> {
                if (idle) {
                    store.snapshots().startSave();
                }
            }
            case 3 -> {
                if (files != null && idle) {
                    store.snapshots().startRewrite(files);
                }
            }
            case 4 -> {
                if (files != null) {
                    store.snapshots().startRoll(files);
                }
            }
            default -> store.keepUp(LIMITS);
        }
    }

    private static void awaitLog(Datastore store) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (store.log() == null) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            exclusively(store, () -> store.keepUp(LIMITS));
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void exclusively(Datastore store, Runnable work) {
        store.engine().exclusively(() -> {
            work.run();
            return null;
        });
    }
}
