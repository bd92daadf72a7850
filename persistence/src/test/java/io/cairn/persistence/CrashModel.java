package io.cairn.persistence;

import io.cairn.testing.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a data set should hold after each of the writes so far.
 *
 * <p>Every write is a batch of two commands: one changes some key, in a way that a second execution would show; the other
 * counts the write. So a state says which one it is, and half a batch is none.
 */
final class CrashModel {
    private static final String COUNTER = "0/writes";
    private static final int KEYS = 5;

    /** One of the two commands of a write, and the database it is for. */
    record Request(int database, String... words) {}

    private final List<Map<String, String>> states = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();

    /** The model of an empty data set. */
    CrashModel() {
        states.add(Map.of());
        requests.add(new Request(0));
    }

    /** The same with the first {@code writes} writes only. */
    CrashModel(CrashModel other, int writes) {
        states.addAll(other.states.subList(0, writes + 1));
        requests.addAll(other.requests.subList(0, writes + 1));
    }

    /** How many writes there were. */
    int writes() {
        return states.size() - 1;
    }

    /** The state after {@code writes} writes. */
    Map<String, String> state(int writes) {
        return states.get(writes);
    }

    /** Forgets all but the first {@code writes} writes. */
    void truncate(int writes) {
        states.subList(writes + 1, states.size()).clear();
        requests.subList(writes + 1, requests.size()).clear();
    }

    /** Adds one write; returns its commands, to be executed as one batch. */
    List<Request> next(Random random) {
        Map<String, String> state = new TreeMap<>(states.get(writes()));
        int database = random.nextInt(3) == 0 ? 1 : 0;
        String key = "key" + random.nextInt(KEYS);
        String name = database + "/" + key;
        int number = writes() + 1;
        Request change;
        switch (random.nextInt(8)) {
            case 0 -> {
                change = new Request(database, "DEL", key);
                state.remove(name);
            }
            case 1 -> {
                String value = text(number, 4_000 + random.nextInt(6_000));
                change = new Request(database, "SET", key, value);
                state.put(name, value);
            }
            case 2 -> {
                change = new Request(database, "SET", key, "x", "PXAT", Long.toString(4_000_000_000_000L + number));
                state.put(name, "x@" + (4_000_000_000_000L + number));
            }
            case 3 -> {
                change = new Request(1, "FLUSHDB");
                state.keySet().removeIf(other -> other.startsWith("1/"));
            }
            default -> {
                String value = text(number, random.nextInt(60));
                change = new Request(database, "APPEND", key, value);
                String[] before = state.getOrDefault(name, "").split("@", 2);
                String expiry = before.length == 2 ? "@" + before[1] : "";
                state.put(name, before[0] + value + expiry);
                if (before[0].isEmpty() && value.isEmpty()) {
                    state.put(name, expiry);
                }
            }
        }
        state.put(COUNTER, Integer.toString(number));
        states.add(state);
        requests.add(change);
        return List.of(change, new Request(0, "INCR", "writes"));
    }

    /** A text that says who wrote it, with lines in it that mean something in a log. */
    private static String text(int number, int length) {
        String bait = "<" + number + ">#C 1 2 3 4 \n#\n*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n";
        return bait.repeat(length / bait.length() + 1).substring(0, length);
    }

    /** A data set in the form of {@link #state}. */
    static Map<String, String> stateOf(Dataset dataset) {
        Map<String, String> state = new TreeMap<>();
        dataset.databases()
                .forEach((database, items) -> items.forEach((key, item) -> state.put(
                        database + "/" + key,
                        item.content() + (item.expireAtMs() == Long.MAX_VALUE ? "" : "@" + item.expireAtMs()))));
        return state;
    }

    /** How many writes led to a state, by its own account. */
    static int writesOf(Map<String, String> state) {
        return Integer.parseInt(state.getOrDefault(COUNTER, "0"));
    }

    /** The last writes up to {@code writes}, for a message. */
    String describe(int writes) {
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(1, writes - 3); i <= Math.min(writes, writes()); i++) {
            String words = String.join(" ", requests.get(i).words());
            text.append(i)
                    .append(": ")
                    .append(words, 0, Math.min(60, words.length()))
                    .append('\n');
        }
        return text.toString();
    }
}
