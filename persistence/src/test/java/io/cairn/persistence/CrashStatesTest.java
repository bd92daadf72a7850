package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.CrashWorld.Chances;
import io.cairn.persistence.CrashWorld.Figures;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Campaigns A and B: every state that a crash can leave, at every operation.
 *
 * <p>Goal and model are those of {@link DatastoreCrashPropertyTest}, which tries long scripts at some operations with one
 * state each. Here scripts are short, and before every operation the process dies and the power fails in every way that
 * {@link io.cairn.persistence.storage.PowerFailures} knows; of some of these states the recovery is crashed at each of its own
 * operations. States that differ in nothing are recovered once.
 */
class CrashStatesTest {
    private static final long STATES = 20_000;
    private static final long CRASHES_OF_RECOVERY = 2_000;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyStateOfShortScriptsIsRecovered() throws IOException {
        run(new Campaign("A", CrashStatesTest.class), STATES, CRASHES_OF_RECOVERY);
    }

    /** The same for hours. */
    @Tag("soak")
    @Test
    void everyStateOfManyScriptsIsRecovered() throws IOException {
        run(new Campaign("A", CrashStatesTest.class), 10_000_000, 1_000_000);
    }

    private static void run(Campaign campaign, long otherwise, long otherwiseOfRecovery) throws IOException {
        long states = campaign.count("states", otherwise);
        long crashesOfRecovery = campaign.count("recoveries", otherwiseOfRecovery);
        campaign.run(
                () -> campaign.figure("states after power failures") < states
                        || campaign.figure("crashes of a recovery") < crashesOfRecovery,
                seed -> script(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("power failures that lost bytes")).isGreaterThan(states / 4);
            assertThat(campaign.figure("power failures that lost acknowledged writes"))
                    .isGreaterThan(states / 50);
            assertThat(campaign.figure("writes during snapshots")).isPositive();
            assertThat(campaign.figure("rolls")).isPositive();
        }
    }

    /** A few lives on one disk, each of which ends in a crash or a close. */
    private static void script(long seed, Campaign campaign) throws IOException {
        Random random = new Random(seed);
        DurabilityPolicy policy = DurabilityPolicy.values()[random.nextInt(3)];
        Figures figures = new Figures();
        CrashWorld world = new CrashWorld(seed, policy, new Chances(100, 3, false, true), figures);
        int lives = 1 + random.nextInt(3);
        for (int life = 0; life < lives; life++) {
            if (random.nextInt(3) == 0) {
                world.storage().stopAt(world.storage().operations() + 1 + random.nextInt(80));
            }
            live(world, random);
        }
        figures.addTo(campaign);
        campaign.add("scripts", 1);
    }

    private static void live(CrashWorld world, Random random) throws IOException {
        try {
            world.open();
            for (int acts = 1 + random.nextInt(5); acts > 0; acts--) {
                act(world, random);
            }
            if (random.nextBoolean()) {
                world.close();
            }
        } catch (SimulatedStorage.Stopped | CrashWorld.Died e) {
            // The end came early.
        }
        if (random.nextBoolean()) {
            world.powerFailure(random.nextLong());
        } else {
            world.kill();
        }
    }

    private static void act(CrashWorld world, Random random) throws CrashWorld.Died {
        switch (random.nextInt(9)) {
            case 0 -> world.force();
            case 1, 2 -> world.rewrite();
            case 3 -> world.save();
            case 4 -> world.roll();
            default -> world.write();
        }
    }
}
