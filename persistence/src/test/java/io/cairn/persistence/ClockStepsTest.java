package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Campaign L: somebody sets the clock, or it stands still.
 *
 * <p>Goal: the clock says which keys have expired and nothing else. Whatever steps it makes while keys with times are written,
 * rewritten and recovered, a start after a kill brings back what the process had, judged by the clock of the start; and it cuts
 * and refuses nothing.
 *
 * <p>Method: random writes with times relative and absolute; between them the clock goes on, stands still, or is set by an hour or
 * by ten years, forward or back. Now and then the log is rewritten, the process killed, and the next one compared with it.
 */
class ClockStepsTest {
    private static final long RUNS = 30;
    private static final int STEPS = 120;
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final long DECADE_MS = TimeUnit.DAYS.toMillis(3652);

    @Test
    void clockStepsChangeNothingButWhatHasExpired() throws IOException {
        run(RUNS);
    }

    @Tag("soak")
    @Test
    void manyClockStepsChangeNothingButWhatHasExpired() throws IOException {
        run(1_000);
    }

    private static void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("L", ClockStepsTest.class);
        campaign.forEach(campaign.count("runs", otherwise), seed -> life(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("clock steps")).isGreaterThan(20 * campaign.figure("runs"));
            assertThat(campaign.figure("restarts")).isGreaterThan(campaign.figure("runs"));
            assertThat(campaign.figure("restarts with keys gone since the kill"))
                    .isPositive();
            assertThat(campaign.figure("restarts with keys back since the kill"))
                    .isPositive();
        }
    }

    private static void life(long seed, Campaign campaign) throws IOException {
        Random random = new Random(seed);
        ManualClock clock = new ManualClock();
        SimulatedStore stores = new SimulatedStore(clock, seed);
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = stores.open(disk);
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) == 0) {
                campaign.add("clock steps", step(clock, random));
            }
            write(store, random, clock);
            int event = random.nextInt(20);
            if (event == 0) {
                stores.rewrite(store);
            } else if (event <= 2) {
                store = restart(stores, store, disk, clock, random, campaign);
            }
        }
        restart(stores, store, disk, clock, random, campaign).close();
        campaign.add("runs", 1);
    }

    /** Lets time pass, or sets the clock; returns 1 if it was set. */
    private static int step(ManualClock clock, Random random) {
        long now = clock.micros() / 1000;
        switch (random.nextInt(6)) {
            case 0 -> clock.setMillis(now + HOUR_MS);
            case 1 -> clock.setMillis(Math.max(1, now - HOUR_MS));
            case 2 -> clock.setMillis(now + DECADE_MS);
            case 3 -> clock.setMillis(Math.max(1, now - DECADE_MS));
            default -> {
                clock.advanceMillis(random.nextInt(2_000));
                return 0;
            }
        }
        return 1;
    }

    private static void write(Datastore store, Random random, ManualClock clock) throws IOException {
        String key = "key" + random.nextInt(12);
        String near = Integer.toString(1 + random.nextInt(3_000));
        String far = Long.toString(HOUR_MS / 2 + random.nextInt((int) HOUR_MS));
        long now = clock.micros() / 1000;
        String[] request = switch (random.nextInt(9)) {
            case 0 -> new String[] {"SET", key, "near", "PX", near};
            case 1 -> new String[] {"SET", key, "far", "PX", far};
            case 2 -> new String[] {"PEXPIRE", key, far};
            case 3 -> new String[] {"PEXPIREAT", key, Long.toString(now + random.nextInt(10_000))};
            case 4 -> new String[] {"PERSIST", key};
            case 5 -> new String[] {"GETEX", key, "EX", "4000"};
            case 6 -> new String[] {"APPEND", key, "x"};
            case 7 -> new String[] {"GET", key};
            default -> new String[] {"SET", key, "value", "KEEPTTL"};
        };
        byte[] reply = store.execute(request);
        assertThat(new String(reply, StandardCharsets.ISO_8859_1))
                .as(String.join(" ", request))
                .doesNotStartWith("-");
    }

    private static Datastore restart(
            SimulatedStore stores,
            Datastore store,
            SimulatedStorage disk,
            ManualClock clock,
            Random random,
            Campaign campaign)
            throws IOException {
        Dataset before = Dataset.of(store.engine());
        long killedMs = clock.micros() / 1000;
        disk.kill();
        step(clock, random);
        long startedMs = clock.micros() / 1000;
        Datastore next = stores.open(disk);
        Dataset expected = before.livingAt(startedMs);
        assertThat(Dataset.of(next.engine()).livingAt(startedMs)).isEqualTo(expected);
        assertThat(next.recovery().cutBytes()).isZero();
        campaign.add("restarts", 1);
        int livedBefore = before.livingAt(killedMs).size();
        campaign.add("restarts with keys gone since the kill", expected.size() < livedBefore ? 1 : 0);
        campaign.add("restarts with keys back since the kill", expected.size() > livedBefore ? 1 : 0);
        return next;
    }
}
