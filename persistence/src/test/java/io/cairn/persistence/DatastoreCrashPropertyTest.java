package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.CrashWorld.Chances;
import io.cairn.persistence.CrashWorld.Figures;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * What a whole data set keeps when the power fails or the process dies.
 *
 * <p>Goal: after a crash at any operation of writing, rewriting, saving, starting, and recovering from an earlier crash, the
 * next start is not refused and holds a prefix of the executed writes, batches whole: after a kill all that was
 * acknowledged, after a power failure all that had been declared durable. A second start changes no byte.
 *
 * <p>Method: scripts of several lives on one {@link SimulatedStorage}, in one thread. At operations chosen by seed the disk is
 * copied; one copy is killed, one loses power with a random subset of what was not forced, and both are recovered and
 * compared with the model. Some recoveries are themselves crashed at every other operation. See {@link CrashWorld}.
 */
class DatastoreCrashPropertyTest {
    private static final int TRIES = 250;
    private static final int TRIES_WITH_ERRORS = 150;
    private static final Figures FIGURES = new Figures();
    private static final Figures FIGURES_WITH_ERRORS = new Figures();

    private static int finished;
    private static int finishedWithErrors;

    /** What a script does next. */
    enum Act {
        WRITE,
        FORCE,
        REWRITE,
        ROLL,
        SAVE,
        REOPEN,
        /** The next operation of some kind fails. */
        FAIL
    }

    /** How a life ends. */
    enum End {
        CLOSE,
        KILL,
        POWER_FAILURE
    }

    /** What happens until the end, which comes at the {@code lastOperation}-th operation if there are as many. */
    record Life(List<Act> acts, End end, int lastOperation, long seed) {}

    @Property(tries = TRIES)
    void keepsAPrefixWithAllThatWasDurable(
            @ForAll("lives") List<Life> lives, @ForAll DurabilityPolicy policy, @ForAll long seed) throws IOException {
        CrashWorld world = new CrashWorld(seed, policy, new Chances(25, 100, false, false), FIGURES);
        for (Life life : lives) {
            live(world, life);
        }
        finished++;
    }

    @Property(tries = TRIES_WITH_ERRORS)
    void losesNothingMoreWhenTheDiskFailsOnTheWay(
            @ForAll("livesWithErrors") List<Life> lives, @ForAll DurabilityPolicy policy, @ForAll long seed)
            throws IOException {
        CrashWorld world = new CrashWorld(seed, policy, new Chances(25, 100, true, false), FIGURES_WITH_ERRORS);
        for (Life life : lives) {
            live(world, life);
        }
        finishedWithErrors++;
    }

    private static void live(CrashWorld world, Life life) throws IOException {
        world.storage().stopAt(world.storage().operations() + life.lastOperation());
        Random random = new Random(life.seed());
        try {
            world.open();
            for (Act act : life.acts()) {
                act(world, act, random);
            }
            if (life.end() == End.CLOSE) {
                world.close();
            }
        } catch (SimulatedStorage.Stopped | CrashWorld.Died e) {
            // The end came early.
        }
        if (life.end() == End.POWER_FAILURE) {
            world.powerFailure(life.seed());
        } else {
            world.kill();
        }
    }

    private static void act(CrashWorld world, Act act, Random random) throws IOException, CrashWorld.Died {
        switch (act) {
            case FAIL -> {
                Operation[] kinds = Operation.values();
                world.storage().fail(kinds[random.nextInt(kinds.length)], 1);
            }
            case WRITE -> world.write();
            case FORCE -> world.force();
            case REWRITE -> world.rewrite();
            case ROLL -> world.roll();
            case SAVE -> world.save();
            case REOPEN -> {
                world.close();
                world.open();
            }
        }
    }

    /** A property that never loses anything proves nothing. */
    @AfterProperty
    void lostSomething() {
        if (finished == TRIES) {
            String seen = FIGURES.toString();
            assertThat(FIGURES.kills + FIGURES.powerFailures).as(seen).isGreaterThan(15_000);
            assertThat(FIGURES.crashesOfRecovery).as(seen).isGreaterThan(2_000);
            assertThat(FIGURES.lostBytes).as(seen).isGreaterThan(2_000);
            assertThat(FIGURES.lostWrites).as(seen).isGreaterThan(300);
            assertThat(FIGURES.writesDuringSnapshots).as(seen).isGreaterThan(100);
            assertThat(FIGURES.rolls).as(seen).isGreaterThan(50);
        }
        if (finishedWithErrors == TRIES_WITH_ERRORS) {
            String seen = FIGURES_WITH_ERRORS.toString();
            assertThat(FIGURES_WITH_ERRORS.failedRewrites).as(seen).isGreaterThan(5);
            assertThat(FIGURES_WITH_ERRORS.refusedWrites).as(seen).isPositive();
            assertThat(FIGURES_WITH_ERRORS.lostWrites).as(seen).isGreaterThan(100);
        }
    }

    @Provide
    Arbitrary<List<Life>> lives() {
        return lives(Arbitraries.of(
                Act.WRITE,
                Act.WRITE,
                Act.WRITE,
                Act.WRITE,
                Act.FORCE,
                Act.REWRITE,
                Act.REWRITE,
                Act.ROLL,
                Act.SAVE,
                Act.REOPEN));
    }

    @Provide
    Arbitrary<List<Life>> livesWithErrors() {
        return lives(Arbitraries.of(
                Act.WRITE,
                Act.WRITE,
                Act.WRITE,
                Act.FORCE,
                Act.REWRITE,
                Act.REWRITE,
                Act.ROLL,
                Act.FAIL,
                Act.SAVE,
                Act.REOPEN));
    }

    private static Arbitrary<List<Life>> lives(Arbitrary<Act> acts) {
        Arbitrary<Integer> lastOperations =
                Arbitraries.oneOf(Arbitraries.integers().between(1, 150), Arbitraries.just(1_000_000));
        return Combinators.combine(
                        acts.list().ofMinSize(1).ofMaxSize(10),
                        Arbitraries.of(End.class),
                        lastOperations,
                        Arbitraries.longs())
                .as(Life::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }
}
