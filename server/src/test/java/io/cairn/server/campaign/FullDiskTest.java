package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Campaign;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign I: a disk of any size becomes full, and has room again later.
 *
 * <p>Goal: a server that has no room to start says so and ends; one that has started refuses writes when the disk is full, with
 * cause and remedy, answers reads all the while, takes writes again by itself when there is room, and has lost nothing that it
 * acknowledged.
 *
 * <p>Method: a file system in memory of a size from 64 KiB to 8 MiB, written to until writes are refused, with a rewrite or a save on
 * the way; then it becomes larger; then the server is killed, and what is left is recovered in this process.
 */
class FullDiskTest {
    private static final long RUNS = 40;
    private static final int LEAST_KILOBYTES = 64;
    private static final int MOST_KILOBYTES = 8 * 1024;
    private static final int ENOUGH_KILOBYTES = 64 * 1024;
    private static final int WRITES_MOST = 20_000;
    private static final List<String> POLICIES = List.of("always", "everysec", "no");
    private static final long RESUME_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path place = Path.of("");

    @Test
    void aFullDiskCostsNothingAndEndsByItself() throws IOException {
        run(RUNS);
    }

    @Tag("soak")
    @Test
    void fullDisksOfAllSizesCostNothingAndEndByThemselves() throws IOException {
        run(6_000);
    }

    private void run(long otherwise) throws IOException {
        boolean allowed = SmallDisk.isAllowed(place);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(allowed).as("the right to mount a file system").isTrue();
        }
        Assumptions.assumeTrue(allowed, "the right to mount a file system is missing: run as root");
        Campaign campaign = new Campaign("I", FullDiskTest.class);
        long runs = campaign.count("runs", otherwise);
        campaign.forEach(runs, seed -> life(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("disks that became full")).isGreaterThan(runs / 3);
            assertThat(campaign.figure("disks too small to start on")).isPositive();
            assertThat(campaign.figure("servers that took writes again")).isEqualTo(runs);
        }
    }

    private void life(long seed, Campaign campaign) throws Exception {
        Random random = new Random(seed);
        // Every second one is small: there the start itself runs out of room.
        int most = seed % 2 == 0 ? MOST_KILOBYTES : MOST_KILOBYTES / 4;
        int kilobytes = LEAST_KILOBYTES + random.nextInt(most - LEAST_KILOBYTES + 1);
        String policy = POLICIES.get((int) (seed % POLICIES.size()));
        Path output = place.resolve("output-" + seed);
        NumberedWrites writes = new NumberedWrites();
        try (SmallDisk disk = SmallDisk.mount(place.resolve("disk-" + seed), kilobytes)) {
            try {
                boolean started = fill(disk, policy, output, writes, random, campaign);
                if (!started) {
                    startWithRoom(disk, policy, output, writes);
                }
                writes.check(disk.path());
            } catch (AssertionError | IOException e) {
                String said = ChildServer.read(output);
                throw new AssertionError(
                        e.getMessage() + "; with " + kilobytes + " KiB, appendfsync " + policy + "; it said:\n" + said,
                        e);
            }
            assertThat(ChildServer.read(output)).doesNotContain("\tat ", "Exception", "Error");
        }
        campaign.add("runs", 1);
        campaign.add("acknowledged writes", writes.acknowledged());
        campaign.add("refused writes", writes.refused());
        campaign.add("servers that took writes again", 1);
    }

    /** Writes until the disk is full, and goes on when it is not; false if there was not even room to start. */
    private static boolean fill(
            SmallDisk disk, String policy, Path output, NumberedWrites writes, Random random, Campaign campaign)
            throws IOException, InterruptedException {
        try (ChildServer server = ChildServer.launch(disk.path(), List.of(), output, "--appendfsync", policy)) {
            if (!server.awaitReady()) {
                assertThat(server.awaitEnd()).isEqualTo(1);
                campaign.add("disks too small to start on", 1);
                return false;
            }
            try (RespClient client = server.connect()) {
                int length = 100 + random.nextInt(20_000);
                boolean full = false;
                for (int i = 0; i < WRITES_MOST && !full; i++) {
                    full = !writes.write(client, length);
                    if (i == 20) {
                        client.line(random.nextBoolean() ? "BGREWRITEAOF" : "BGSAVE");
                    }
                }
                campaign.add("disks that became full", full ? 1 : 0);
                assertThat(client.line("GET key:1")).startsWith("$");
                assertThat(client.line("EXISTS key:1")).startsWith(":");
                disk.resize(ENOUGH_KILOBYTES);
                awaitResumption(client, writes);
            }
            return true;
        }
    }

    private static void awaitResumption(RespClient client, NumberedWrites writes)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + RESUME_TIMEOUT_NANOS;
        while (!writes.write(client, 100)) {
            assertThat(System.nanoTime()).as("writes are still refused").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(writes.write(client, 1_000)).isTrue();
        }
    }

    private static void startWithRoom(SmallDisk disk, String policy, Path output, NumberedWrites writes)
            throws IOException, InterruptedException {
        disk.resize(ENOUGH_KILOBYTES);
        try (ChildServer server = ChildServer.launch(disk.path(), List.of(), output, "--appendfsync", policy)) {
            assertThat(server.awaitReady()).isTrue();
            try (RespClient client = server.connect()) {
                awaitResumption(client, writes);
            }
        }
    }
}
