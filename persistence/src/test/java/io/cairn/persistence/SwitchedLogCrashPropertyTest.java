package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.SwitchedLogWorld.Figures;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * What is kept when the log is switched off and on again while the server runs.
 *
 * <p>Goal: while the log is on, a start after a crash at any operation finds what the policy promises. While it is off, a
 * start finds at least what was there when it was switched off, and at least what the last save holds: whichever is more,
 * whether that start wants the log or not. A log counts as on from the moment that the data set says so.
 *
 * <p>Method: scripts on one simulated disk, with crashes at operations chosen by seed; see {@link SwitchedLogWorld}.
 */
class SwitchedLogCrashPropertyTest {
    private static final int TRIES = 320;
    private static final Figures FIGURES = new Figures();
    private static int finished;

    /** What a script does next. */
    enum Act {
        WRITE,
        FORCE,
        SWITCH_ON,
        SWITCH_OFF,
        SAVE,
        REWRITE,
        ROLL,
        /** The log is switched while a save or a rewrite is under way. */
        SWITCH_MEANWHILE,
        KILL,
        POWER_FAILURE,
        CLOSE
    }

    @Property(tries = TRIES)
    void keepsTheNewerOfLogAndDump(
            @ForAll("scripts") List<Act> acts, @ForAll DurabilityPolicy policy, @ForAll long seed) throws IOException {
        SwitchedLogWorld world = new SwitchedLogWorld(seed, policy, FIGURES);
        world.start();
        for (Act act : acts) {
            switch (act) {
                case WRITE -> world.write();
                case FORCE -> world.force();
                case SWITCH_ON -> world.switchOn();
                case SWITCH_OFF -> world.switchOff();
                case SAVE -> world.save();
                case REWRITE -> world.rewrite();
                case ROLL -> world.roll();
                case SWITCH_MEANWHILE -> world.switchMeanwhile();
                case KILL -> world.kill();
                case POWER_FAILURE -> world.powerFailure();
                case CLOSE -> world.close();
            }
        }
        world.powerFailure();
        finished++;
    }

    /** A property that never loses anything proves nothing. */
    @AfterProperty
    void lostSomething() {
        if (finished == TRIES) {
            String seen = FIGURES.toString();
            assertThat(FIGURES.crashes).as(seen).isGreaterThan(800);
            assertThat(FIGURES.crashesWhileOff).as(seen).isGreaterThan(25);
            assertThat(FIGURES.lostWrites).as(seen).isGreaterThan(100);
            assertThat(FIGURES.dumpsPreferred).as(seen).isGreaterThan(25);
            assertThat(FIGURES.logsPreferred).as(seen).isGreaterThan(15);
            assertThat(FIGURES.cancelled).as(seen).isGreaterThan(3);
        }
    }

    @Provide
    Arbitrary<List<Act>> scripts() {
        return Arbitraries.of(Act.class).list().ofMinSize(3).ofMaxSize(14);
    }
}
