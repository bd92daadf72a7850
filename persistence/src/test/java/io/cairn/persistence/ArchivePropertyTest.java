package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.ArchiveWorld.Figures;
import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.ArrayList;
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
 * What an archive keeps, and what can be made of it.
 *
 * <p>Goal: while everything that is replaced is archived, every moment of the data set's life can be restored, whatever crash
 * comes at whatever operation of archiving; no file is stored twice. Where files were taken away, by retention or because the
 * archive was off, each moment that is claimed can be restored, and is the one that was; each that is not is refused. The source
 * is not changed.
 *
 * <p>Method: scripts of writes, rolls, rewrites, restarts and failures of the disk on one {@link SimulatedStorage}, with crashes at
 * operations chosen by seed; the model knows the state and the clock after each write. See {@link ArchiveWorld}.
 */
class ArchivePropertyTest {
    private static final int TRIES = 45;
    private static final int TRIES_WITH_RETENTION = 45;
    private static final Figures FIGURES = new Figures();
    private static final Figures FIGURES_WITH_RETENTION = new Figures();

    private static int finished;
    private static int finishedWithRetention;

    /** What a script does next. */
    enum Act {
        WRITE,
        ROLL,
        REWRITE,
        WORK,
        KEEP_UP,
        REOPEN,
        KILL,
        POWER_FAILURE,
        FAIL,
        RETAIN,
        SWITCH
    }

    @Property(tries = TRIES)
    void everyMomentCanBeRestoredWhateverCrashes(@ForAll("acts") List<Act> acts, @ForAll long seed) throws Exception {
        live(acts, seed, FIGURES);
        finished++;
    }

    @Property(tries = TRIES_WITH_RETENTION)
    void whatIsClaimedIsThereWhenFilesWereTakenAway(@ForAll("actsWithRetention") List<Act> acts, @ForAll long seed)
            throws Exception {
        live(acts, seed, FIGURES_WITH_RETENTION);
        finishedWithRetention++;
    }

    private static void live(List<Act> acts, long seed, Figures figures) throws Exception {
        ArchiveWorld world = new ArchiveWorld(seed, 4, figures);
        Random random = new Random(seed);
        world.open();
        for (Act act : acts) {
            act(world, act, random);
        }
        world.keepUp();
        world.check(2);
        world.count();
    }

    private static void act(ArchiveWorld world, Act act, Random random) throws Exception {
        switch (act) {
            case WRITE -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    world.write();
                }
            }
            case ROLL -> world.roll();
            case REWRITE -> world.rewrite();
            case WORK -> world.work();
            case KEEP_UP -> world.keepUp();
            case REOPEN -> {
                world.work();
                world.close();
                world.open();
            }
            case KILL -> {
                world.kill();
                world.open();
            }
            case POWER_FAILURE -> {
                world.powerFailure(random.nextLong());
                world.open();
            }
            case FAIL -> failWhileArchiving(world, random);
            case RETAIN ->
                world.configure(new ArchiveOptions(
                        true, "archive", random.nextInt(2) * 1_000_000L, random.nextInt(2) * 3_000L));
            case SWITCH -> {
                world.configure(new ArchiveOptions(false, "archive", 0, 0));
                world.write();
                world.rewrite();
                world.work();
                world.configure(new ArchiveOptions(true, "archive", 0, 0));
            }
        }
    }

    /** Only what the archive does fails: the rest has properties of its own. */
    private static void failWhileArchiving(ArchiveWorld world, Random random) throws IOException {
        world.rewrite();
        Operation[] kinds = {Operation.OPEN, Operation.WRITE, Operation.FORCE, Operation.RENAME, Operation.DELETE};
        world.failNext(kinds[random.nextInt(kinds.length)], random.nextInt(4));
        world.work();
        for (Operation kind : kinds) {
            world.storage().fail(kind, 0);
        }
        world.check(1);
    }

    /** A property that never crashes where it matters proves nothing. */
    @AfterProperty
    void didEnough() {
        if (finished == TRIES) {
            String seen = FIGURES.toString();
            assertThat(FIGURES.crashesWhileArchiving).as(seen).isGreaterThan(100);
            assertThat(FIGURES.lostBytes).as(seen).isGreaterThan(50);
            assertThat(FIGURES.restoredFromArchive).as(seen).isGreaterThan(500);
            assertThat(FIGURES.generations).as(seen).isGreaterThan(50);
        }
        if (finishedWithRetention == TRIES_WITH_RETENTION) {
            String seen = FIGURES_WITH_RETENTION.toString();
            assertThat(FIGURES_WITH_RETENTION.retained).as(seen).isPositive();
            assertThat(FIGURES_WITH_RETENTION.gaps).as(seen).isGreaterThan(50);
            assertThat(FIGURES_WITH_RETENTION.refused).as(seen).isGreaterThan(500);
        }
    }

    @Provide
    Arbitrary<List<Act>> acts() {
        return Arbitraries.of(
                        Act.WRITE,
                        Act.WRITE,
                        Act.WRITE,
                        Act.WRITE,
                        Act.ROLL,
                        Act.REWRITE,
                        Act.REWRITE,
                        Act.WORK,
                        Act.KEEP_UP,
                        Act.REOPEN,
                        Act.KILL,
                        Act.POWER_FAILURE,
                        Act.FAIL)
                .list()
                .ofMinSize(2)
                .ofMaxSize(14);
    }

    @Provide
    Arbitrary<List<Act>> actsWithRetention() {
        return Combinators.combine(
                        acts(),
                        Arbitraries.of(Act.RETAIN, Act.SWITCH)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(3),
                        acts())
                .as((before, taking, after) -> {
                    List<Act> all = new ArrayList<>(before);
                    for (int i = 0; i < taking.size(); i++) {
                        all.add(taking.get(i));
                        all.addAll(after.subList(
                                i * after.size() / taking.size(), (i + 1) * after.size() / taking.size()));
                    }
                    return all;
                });
    }
}
