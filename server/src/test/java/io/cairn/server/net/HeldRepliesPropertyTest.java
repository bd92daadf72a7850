package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a reply leaves as soon as what it acknowledges and observes is durable, and not before. Method: clients send
 * pipelines through real sockets to an event loop whose journal is forced late, in parts, not at all after a failure, or
 * whose policy changes; a model of a small language knows for each reply the last write that it depends on. Invariants: all
 * replies that may leave by the model come, with the value that the model expects; no other comes. A reply that depends on
 * nothing waits only behind one of its own connection that must.
 */
class HeldRepliesPropertyTest {
    private static final int TRIES = 60;
    private static final int STEPS = 50;
    private static final int CLIENTS = 3;
    private static final int KEYS = 5;

    private static long held;
    private static long free;
    private static long refused;
    private static long heldReads;

    @AfterContainer
    static void somethingHappened() {
        System.out.printf("%d replies held, %d of them reads; %d free; %d refused%n", held, heldReads, free, refused);
        assertThat(heldReads).isGreaterThan(250);
        assertThat(held).isGreaterThan(heldReads + 300);
        assertThat(free).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(50);
    }

    /** What a client is to be told, and the step whose changes must be durable before; 0 for none. */
    private record Expected(String request, String reply, int step) {}

    /** What the data set holds, and in which step each key was last changed. */
    private static final class Model {
        private final List<Map<String, Integer>> databases = List.of(new TreeMap<>(), new TreeMap<>());
        private final Map<String, Integer> changedIn = new HashMap<>();
        private int everythingIn;
        private int newest;
        private boolean holding = true;
        private boolean failed;

        private int latest(int database, String... keys) {
            int latest = everythingIn;
            for (String key : keys) {
                latest = Math.max(latest, changedIn.getOrDefault(database + key, 0));
            }
            return latest;
        }

        private void change(int step, int database, String... keys) {
            newest = step;
            for (String key : keys) {
                changedIn.put(database + key, step);
            }
        }
    }

    private final Model model = new Model();
    private final List<Long> positions = new ArrayList<>(List.of(0L));
    private final List<Deque<Expected>> expected = new ArrayList<>();
    private final int[] selected = new int[CLIENTS];
    private int durableStep;

    @Property(tries = TRIES)
    void aReplyLeavesWhenWhatItDependsOnIsDurable(@ForAll long seed) throws IOException {
        new HeldRepliesPropertyTest().run(new Random(seed));
    }

    private void run(Random random) throws IOException {
        List<LoopWorld.Client> clients = new ArrayList<>();
        try (LoopWorld world = new LoopWorld(EngineCommands.all())) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(world.connect());
                expected.add(new ArrayDeque<>());
            }
            for (int step = 1; step <= STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> policy(world);
                    case 1 -> fail(world, random, step);
                    case 2, 3, 4 -> force(world, random, step);
                    default -> send(world, clients, random, step);
                }
                positions.add(world.position());
                check(clients);
            }
        } finally {
            for (LoopWorld.Client client : clients) {
                client.close();
            }
        }
    }

    private void policy(LoopWorld world) throws IOException {
        model.holding = !model.holding;
        if (model.holding) {
            // Nobody has kept account of what was changed meanwhile.
            model.everythingIn = model.newest;
        }
        world.hold(model.holding);
    }

    private void fail(LoopWorld world, Random random, int step) throws IOException {
        if (!model.failed) {
            model.failed = true;
            world.fail("the disk is broken; mend it");
        } else if (random.nextInt(3) == 0) {
            // A rewrite has saved everything.
            model.failed = false;
            world.fail(null);
            durableStep = step;
            world.force(world.position());
        }
    }

    private void force(LoopWorld world, Random random, int step) throws IOException {
        if (!model.failed) {
            // A force covers what was appended when it began: all of it, or less.
            durableStep = Math.max(durableStep, random.nextBoolean() ? step - 1 : random.nextInt(step));
            world.force(positions.get(durableStep));
        }
    }

    private void send(LoopWorld world, List<LoopWorld.Client> clients, Random random, int step) throws IOException {
        int client = random.nextInt(CLIENTS);
        int count = 1 + random.nextInt(5);
        StringBuilder lines = new StringBuilder();
        long before = world.commandCount();
        for (int i = 0; i < count; i++) {
            Expected next = request(client, random, step);
            lines.append(next.request()).append("\r\n");
            boolean counted = model.holding && next.step() > durableStep;
            held += counted ? 1 : 0;
            heldReads += counted && next.step() < step ? 1 : 0;
            free += counted ? 0 : 1;
            expected.get(client).add(next);
        }
        clients.get(client).send(lines.toString());
        world.awaitCommands(before + count);
    }

    private Expected request(int client, Random random, int step) {
        int database = selected[client];
        Map<String, Integer> data = model.databases.get(database);
        String key = "k" + random.nextInt(KEYS);
        String other = "k" + random.nextInt(KEYS);
        int number = random.nextInt(10);
        return switch (random.nextInt(10)) {
            case 0, 1 -> {
                String request = "SET " + key + " " + number;
                if (model.failed) {
                    yield refusal(request);
                }
                data.put(key, number);
                model.change(step, database, key);
                yield new Expected(request, "+OK", step);
            }
            case 2 -> {
                String request = "SETNX " + key + " " + number;
                if (model.failed) {
                    yield refusal(request);
                }
                if (data.putIfAbsent(key, number) != null) {
                    yield new Expected(request, ":0", model.latest(database, key));
                }
                model.change(step, database, key);
                yield new Expected(request, ":1", step);
            }
            case 3 -> copy(data, database, key, other, step);
            case 4 -> flush(data, random, step);
            case 5 -> {
                selected[client] = 1 - database;
                yield new Expected("SELECT " + selected[client], "+OK", 0);
            }
            case 6 ->
                random.nextInt(3) == 0
                        ? new Expected("DBSIZE", ":" + data.size(), model.newest)
                        : new Expected("NOSUCH", "-ERR unknown command 'NOSUCH', with args beginning with: ", 0);
            case 7 ->
                new Expected(
                        "MGET " + key + " " + other,
                        "*2\\r\\n" + bulk(data.get(key)) + "\\r\\n" + bulk(data.get(other)),
                        model.latest(database, key, other));
            default -> new Expected("GET " + key, bulk(data.get(key)), model.latest(database, key));
        };
    }

    /** It reads one key and changes the other. */
    private Expected copy(Map<String, Integer> data, int database, String from, String to, int step) {
        String request = "COPY " + from + " " + to + " REPLACE";
        if (model.failed) {
            return refusal(request);
        }
        if (from.equals(to)) {
            return new Expected(
                    request, "-ERR source and destination objects are the same", model.latest(database, from));
        }
        Integer value = data.get(from);
        if (value == null) {
            return new Expected(request, ":0", model.latest(database, from, to));
        }
        data.put(to, value);
        model.change(step, database, to);
        return new Expected(request, ":1", step);
    }

    /** It changes all there is, if there is something. */
    private Expected flush(Map<String, Integer> data, Random random, int step) {
        String request = random.nextInt(4) == 0 ? "FLUSHDB" : "SWAPDB 2 3";
        if (model.failed) {
            return refusal(request);
        }
        if (request.equals("FLUSHDB")) {
            data.clear();
        }
        model.everythingIn = step;
        model.newest = step;
        return new Expected(request, "+OK", step);
    }

    private static Expected refusal(String request) {
        refused++;
        return new Expected(request, "-MISCONF Errors writing to the AOF file: the disk is broken; mend it", 0);
    }

    private static String bulk(@org.jspecify.annotations.Nullable Integer value) {
        return value == null ? "$-1" : "$1\\r\\n" + value;
    }

    private void check(List<LoopWorld.Client> clients) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            Deque<Expected> replies = expected.get(i);
            while (!replies.isEmpty() && (!model.holding || replies.element().step() <= durableStep)) {
                Expected next = replies.remove();
                assertThat(clients.get(i).receive()).as(next.request()).isEqualTo(next.reply() + "\\r\\n");
            }
            assertThat(clients.get(i).hasReply())
                    .as("client %s was told too early: %s", i, replies.peek())
                    .isFalse();
        }
    }
}
