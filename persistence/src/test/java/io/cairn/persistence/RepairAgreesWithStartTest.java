package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DamagedWorlds.World;
import io.cairn.persistence.offline.OfflineDirectories;
import io.cairn.persistence.offline.OfflineException;
import io.cairn.persistence.offline.Repair;
import io.cairn.persistence.offline.RepairMode;
import io.cairn.persistence.offline.RepairReport;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repair makes a directory that a start loads, with the data that a start on the damaged one would have loaded.
 *
 * <p>Goal: a repair refuses with a sentence, or its result is loaded with nothing cut; if it cuts, or says that nothing is lost, and
 * a start takes the source, with the log on or off, the data are the same in both; what it does not take over is reported; the
 * source stays as it is. Wherever it is killed or loses power, its directory is refused, or it has the data of the whole result,
 * or there is nothing in it that could be taken for data.
 *
 * <p>Method: {@link DamagedWorlds}, both modes, starts with the log on and off, and crashes at three operations of each repair.
 */
class RepairAgreesWithStartTest {
    @TempDir
    private static Path samples = Path.of("");

    @Test
    void onDamagedFiles() throws Exception {
        repair(600);
    }

    @Tag("soak")
    @Test
    void onManyDamagedFiles() throws Exception {
        repair(300_000);
    }

    private static void repair(long otherwise) throws Exception {
        DamagedWorlds worlds = new DamagedWorlds(samples);
        Campaign campaign = new Campaign("Q-repair", RepairAgreesWithStartTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> {
            Random random = new Random(seed);
            World world = worlds.damaged(random);
            repair(campaign, world, random, "seed " + seed + ", " + world.victim());
        });
        campaign.report();
        if (!campaign.isReplay()) {
            long cases = campaign.figure("repairs");
            assertThat(campaign.figure("repaired")).isGreaterThan(cases / 2);
            assertThat(campaign.figure("same data")).isGreaterThan(cases / 4);
            assertThat(campaign.figure("with losses")).isGreaterThan(cases / 4);
            assertThat(campaign.figure("refused")).isGreaterThan(cases / 40);
            assertThat(campaign.figure("crashed, refused")).isGreaterThan(cases / 10);
        }
    }

    private static void repair(Campaign campaign, World world, Random random, String title) throws IOException {
        campaign.add("repairs", 1);
        RepairMode mode = random.nextInt(3) == 0 ? RepairMode.SKIP : RepairMode.CUT;
        long before = world.disk().fingerprint();
        SimulatedStorage target = new SimulatedStorage();
        RepairReport report;
        try {
            report = repair(world, target, mode);
        } catch (OfflineException e) {
            assertThat(e.getMessage()).as(title).containsAnyOf("restore", "setting: databases");
            campaign.add("refused", 1);
            return;
        }
        assertThat(world.disk().fingerprint()).as(title).isEqualTo(before);
        campaign.add("repaired", 1);
        campaign.add("with losses", report.isComplete() ? 0 : 1);
        String described = title + ", " + mode + ": " + report.before().lines() + " then " + report.lines();
        assertThat(report.after().isSound())
                .as("%s then %s", described, report.after().lines())
                .isTrue();
        for (boolean on : new boolean[] {false, true}) {
            DatastoreOptions options = world.options().withAppendOnly(on);
            Dataset repaired = SimulatedStore.recover(target.copy(), options, new ManualClock())
                    .data();
            Dataset wanted = load(world.disk().copy(), options);
            if (wanted != null && (mode == RepairMode.CUT || report.isComplete())) {
                campaign.add("same data", 1);
                // Not the data themselves, which are long.
                assertThat(repaired.equals(wanted))
                        .as("%s, appendonly %s: %s keys, not %s", described, on, repaired.size(), wanted.size())
                        .isTrue();
            }
        }
        for (int i = 0; i < 3; i++) {
            crash(campaign, world, target, mode, random, described);
        }
    }

    private static RepairReport repair(World world, SimulatedStorage target, RepairMode mode) throws IOException {
        return Repair.directory(
                OfflineDirectories.of(world.disk(), world.options()),
                OfflineDirectories.of(target, world.options()),
                mode);
    }

    private static void crash(
            Campaign campaign, World world, SimulatedStorage whole, RepairMode mode, Random random, String title)
            throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        disk.stopAt(1 + random.nextLong(1 + whole.operations()));
        try {
            repair(world, disk, mode);
        } catch (SimulatedStorage.Stopped e) {
            // The world ends here.
        }
        if (random.nextBoolean()) {
            disk.kill();
        } else {
            disk.powerFailure(random.nextLong());
        }
        boolean empty = !disk.exists(SimulatedStore.DUMP) && (!world.options().appendOnly() || hasNoLog(disk));
        Dataset found = load(disk, world.options());
        if (found == null) {
            campaign.add("crashed, refused", 1);
        } else if (!empty || found.size() > 0) {
            campaign.add("crashed, whole", 1);
            assertThat(found.equals(load(whole.copy(), world.options())))
                    .as("%s: a crash leaves %s keys", title, found.size())
                    .isTrue();
        }
    }

    private static boolean hasNoLog(SimulatedStorage disk) throws IOException {
        return !disk.exists("appendonlydir")
                || disk.list("appendonlydir").stream().noneMatch(name -> name.startsWith("appendonly.aof"));
    }

    /** What a start takes of it; null if it refuses. */
    private static @Nullable Dataset load(SimulatedStorage storage, DatastoreOptions options) {
        try {
            return SimulatedStore.recover(storage, options, new ManualClock()).data();
        } catch (IOException e) {
            return null;
        }
    }
}
