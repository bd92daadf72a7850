package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.Datastore;
import io.cairn.persistence.DatastoreOptions;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign E: {@code kill -9} under load.
 *
 * <p>Goal: under every policy a killed server has everything back that it acknowledged, starts without a complaint, and leaves files
 * that real Redis loads with the same data once it was shut down, after each kill.
 *
 * <p>Method: one directory lives through many kills, with another number of event loops each time: with nothing else going on, during a save, during a rewrite, while the log goes
 * on in another file, while it is switched off and on, and during the recovery from the kill before. Writers send pipelines of
 * rising numbers to keys of their own and know the last acknowledged one; after each kill their keys must hold that one or a
 * later one that was sent. With the log off, or not yet on again, it is the last one that was acknowledged before that.
 */
@NeedsProgram("redis-server")
class KilledServerTest {
    private static final int KILLS_OF_A_DIRECTORY = 12;
    private static final long KILLS = 30;
    private static final int WRITERS = 3;
    private static final int PIPELINE = 16;
    private static final int KEYS = 100_000;

    /** What the server says when it has loaded its data. */
    private static final String READY = "Ready to accept connections";

    private static final List<String> POLICIES = List.of("always", "everysec", "no");

    private static final List<String> EVENT_LOOPS = List.of("1", "2", "4");

    /** What goes on when the kill comes. */
    private enum Phase {
        IDLE,
        SAVE,
        REWRITE,
        ROLL,
        SWITCH,
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
            assertThat(campaign.figure("kills in a roll")).isPositive();
            assertThat(campaign.figure("kills with the log off")).isPositive();
            assertThat(EVENT_LOOPS)
                    .allSatisfy(loops -> assertThat(campaign.figure("lives with " + loops + " event loops"))
                            .isPositive());
            assertThat(campaign.figure("directories that real Redis has loaded"))
                    .isGreaterThanOrEqualTo(kills);
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
            String loops = EVENT_LOOPS.get(random.nextInt(EVENT_LOOPS.size()));
            campaign.add("lives with " + loops + " event loops", 1);
            return ChildServer.launch(
                    directory,
                    List.of(),
                    output,
                    "--appendfsync",
                    policy,
                    "--io-threads",
                    loops,
                    "--enable-debug-command",
                    "yes");
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
                Path left = copyFiles("left");
                server = launch();
                assertThat(server.awaitReady()).as(ChildServer.read(output)).isTrue();
                check();
                try (RespClient client = server.connect()) {
                    String digest = client.line("DEBUG DIGEST");
                    Datastore.open(DatastoreOptions.in(left)).close();
                    compareWithRedis(left, digest);
                }
            }
            shutDown();
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
            try (RespClient client = server.connect()) {
                switch (phase) {
                    case SAVE, REWRITE -> save(client, phase == Phase.SAVE ? "BGSAVE" : "BGREWRITEAOF");
                    case ROLL -> roll(client);
                    case SWITCH -> switchOffAndOn(client);
                    case IDLE, RECOVERY -> {}
                }
            }
            server.kill();
            server.close();
            campaign.add("kills", 1);
            boolean onTheWay = false;
            for (Writer writer : writers) {
                writer.end();
                onTheWay |= writer.sent.get() > writer.acknowledged.get();
            }
            campaign.add("kills with writes on their way", onTheWay ? 1 : 0);
        }

        private void save(RespClient client, String how) throws IOException, InterruptedException {
            client.line(how);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
            boolean busy = client.line("INFO persistence").matches("(?s).*_in_progress:1.*");
            campaign.add("kills in a save or rewrite", busy ? 1 : 0);
        }

        /** Waits until the next log appears; to be killed then, or soon after. */
        private void roll(RespClient client) throws IOException, InterruptedException {
            int logs = logs();
            assertThat(client.line("CONFIG SET aof-roll-size 1mb")).isEqualTo("+OK\\r\\n");
            client.execute("SET", "key:0", "v".repeat(1 << 20));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (logs() == logs) {
                assertThat(System.nanoTime()).as("the log does not roll").isLessThan(deadline);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(4_000));
            campaign.add("kills in a roll", 1);
        }

        private int logs() throws IOException {
            try (Stream<Path> files = Files.list(directory.resolve("appendonlydir"))) {
                return (int) files.filter(file -> file.toString().endsWith(".incr.aof"))
                        .count();
            }
        }

        /** Nothing but what came before counts until the log is on again. */
        private void switchOffAndOn(RespClient client) throws IOException, InterruptedException {
            writers.forEach(Writer::counts);
            assertThat(client.line("CONFIG SET appendonly no")).isEqualTo("+OK\\r\\n");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
            boolean on = false;
            if (random.nextInt(4) > 0) {
                assertThat(client.line("CONFIG SET appendonly yes")).isEqualTo("+OK\\r\\n");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
                on = client.line("INFO all").contains("log_file:");
            }
            if (on) {
                writers.forEach(Writer::allCounts);
            }
            campaign.add(on ? "kills with the log on again" : "kills with the log off", 1);
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
                            .isBetween(writer.least(), writer.sent.get());
                    campaign.add("acknowledged writes", writer.least() - writer.before);
                    campaign.add(
                            "writes found that nobody acknowledged", Math.max(0, found - writer.acknowledged.get()));
                    campaign.add("writes lost with the log off", Math.max(0, writer.acknowledged.get() - found));
                    writer.goOnFrom(found);
                }
                checkOthers(client);
                assertThat(client.line("DBSIZE")).matches(":(" + KEYS + "|" + (KEYS + WRITERS) + ")\\\\r\\\\n");
            }
        }

        /** Looks at some of the keys that nobody writes to. */
        private void checkOthers(RespClient client) throws IOException {
            List<byte[][]> requests = new ArrayList<>();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                int key = 1 + random.nextInt(KEYS - 1);
                requests.add(Requests.of("GET", "key:" + key));
                String value = "value " + key;
                expected.append('$')
                        .append(value.length())
                        .append("\r\n")
                        .append(value)
                        .append("\r\n");
            }
            StringBuilder found = new StringBuilder();
            for (byte[] reply : client.pipeline(requests)) {
                found.append(new String(reply, StandardCharsets.ISO_8859_1));
            }
            assertThat(found).asString().isEqualTo(expected.toString());
        }

        private void shutDown() throws IOException, InterruptedException {
            String digest;
            try (RespClient client = server.connect()) {
                digest = client.line("DEBUG DIGEST");
                client.send("SHUTDOWN NOSAVE\r\n");
                client.readToEnd();
            }
            assertThat(server.awaitEnd()).isZero();
            compareWithRedis(copyFiles("closed"), digest);
        }

        /** Copies what there is now; Redis writes into the files that it loads. */
        private Path copyFiles(String name) throws IOException {
            Path copy = Files.createDirectories(directory.resolveSibling(name + "-" + directory.getFileName()));
            Path files = Files.createDirectory(copy.resolve("appendonlydir"));
            try (Stream<Path> originals = Files.list(directory.resolve("appendonlydir"))) {
                for (Path original : originals.toList()) {
                    Files.copy(original, files.resolve(original.getFileName()));
                }
            }
            return copy;
        }

        private void compareWithRedis(Path copy, String digest) throws IOException {
            try (RealRedis redis = RealRedis.startIn(copy, "--appendonly", "yes", "--save", "")) {
                assertThat(redis.line("DEBUG DIGEST")).isEqualTo(digest);
                campaign.add("directories that real Redis has loaded", 1);
            }
            try (Stream<Path> files = Files.list(copy.resolve("appendonlydir"))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(copy.resolve("appendonlydir"));
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

        /** The last one that must be there although later ones need not; −1: all that were acknowledged must. */
        private volatile long counted = -1;

        private Thread thread = new Thread();

        Writer(String key) {
            this.key = key;
        }

        void begin(RespClient client) {
            before = acknowledged.get();
            counted = -1;
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

        /** What is acknowledged from here on need not be there after a kill. */
        void counts() {
            counted = acknowledged.get();
        }

        void allCounts() {
            counted = -1;
        }

        /** The least that must be there. */
        long least() {
            long least = counted;
            return least < 0 ? acknowledged.get() : least;
        }

        /** What was found is there for good, and what was not will not come back. */
        void goOnFrom(long found) {
            acknowledged.set(found);
            sent.set(found);
        }
    }
}
