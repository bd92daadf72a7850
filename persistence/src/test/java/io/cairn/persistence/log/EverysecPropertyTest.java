package io.cairn.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * How much {@code appendfsync everysec} may lose, whatever the disk's pace.
 *
 * <p>Goal: power lost at any moment takes no write that is older than a second and the force that is going on; and where the
 * force before that took longer than a second, than that one in place of the second. Writers wait for no force.
 *
 * <p>Method: the sync thread's loop on a clock and a disk of the test's. While a force takes its time, the same thread
 * appends: an append that waited for the force would wait for ever. At every step the age of the oldest write that is not
 * durable is looked at, and at the end power is lost.
 *
 * <p>Invariant: age ≤ 1 s + time since the present force began + what the one before took beyond 1 s.
 */
class EverysecPropertyTest {
    private static final int TRIES = 120;
    private static final long SECOND_MS = 1000;
    private static final long RUN_MS = 60_000;

    private static int finished;
    private static long slowForces;
    private static long appendsDuringForces;
    private static long rolls;
    private static long lost;
    private static long oldestMs;

    /** A write, the position behind it and when it was made. */
    private record Write(long position, long ms) {}

    /** One run. */
    private static final class World {
        final SimulatedStorage storage = new SimulatedStorage(1 << 18);
        final TestClock clock = new TestClock();
        final Random random;
        final CommandLog log;
        final List<String> files = new ArrayList<>();
        final List<Write> writes = new ArrayList<>();
        final int slowPercent;
        int durable;
        boolean forcing;
        long forceStartMs;
        long previousMs;

        World(long seed) throws IOException {
            random = new Random(seed);
            slowPercent = random.nextInt(30);
            log = CommandLog.create(clock.ports(storage), DurabilityPolicy.EVERYSEC, "log.0", 9, 0);
            files.add("log.0");
            storage.observe(new SimulatedStorage.Observer() {
                @Override
                public void before(Operation kind, String name) {
                    // What is there when a force begins is all that it covers.
                }

                @Override
                public void after(Operation kind, String name) {
                    if (kind == Operation.FORCE && forcing) {
                        pass(forceMs());
                    }
                }
            });
        }

        long forceMs() {
            return random.nextInt(100) < slowPercent ? 1_100 + random.nextInt(3_000) : 1 + random.nextInt(900);
        }

        /** What the sync thread does, and what others do meanwhile. */
        void run() throws IOException {
            while (clock.nanos() < RUN_MS * 1_000_000) {
                long waitNanos = log.sync().nanosToNextForce(clock.nanos());
                if (waitNanos > 0) {
                    pass((waitNanos + 999_999) / 1_000_000);
                    if (random.nextInt(20) == 0) {
                        roll();
                    }
                } else {
                    force();
                }
            }
        }

        void force() {
            forcing = true;
            forceStartMs = clock.ms();
            log.sync().force();
            forcing = false;
            previousMs = clock.ms() - forceStartMs;
            slowForces += previousMs > SECOND_MS ? 1 : 0;
            check();
        }

        void roll() throws IOException {
            String name = "log." + files.size();
            log.roll(log.prepareNext(name, 10 + files.size()));
            files.add(name);
            rolls++;
        }

        void pass(long ms) {
            long end = clock.ms() + ms;
            while (clock.ms() < end) {
                clock.advanceMs(Math.min(end - clock.ms(), 1 + random.nextInt(400)));
                check();
                if (random.nextInt(3) > 0) {
                    byte[] command = Resp.command("SET", "k", Integer.toString(writes.size()));
                    writes.add(new Write(log.append(command, 0, command.length, 0, clock.ms()), clock.ms()));
                    appendsDuringForces += forcing ? 1 : 0;
                }
            }
        }

        void check() {
            while (durable < writes.size() && writes.get(durable).position() <= log.durablePosition()) {
                durable++;
            }
            if (durable < writes.size()) {
                long ageMs = clock.ms() - writes.get(durable).ms();
                long runningMs = forcing ? clock.ms() - forceStartMs : 0;
                assertThat(ageMs).isLessThanOrEqualTo(SECOND_MS + runningMs + Math.max(0, previousMs - SECOND_MS));
                oldestMs = Math.max(oldestMs, ageMs);
            }
        }

        /** Nothing that was not forced survives. */
        void losePower() throws IOException {
            boolean ignored = storage.powerFailure(choices -> 0);
            int found = 0;
            for (String file : files) {
                found += storage.exists(file)
                        ? Collector.read(storage, file).pieces.size()
                        : 0;
            }
            assertThat(found).isBetween(durable, writes.size());
            lost += writes.size() - found;
        }
    }

    @Property(tries = TRIES)
    void losesASecondAndOneForce(@ForAll long seed) throws IOException {
        World world = new World(seed);
        world.run();
        assertThat(world.log.figures().writerWaits()).isZero();
        world.losePower();
        finished++;
    }

    /** A property that never comes near its bound proves nothing. */
    @AfterProperty
    void sawSlowDisks() {
        if (finished == TRIES) {
            assertThat(slowForces).isGreaterThan(300);
            assertThat(appendsDuringForces).isGreaterThan(5_000);
            assertThat(rolls).isGreaterThan(100);
            assertThat(lost).isGreaterThan(TRIES / 2);
            assertThat(oldestMs).isGreaterThan(5 * SECOND_MS);
        }
    }
}
