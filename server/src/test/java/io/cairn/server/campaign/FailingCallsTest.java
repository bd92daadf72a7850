package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.testing.Campaign;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign F: a server whose k-th call to the kernel kills it or fails.
 *
 * <p>Goal: whatever happens at a call that touches the data directory, nothing acknowledged is lost, the directory is never refused
 * afterwards, an error ends the process only where it must, and says so in a sentence; and real Redis finds the files valid, and
 * loads the same data from them, once Cairn has opened and closed them.
 *
 * <p>Method: a whole server under {@code strace}, which injects the fault; one client writes, has the log rewritten and the data
 * saved, and shuts the server down. The calls of the virtual machine itself are left alone: only files of the data directory
 * count. What is left is recovered in this process.
 */
@NeedsProgram({"strace", "redis-check-aof", "redis-server"})
class FailingCallsTest {
    private static final long RUNS = 60;
    private static final String KILLED = "kills by signal";
    private static final List<String> CALLS =
            List.of("openat", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink");
    private static final List<String> FAULTS = List.of("signal=KILL", "error=EIO", "error=ENOSPC");
    private static final List<String> POLICIES = List.of("always", "everysec", "no");

    @TempDir
    private Path place = Path.of("");

    @Test
    void noCallThatFailsCostsAnAcknowledgedWrite() throws IOException {
        run(RUNS);
    }

    @Tag("soak")
    @Test
    void noneOfManyCallsThatFailCostsAnAcknowledgedWrite() throws IOException {
        run(5_000);
    }

    private void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("F", FailingCallsTest.class);
        campaign.forEach(campaign.count("runs", otherwise), seed -> life(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("faults met")).isGreaterThan(campaign.figure("runs") / 2);
            assertThat(campaign.figure(KILLED)).isGreaterThan(campaign.figure("runs") / 6);
            assertThat(campaign.figure("faults that stay")).isPositive();
            assertThat(campaign.figure("acknowledged writes")).isGreaterThan(campaign.figure("runs"));
            assertThat(campaign.figure("keys loaded by redis-server")).isGreaterThan(campaign.figure("runs"));
        }
    }

    private void life(long seed, Campaign campaign) throws Exception {
        Random random = new Random(seed);
        String call = CALLS.get((int) (seed % CALLS.size()));
        String fault = FAULTS.get((int) (seed / CALLS.size() % FAULTS.size()));
        String policy = POLICIES.get(random.nextInt(POLICIES.size()));
        int number =
                call.equals("pwrite64") && random.nextBoolean() ? 1 + random.nextInt(1_100) : 1 + random.nextInt(9);
        Path directory = Files.createDirectory(place.resolve("data-" + seed));
        Path output = place.resolve("output-" + seed);
        Path trace = place.resolve("trace-" + seed);
        boolean forEver = fault.startsWith("error") && random.nextInt(3) == 0;
        String injection = call + ":" + fault + ":when=" + number + (forEver ? "+" : "");
        NumberedWrites writes = new NumberedWrites();
        try (ChildServer server =
                ChildServer.launch(directory, tracer(directory, trace, injection), output, "--appendfsync", policy)) {
            boolean started = server.awaitReady();
            boolean survived = started && load(server, writes, random);
            campaign.add("servers that did not start", started ? 0 : 1);
            campaign.add("servers that ended", started && !survived ? 1 : 0);
            if (injection.startsWith("pwrite64:error=ENOSPC")) {
                assertThat(survived || !started)
                        .as("a full disk ends no server that has started; %s; it said: %s", injection, server.output())
                        .isTrue();
            }
        }
        boolean met = Files.readString(trace).contains(fault.startsWith("signal") ? "killed by" : "(INJECTED)");
        campaign.add("faults met", met ? 1 : 0);
        campaign.add("faults that stay", met && forEver ? 1 : 0);
        campaign.add(KILLED, met && fault.startsWith("signal") ? 1 : 0);
        campaign.add("acknowledged writes", writes.acknowledged());
        campaign.add("refused writes", writes.refused());
        campaign.add("runs", 1);
        String said = Files.readString(output);
        String description = injection + ", appendfsync " + policy + "; it said:\n" + said;
        assertThat(said).as(description).doesNotContain("\tat io.cairn", "NullPointer", "IllegalState");
        try {
            int found = writes.check(directory);
            assertThat(isValid(directory)).as("valid for redis-check-aof").isTrue();
            try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes")) {
                campaign.add("keys loaded by redis-server", writes.checkIn(redis, found));
            }
        } catch (AssertionError | IOException e) {
            throw new AssertionError(e.getMessage() + "; with " + description, e);
        }
    }

    /** Nobody can be told whether what was not forced will last; under {@code always} all who wait would wait for ever. */
    @Test
    void aForceThatFailsUnderAlwaysEndsTheServer() throws Exception {
        Path directory = Files.createDirectory(place.resolve("data"));
        Path output = place.resolve("output");
        NumberedWrites writes = new NumberedWrites();
        List<String> tracer = tracer(directory, place.resolve("trace"), "fdatasync:error=EIO:when=12");
        try (ChildServer server = ChildServer.launch(directory, tracer, output, "--appendfsync", "always")) {
            assertThat(server.awaitReady()).isTrue();
            try (RespClient client = server.connect()) {
                assertThatThrownBy(() -> {
                            while (true) {
                                writes.write(client, 10);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            assertThat(server.awaitEnd()).isEqualTo(1);
        }
        assertThat(Files.readString(place.resolve("trace"))).contains("(INJECTED)");
        assertThat(Files.readString(output)).contains("The server ends, because", "Input/output error");
        assertThat(writes.check(directory)).isGreaterThan(3);
    }

    /** One client's life; false if the server's ends first. */
    private static boolean load(ChildServer server, NumberedWrites writes, Random random) throws InterruptedException {
        try (RespClient client = server.connect()) {
            for (int part = 0; part < 3; part++) {
                for (int i = 0; i < 6; i++) {
                    writes.write(client, random.nextInt(4) == 0 ? 9_000 : random.nextInt(200));
                }
                if (part < 2) {
                    client.line(part == 0 ? "BGREWRITEAOF" : "BGSAVE");
                    writes.write(client, 100);
                    awaitQuiet(client);
                }
            }
            if (random.nextBoolean()) {
                client.send("SHUTDOWN NOSAVE\r\n");
                client.readToEnd();
            }
            return true;
        } catch (IOException e) {
            // The server has died; what counts is what it has left.
            return false;
        }
    }

    private static void awaitQuiet(RespClient client) throws IOException, InterruptedException {
        while (true) {
            String info = client.line("INFO persistence");
            if (info.contains("aof_rewrite_in_progress:0") && info.contains("rdb_bgsave_in_progress:0")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static List<String> tracer(Path directory, Path trace, String injection) throws IOException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", trace.toString()));
        Path root = directory.toRealPath();
        Path log = root.resolve("appendonlydir");
        List<Path> paths = new ArrayList<>(List.of(root, log, root.resolve("dump.rdb")));
        for (String name : List.of("manifest", "1.incr.aof", "2.incr.aof", "3.incr.aof", "1.base.rdb", "2.base.rdb")) {
            paths.add(log.resolve("appendonly.aof." + name));
            paths.add(log.resolve("temp-appendonly.aof." + name));
            for (int snapshot = 1; snapshot < 6; snapshot++) {
                paths.add(log.resolve("temp-" + snapshot + "-appendonly.aof." + name));
                paths.add(root.resolve("temp-" + snapshot + "-dump.rdb"));
            }
        }
        paths.add(log.resolve("temp-appendonly.aof.first"));
        for (Path path : paths) {
            command.addAll(List.of("-P", path.toString()));
        }
        command.addAll(List.of("-e", "trace=" + String.join(",", CALLS), "-e", "inject=" + injection));
        return command;
    }

    private static boolean isValid(Path directory) throws IOException, InterruptedException {
        Path manifest = directory.resolve("appendonlydir/appendonly.aof.manifest");
        return new ProcessBuilder("redis-check-aof", manifest.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
