package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.differential.KeyDump.Answers;
import io.cairn.persistence.CrashWorld.Chances;
import io.cairn.persistence.CrashWorld.Died;
import io.cairn.persistence.CrashWorld.Figures;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a directory that was crashed in, recovered and closed is loaded by real redis-server, with the same data.
 *
 * <p>Method: lives of a {@link CrashWorld} that end by a kill or a power failure at some operation. What its disk holds then is
 * opened, closed without a write, and copied to where redis-server finds it; all keys are compared.
 */
@NeedsProgram("redis-server")
class CrashedDirectoriesRealRedisTest {
    private static final int WORLDS = 40;

    /** For the long run: how many worlds. */
    private static final int MANY_WORLDS = Integer.getInteger("campaign.m.crashed", 5_000);

    /** Where the long run begins: behind the short one. */
    private static final long FIRST_SEED = 1_000;

    @TempDir
    private Path directory = Path.of("");

    private int torn;
    private int rewritten;
    private int keys;

    @Test
    void redisLoadsWhatIsLeftOfCrashes() {
        run(1, WORLDS);
    }

    /** The same for long. */
    @Tag("soak")
    @Test
    void redisLoadsWhatIsLeftOfManyCrashes() {
        run(FIRST_SEED, MANY_WORLDS);
    }

    private void run(long firstSeed, int count) {
        int cases = BothServers.forEach(firstSeed, count, seed -> check(crashedDisk(seed)));
        System.out.println(cases + " crashed directories loaded by redis-server: " + torn + " had a torn end, "
                + rewritten + " a base; " + keys + " keys");
        if (cases == count) {
            assertThat(torn).isGreaterThan(count / 10);
            assertThat(rewritten).isGreaterThan(count / 10);
            assertThat(keys).isGreaterThan(count);
        }
    }

    /** A disk with a few lives on it, the last of which ended badly. */
    private static SimulatedStorage crashedDisk(long seed) throws IOException {
        Random random = new Random(seed);
        DurabilityPolicy policy = DurabilityPolicy.values()[random.nextInt(DurabilityPolicy.values().length)];
        CrashWorld world = new CrashWorld(seed, policy, new Chances(0, 0, false, false), new Figures());
        for (int lives = 1 + random.nextInt(3); lives > 0; lives--) {
            world.storage().stopAt(world.storage().operations() + 20 + random.nextInt(150));
            try {
                live(world, random);
            } catch (SimulatedStorage.Stopped | Died e) {
                // The end came early.
            }
            if (random.nextBoolean()) {
                world.powerFailure(random.nextLong());
            } else {
                world.kill();
            }
        }
        return world.storage().copy();
    }

    private static void live(CrashWorld world, Random random) throws IOException, Died {
        world.open();
        for (int acts = 3 + random.nextInt(12); acts > 0; acts--) {
            switch (random.nextInt(8)) {
                case 0, 1 -> world.rewrite();
                case 2 -> world.force();
                default -> world.write();
            }
        }
    }

    private void check(SimulatedStorage disk) throws IOException {
        SortedMap<String, Answers> content;
        DatastorePorts ports =
                new DatastorePorts(disk, new ManualClock(), new Random(1)::nextLong, new DeferredExecutor(), false);
        try (Datastore store = Datastore.open(DatastoreOptions.in(Path.of("")), ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        })) {
            content = BothServers.content(store);
            torn += store.recovery().cutBytes() > 0 ? 1 : 0;
        }
        Path files = Files.createDirectory(directory.resolve("appendonlydir"));
        for (String name : disk.list("appendonlydir")) {
            Files.write(files.resolve(name), disk.contents("appendonlydir/" + name));
            rewritten += name.endsWith(".base.rdb") ? 1 : 0;
        }
        try (RealRedis redis = BothServers.redisOnLog(directory)) {
            BothServers.assertSame(content, BothServers.content(redis));
        }
        keys += content.size();
        BothServers.delete(files);
    }
}
