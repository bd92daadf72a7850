package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Campaign;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign E: {@code kill -9} under load.
 *
 * <p>Goal: under every policy a killed server has everything back that it acknowledged, starts without a complaint, and leaves files
 * that real Redis loads with the same data once it was shut down.
 *
 * <p>Method: one directory lives through many kills: with nothing else going on, during a save, during a rewrite, and during the
 * recovery from the kill before. Writers send pipelines of rising numbers to keys of their own and know the last acknowledged
 * one; after each kill their keys must hold that one or a later one that was sent.
 */
@NeedsProgram("redis-server")
class KilledServerTest {
    private static final int KILLS_OF_A_DIRECTORY = 10;
    private static final long KILLS = 30;
    private static final int WRITERS = 3;
    private static final int PIPELINE = 16;
    private static final int KEYS = 100_000;

    /** What the server says when it has loaded its data. */
    private static final String READY = "Ready to accept connections";

    private static final List<String> POLICIES = List.of("always", "everysec", "no");

    /** What goes on when the kill comes. */
    private enum Phase {
        IDLE,
        SAVE,
        REWRITE,
        RECOVERY
    }

    @TempDir
    private Path place = Path.of("");

    @Test
    void aKilledServerHasBackWhatItAcknowledged() throws IOException {
        run(KILLS);
    }

    @Tag("soak")
    @Test
    void aServerKilledManyTimesHasBackWhatItAcknowledged() throws IOException {
        run(10_000);
    }

    private void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("E", KilledServerTest.class);
        long kills = campaign.count("kills", otherwise);
        campaign.forEach((kills + KILLS_OF_A_DIRECTORY - 1) / KILLS_OF_A_DIRECTORY, seed -> {
            Path directory = Files.createDirectory(place.resolve("data-" + seed));
            try (Life life = new Life(directory, seed, campaign)) {
                life.live();
            }
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("kills")).isGreaterThanOrEqualTo(kills);
            assertThat(campaign.figure("kills with writes on their way")).isGreaterThan(kills / 4);
            assertThat(campaign.figure("kills of a recovery")).isPositive();
            assertThat(campaign.figure("kills in a save or rewrite")).isPositive();
            assertThat(campaign.figure("directories that real Redis has loaded"))
                    .isEqualTo(campaign.figure("directories"));
        }
    }

    /** One directory's. */
    private static final class Life implements AutoCloseable {
        private final Path directory;
        private final Random random;
        private final Campaign campaign;
        private final String policy;
        private final Path output;
        private final List<Writer> writers = new ArrayList<>();
        private ChildServer server;

        Life(Path directory, long seed, Campaign campaign) throws IOException {
            this.directory = directory;
            this.random = new Random(seed);
            this.campaign = campaign;
            this.policy = POLICIES.get((int) (seed % POLICIES.size()));
            this.output = directory.resolveSibling("output-" + seed);
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer("own:" + i));
            }
            server = launch();
        }

        private ChildServer launch() throws IOException {
            return ChildServer.launch(
                    directory, List.of(), output, "--appendfsync", policy, "--enable-debug-command", "yes");
        }

        void live() throws IOException, InterruptedException {
            assertThat(server.awaitReady()).isTrue();
            fill();
            for (int kill = 0; kill < KILLS_OF_A_DIRECTORY; kill++) {
                Phase phase = Phase.values()[(kill + 1) % Phase.values().length];
                killIn(phase);
                if (phase == Phase.RECOVERY) {
                    killRecovery();
                }
                server = launch();
                assertThat(server.awaitReady()).as(ChildServer.read(output)).isTrue();
                check();
            }
            compareWithRedis();
            campaign.add("directories", 1);
        }

        private void fill() throws IOException {
            try (RespClient client = server.connect()) {
                List<byte[][]> requests = new ArrayList<>();
                for (int i = 0; i < KEYS; i++) {
                    requests.add(Requests.of("SET", "key:" + i, "value " + i));
                }
                client.pipeline(requests);
            }
        }

        private void killIn(Phase phase) throws IOException, InterruptedException {
            for (Writer writer : writers) {
                writer.begin(server.connect());
            }
            TimeUnit.MILLISECONDS.sleep(10 + random.nextInt(150));
            boolean busy = false;
            if (phase == Phase.SAVE || phase == Phase.REWRITE) {
                try (RespClient client = server.connect()) {
                    client.line(phase == Phase.SAVE ? "BGSAVE" : "BGREWRITEAOF");
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
                    busy = client.line("INFO persistence").matches("(?s).*_in_progress:1.*");
                }
            }
            server.kill();
            server.close();
            campaign.add("kills", 1);
            campaign.add("kills in a save or rewrite", busy ? 1 : 0);
            boolean onTheWay = false;
            for (Writer writer : writers) {
                writer.end();
                onTheWay |= writer.sent.get() > writer.acknowledged.get();
            }
            campaign.add("kills with writes on their way", onTheWay ? 1 : 0);
        }

        /** Starts the server and kills it while it reads its files. */
        private void killRecovery() throws IOException, InterruptedException {
            int printed = ChildServer.read(output).length();
            server = launch();
            while (server.isAlive()
                    && !server.hasOpen("appendonlydir")
                    && !ChildServer.read(output).substring(printed).contains(READY)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            server.kill();
            server.close();
            campaign.add("kills", 1);
            boolean recovered = ChildServer.read(output).substring(printed).contains(READY);
            campaign.add("kills of a recovery", recovered ? 0 : 1);
        }

        private void check() throws IOException {
            try (RespClient client = server.connect()) {
                for (Writer writer : writers) {
                    String reply = new String(client.execute("GET", writer.key), StandardCharsets.ISO_8859_1);
                    long found = reply.startsWith("$-1") ? 0 : Long.parseLong(reply.split("\r\n")[1]);
                    assertThat(found)
                            .as("%s under %s; the server said: %s", writer.key, policy, ChildServer.read(output))
                            .isBetween(writer.acknowledged.get(), writer.sent.get());
                    campaign.add("acknowledged writes", writer.acknowledged.get() - writer.before);
                    campaign.add("writes found that nobody acknowledged", found - writer.acknowledged.get());
                    writer.goOnFrom(found);
                }
                assertThat(client.line("DBSIZE")).matches(":(" + KEYS + "|" + (KEYS + WRITERS) + ")\\\\r\\\\n");
            }
        }

        private void compareWithRedis() throws IOException, InterruptedException {
            String digest;
            try (RespClient client = server.connect()) {
                digest = client.line("DEBUG DIGEST");
                client.send("SHUTDOWN NOSAVE\r\n");
                client.readToEnd();
            }
            assertThat(server.awaitEnd()).isZero();
            try (RealRedis redis = RealRedis.startIn(directory, "--appendonly", "yes", "--save", "")) {
                assertThat(redis.line("DEBUG DIGEST")).isEqualTo(digest);
                campaign.add("directories that real Redis has loaded", 1);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** Writes 1, 2, 3 … to one key, and knows which of them were acknowledged. */
    private static final class Writer {
        private final String key;
        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicLong sent = new AtomicLong();
        private long before;
        private Thread thread = new Thread();

        Writer(String key) {
            this.key = key;
        }

        void begin(RespClient client) {
            before = acknowledged.get();
            thread = new Thread(() -> {
                try (client) {
                    while (true) {
                        List<byte[][]> requests = new ArrayList<>();
                        for (int i = 0; i < PIPELINE; i++) {
                            requests.add(Requests.of("SET", key, Long.toString(sent.incrementAndGet())));
                        }
                        client.send(Requests.encode(requests));
                        for (int i = 0; i < PIPELINE; i++) {
                            if (!new String(client.readReply(), StandardCharsets.ISO_8859_1).equals("+OK\r\n")) {
                                throw new IOException("refused");
                            }
                            acknowledged.incrementAndGet();
                        }
                    }
                } catch (IOException expected) {
                    // The kill has ended the connection.
                }
            });
            thread.start();
        }

        void end() throws InterruptedException {
            thread.join();
        }

        /** What was found is there for good, and what was not will not come back. */
        void goOnFrom(long found) {
            acknowledged.set(found);
            sent.set(found);
        }
    }
}
