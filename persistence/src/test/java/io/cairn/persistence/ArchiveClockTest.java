package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.archive.Archive;
import io.cairn.persistence.archive.ArchiveException;
import io.cairn.persistence.archive.ArchiveReport;
import io.cairn.persistence.archive.Moment;
import io.cairn.persistence.archive.RestoreReport;
import io.cairn.persistence.offline.OfflineDirectories;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A time means the same whatever the clock has done: everything from the last base made at or before it on, before the first
 * write with a later clock.
 *
 * <p>Method: writes and rewrites while the clock goes on, stands still, or is set forward and back; the model is the list of what
 * happened, which knows no files.
 */
class ArchiveClockTest {
    private static final int CASES = 150;
    private static final int STEPS = 40;

    /** A write, or a base of all writes before it. */
    private record Event(boolean base, long ms, int writes) {}

    private final List<Event> events = new ArrayList<>();
    private int moments;
    private int jumps;
    private int refused;

    @Test
    void aTimeMeansTheSameWhateverTheClockDoes() throws IOException {
        for (long seed = 0; seed < CASES; seed++) {
            events.clear();
            run(seed);
        }
        assertThat(moments).isGreaterThan(2_000);
        assertThat(jumps).isGreaterThan(300);
        assertThat(refused).isGreaterThan(100);
    }

    private void run(long seed) throws IOException {
        Random random = new Random(seed);
        ManualClock clock = new ManualClock();
        SimulatedStorage disk = new SimulatedStorage();
        SimulatedStore stores = new SimulatedStore(clock, seed);
        Datastore store = stores.open(disk, SimulatedStore.OPTIONS.with(new ArchiveOptions(true, "archive", 0, 0)));
        int writes = 0;
        for (int step = 0; step < STEPS; step++) {
            clock.advanceMillis(random.nextInt(20));
            if (random.nextInt(8) == 0) {
                clock.setMillis(clock.millis() + random.nextInt(400) - 200);
                jumps++;
            }
            if (random.nextInt(8) == 0) {
                stores.rewrite(store);
                events.add(new Event(true, clock.millis(), writes));
            } else {
                store.execute("SET", "writes", Integer.toString(++writes));
                events.add(new Event(false, clock.millis(), writes));
            }
        }
        Archive archive = Archive.open(disk.copy(), SimulatedStore.OPTIONS);
        for (int i = 0; i < 20; i++) {
            Event near = events.get(random.nextInt(events.size()));
            check(archive, near.ms() + random.nextInt(5) - 2, clock, seed);
        }
    }

    /** How many writes the data set of a time has had. */
    private int expected(long ms) {
        int from = 0;
        long latestMs = Long.MIN_VALUE;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            // The data set begins with whatever comes first.
            if ((event.base() || i == 0) && event.ms() <= ms && event.ms() >= latestMs) {
                from = i;
                latestMs = event.ms();
            }
        }
        int writes = events.get(from).writes();
        for (Event event : events.subList(from + 1, events.size())) {
            if (event.ms() > ms) {
                return writes;
            }
            writes = event.writes();
        }
        return writes;
    }

    private void check(Archive archive, long ms, ManualClock clock, long seed) throws IOException {
        SimulatedStorage target = new SimulatedStorage();
        ArchiveReport report = archive.report();
        if (!report.has(ms)) {
            assertThatThrownBy(() -> archive.restore(new Moment.AtTime(ms), OfflineDirectories.of(target)))
                    .isInstanceOf(ArchiveException.class);
            refused++;
            return;
        }
        int expected = expected(ms);
        RestoreReport restored = archive.restore(new Moment.AtTime(ms), OfflineDirectories.of(target));
        String found = CrashModel.stateOf(SimulatedStore.recover(target, SimulatedStore.OPTIONS, clock)
                        .data())
                .getOrDefault("0/writes", "0");
        assertThat(found)
                .as("seed %s, %s ms\n%s\n%s\n%s", seed, ms, events, report.lines(), restored.lines())
                .isEqualTo(Integer.toString(expected));
        moments++;
    }
}
