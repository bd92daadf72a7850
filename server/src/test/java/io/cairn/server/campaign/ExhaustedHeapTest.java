package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Campaign;
import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign F8: a server is given more than its heap can hold.
 *
 * <p>Goal: the process ends, by itself and at once; nothing that it acknowledged is lost; of no command is half there; and with
 * more heap the next start loads it all.
 *
 * <p>Method: a whole server with a small heap; two clients write, each command to several places, until their connections end:
 * strings short and long, lists and hashes that grow, with a rewrite or a save now and then, so that it is not always the same
 * thread that finds no room. A server with more heap must then hold, of each client, the commands up to some one that was sent,
 * as a whole, and not before the last acknowledged.
 */
class ExhaustedHeapTest {
    private static final long RUNS = 12;
    private static final int SMALL_MEGABYTES = 24;
    private static final int LARGE_MEGABYTES = 256;
    private static final int WRITERS = 2;
    private static final int MOST_COMMANDS = 1_000_000;
    private static final List<String> POLICIES = List.of("always", "everysec", "no");

    /** What the virtual machine ends with when its heap is exhausted, and the server when it notices first. */
    private static final List<Integer> EXIT_CODES = List.of(3, 1);

    @TempDir
    private Path place = Path.of("");

    @Test
    void anExhaustedHeapEndsTheServerAndCostsNothing() throws IOException {
        run(RUNS);
    }

    @Tag("soak")
    @Test
    void manyExhaustedHeapsEndTheServerAndCostNothing() throws IOException {
        run(500);
    }

    private void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("F8", ExhaustedHeapTest.class);
        long runs = campaign.count("runs", otherwise);
        campaign.forEach(runs, seed -> life(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("ends for want of heap")).isEqualTo(runs);
            assertThat(campaign.figure("acknowledged writes")).isGreaterThan(runs * 20);
            assertThat(campaign.figure("runs with commands on their way")).isGreaterThan(runs / 3);
        }
    }

    private void life(long seed, Campaign campaign) throws Exception {
        Random random = new Random(seed);
        String policy = POLICIES.get((int) (seed % POLICIES.size()));
        Kind kind = Kind.values()[(int) (seed / POLICIES.size() % Kind.values().length)];
        Path directory = Files.createDirectory(place.resolve("data-" + seed));
        Path output = place.resolve("output-" + seed);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i, kind));
        }
        try (ChildServer server =
                ChildServer.launch(SMALL_MEGABYTES, directory, List.of(), output, "--appendfsync", policy)) {
            assertThat(server.awaitReady()).isTrue();
            List<Thread> threads = new ArrayList<>();
            for (Writer writer : writers) {
                RespClient client = server.connect();
                String alsoAsk = random.nextBoolean() ? "BGREWRITEAOF" : random.nextBoolean() ? "BGSAVE" : "PING";
                Thread thread = new Thread(() -> writer.write(client, alsoAsk));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            writers.forEach(writer -> assertThat(writer.refusal).isEmpty());
            assertThat(server.awaitEnd()).as(server.output()).isIn(EXIT_CODES);
        }
        assertThat(ChildServer.read(output)).contains("OutOfMemoryError");
        campaign.add("ends for want of heap", 1);
        try (ChildServer server =
                ChildServer.launch(LARGE_MEGABYTES, directory, List.of(), output, "--appendfsync", policy)) {
            assertThat(server.awaitReady()).as(ChildServer.read(output)).isTrue();
            check(server, writers, campaign, kind + " under " + policy);
        }
    }

    private static void check(ChildServer server, List<Writer> writers, Campaign campaign, String description)
            throws IOException {
        int keys = 0;
        boolean onTheWay = false;
        try (RespClient client = server.connect()) {
            for (Writer writer : writers) {
                int found = writer.found(client);
                assertThat(found).as(description).isBetween(writer.acknowledged, writer.sent);
                keys += writer.check(client, found);
                onTheWay |= writer.sent > writer.acknowledged;
                campaign.add("acknowledged writes", writer.acknowledged);
            }
            assertThat(number(client, "DBSIZE")).as(description).isEqualTo(keys);
        }
        campaign.add("runs with commands on their way", onTheWay ? 1 : 0);
    }

    private static int number(RespClient client, String... request) throws IOException {
        String reply = new String(client.execute(request), StandardCharsets.ISO_8859_1);
        if (reply.startsWith("$-1")) {
            return 0;
        }
        return Integer.parseInt(reply.startsWith(":") ? reply.substring(1).strip() : reply.split("\r\n")[1]);
    }

    /** What the commands fill the heap with. */
    private enum Kind {
        SHORT_STRINGS,
        LONG_STRINGS,
        LISTS,
        HASHES
    }

    /** One client. Its command number n sets two strings and the counter, or adds so many elements with n in them. */
    private static final class Writer {
        private static final int PIPELINE = 8;
        private static final int ELEMENTS = 50;

        private final String name;
        private final String counter;
        private final Kind kind;
        private volatile int sent;
        private volatile int acknowledged;
        private volatile String refusal = "";

        Writer(int index, Kind kind) {
            name = ":" + index;
            counter = "counter" + name;
            this.kind = kind;
        }

        private byte[][] command(int number) {
            String value = number + "=" + "v".repeat(kind == Kind.LONG_STRINGS ? 300_000 : 200);
            if (kind == Kind.SHORT_STRINGS || kind == Kind.LONG_STRINGS) {
                String left = "left" + name + ":" + number;
                String right = "right" + name + ":" + number;
                return Requests.of("MSET", left, value, counter, Integer.toString(number), right, value);
            }
            List<String> words = new ArrayList<>(List.of(kind == Kind.LISTS ? "RPUSH" : "HSET", counter));
            for (int i = 0; i < ELEMENTS; i++) {
                words.add(number + "-" + i);
                if (kind == Kind.HASHES) {
                    words.add(value);
                }
            }
            return Requests.of(words.toArray(new String[0]));
        }

        void write(RespClient client, String alsoAsk) {
            try (client) {
                for (int turn = 1; sent < MOST_COMMANDS; turn++) {
                    List<byte[][]> requests = new ArrayList<>();
                    int first = sent + 1;
                    for (int number = first; number < first + PIPELINE; number++) {
                        requests.add(command(number));
                    }
                    sent = first + PIPELINE - 1;
                    client.send(Requests.encode(requests));
                    for (int number = first; number <= sent; number++) {
                        String reply = new String(client.readReply(), StandardCharsets.ISO_8859_1);
                        if (reply.startsWith("-")) {
                            refusal = reply;
                            return;
                        }
                        acknowledged = number;
                    }
                    if (turn % 40 == 0) {
                        client.line(alsoAsk);
                    }
                }
            } catch (IOException expected) {
                // The server has ended.
            }
        }

        /** How many of the commands are there, by the last of them. */
        int found(RespClient client) throws IOException {
            if (kind == Kind.SHORT_STRINGS || kind == Kind.LONG_STRINGS) {
                return number(client, "GET", counter);
            }
            int elements = number(client, kind == Kind.LISTS ? "LLEN" : "HLEN", counter);
            assertThat(elements % ELEMENTS).as("half a command").isZero();
            return elements / ELEMENTS;
        }

        /** Fails unless exactly the first {@code found} commands are there; returns how many keys they have made. */
        int check(RespClient client, int found) throws IOException {
            if (found == 0) {
                return 0;
            }
            String last = found + "-" + (ELEMENTS - 1);
            switch (kind) {
                case LISTS ->
                    assertThat(client.line("LINDEX " + counter + " -1")).contains(last);
                case HASHES ->
                    assertThat(number(client, "HEXISTS", counter, last)).isEqualTo(1);
                case SHORT_STRINGS, LONG_STRINGS -> {
                    for (int number = 1; number <= found; number++) {
                        int length = number(client, "STRLEN", "left" + name + ":" + number);
                        assertThat(length).isGreaterThan(200);
                        assertThat(number(client, "STRLEN", "right" + name + ":" + number))
                                .isEqualTo(length);
                    }
                    return 2 * found + 1;
                }
            }
            return 1;
        }
    }
}
