package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.CrashWorld.Chances;
import io.cairn.persistence.CrashWorld.Figures;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Failure;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.Campaign;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Campaigns J and K: a disk that fails at a step of a force, a rewrite, a save or a change of the manifest.
 *
 * <p>Goal: whatever fails, nothing that was acknowledged is lost to a kill; nothing that was called durable is lost to a power
 * failure, not even after the next start, which finds pages in the cache that the kernel has given up writing; and once the
 * disk works again, so does the data set.
 *
 * <p>Method: one script with every step in it, run once for each operation, failure, moment and policy. For kills and power
 * failures the script runs once, and at every operation copies of the disk are crashed.
 */
class FailingDiskTest {
    private static final String RUNS = "runs with a failure";
    private static final int FORCES = 14;

    /** Each seed is for one policy, the next one for the next. */
    private static final int POLICIES = DurabilityPolicy.values().length;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void noForceThatFailsCostsWhatWasDurable() throws IOException {
        failForces(1);
    }

    @Tag("soak")
    @Test
    void noForceThatFailsCostsWhatWasDurableWithManySeeds() throws IOException {
        failForces(30);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void noStepThatFailsCostsWhatWasAcknowledged() throws IOException {
        failSteps(1);
    }

    @Tag("soak")
    @Test
    void noStepThatFailsCostsWhatWasAcknowledgedWithManySeeds() throws IOException {
        failSteps(200);
    }

    private static void failForces(long otherwise) throws IOException {
        Campaign campaign = new Campaign("J", FailingDiskTest.class);
        campaign.forEach(POLICIES * campaign.count("seeds", otherwise), seed -> {
            DurabilityPolicy policy = DurabilityPolicy.values()[(int) (seed % POLICIES)];
            for (int times : new int[] {1, 3, Integer.MAX_VALUE}) {
                for (int spare = 0; spare < FORCES; spare++) {
                    int spared = spare;
                    run(
                            campaign,
                            world(seed, policy, 30),
                            seed,
                            disk -> disk.fail(Operation.FORCE, spared, times),
                            policy + ", force " + (spare + 1) + " fails " + times + " times");
                }
            }
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure(RUNS)).isGreaterThan(100);
            assertThat(campaign.figure("ends of the process")).isPositive();
            assertThat(campaign.figure("refused writes")).isPositive();
            assertThat(campaign.figure("power failures that lost bytes")).isGreaterThan(1_000);
            assertThat(campaign.figure("power failures that lost acknowledged writes"))
                    .isGreaterThan(200);
        }
    }

    private static void failSteps(long otherwise) throws IOException {
        Campaign campaign = new Campaign("K", FailingDiskTest.class);
        campaign.forEach(POLICIES * campaign.count("seeds", otherwise), seed -> {
            DurabilityPolicy policy = DurabilityPolicy.values()[(int) (seed % POLICIES)];
            crashEverywhere(campaign, seed, policy);
            long operations = operations(seed, policy);
            for (long operation = 1; operation <= operations; operation++) {
                for (Failure failure : Failure.values()) {
                    for (boolean afterwards : new boolean[] {false, true}) {
                        long at = operation;
                        run(
                                campaign,
                                world(seed, policy, 0),
                                seed,
                                disk -> disk.failAt(at, failure, afterwards),
                                policy + ", " + failure + (afterwards ? " after" : " before") + " operation "
                                        + operation);
                    }
                }
            }
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure(RUNS)).isGreaterThan(1_000);
            assertThat(campaign.figure("ends of the process")).isPositive();
            assertThat(campaign.figure("failed rewrites")).isPositive();
            assertThat(campaign.figure("refused writes")).isPositive();
            assertThat(campaign.figure("power failures that lost bytes")).isGreaterThan(1_000);
            assertThat(campaign.figure("power failures that lost acknowledged writes"))
                    .isGreaterThan(200);
        }
    }

    /** Kills the script and takes its power before each operation. */
    private static void crashEverywhere(Campaign campaign, long seed, DurabilityPolicy policy) throws IOException {
        Figures figures = new Figures();
        wholeScript(new CrashWorld(seed, policy, new Chances(100, 0, false, false), figures));
        figures.addTo(campaign);
    }

    /** How many operations the script has. */
    private static long operations(long seed, DurabilityPolicy policy) throws IOException {
        CrashWorld world = new CrashWorld(seed, policy, new Chances(0, 0, false, false), new Figures());
        wholeScript(world);
        return world.storage().operations();
    }

    private static void wholeScript(CrashWorld world) throws IOException {
        try {
            script(world);
        } catch (CrashWorld.Died e) {
            throw new AssertionError("a disk without faults has ended the process", e);
        }
    }

    /** What is done to a disk before the script. */
    @FunctionalInterface
    private interface Plan {
        void prepare(SimulatedStorage disk);
    }

    private static void run(Campaign campaign, CrashWorld world, long seed, Plan plan, String description) {
        plan.prepare(world.storage());
        try {
            boolean died = false;
            try {
                script(world);
            } catch (CrashWorld.Died e) {
                died = true;
            }
            world.crash(4);
            world.kill();
            world.storage().fail(Operation.FORCE, 0);
            goOn(world, seed);
            campaign.add("ends of the process", died ? 1 : 0);
        } catch (AssertionError | IOException | RuntimeException | CrashWorld.Died e) {
            throw new AssertionError(description + ": " + e.getMessage(), e);
        }
        campaign.add(RUNS, 1);
        world.figures().addTo(campaign);
    }

    private static CrashWorld world(long seed, DurabilityPolicy policy, int crash) {
        return new CrashWorld(seed, policy, new Chances(crash, 0, true, false), new Figures());
    }

    private static void script(CrashWorld world) throws IOException, CrashWorld.Died {
        world.open();
        world.write();
        world.write();
        world.force();
        world.write();
        world.rewrite();
        world.write();
        world.save();
        world.write();
        world.force();
        world.write();
        world.rewrite();
        world.write();
        world.roll();
        world.write();
        world.save();
        world.close();
        world.open();
        world.write();
        world.close();
    }

    /** What was recovered is durable then, and the disk is well: power fails, and everything works again. */
    private static void goOn(CrashWorld world, long seed) throws IOException, CrashWorld.Died {
        world.open();
        world.powerFailure(seed);
        world.open();
        world.write();
        assertThat(world.force()).isTrue();
        world.rewrite();
        world.powerFailure(seed + 1);
        world.open();
        world.write();
        world.close();
    }
}
