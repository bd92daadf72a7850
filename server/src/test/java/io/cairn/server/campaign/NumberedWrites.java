package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.Datastore;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.testing.Dataset;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The writes of one client, one after the other, and what a data set must hold after them.
 *
 * <p>Write number n sets one of a few keys to a text that begins with n. So a data set says which of the writes it has seen, and
 * differs after each.
 */
final class NumberedWrites {
    private static final int KEYS = 7;

    private final List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));
    private int acknowledged;
    private int refused;

    /** How many writes the server has acknowledged. */
    int acknowledged() {
        return acknowledged;
    }

    /** How many it has refused. */
    int refused() {
        return refused;
    }

    /** Sends one write with {@code length} bytes; returns whether it was taken. What is refused has never been. */
    boolean write(RespClient client, int length) throws IOException {
        int number = states.size();
        String key = "key:" + number % KEYS;
        String value = number + ":" + "v".repeat(length);
        Map<String, String> state = new TreeMap<>(states.get(number - 1));
        state.put(key, value);
        // Before it is sent: it may be executed and never answered.
        states.add(state);
        String reply = new String(client.execute("SET", key, value), StandardCharsets.ISO_8859_1);
        if (reply.equals("+OK\r\n")) {
            acknowledged = number;
            return true;
        }
        assertThat(reply).startsWith("-MISCONF");
        states.remove(number);
        refused++;
        return false;
    }

    /**
     * Fails unless a server holds what there was after write number {@code writes}, and nothing else. Returns how many keys.
     */
    int checkIn(RealRedis redis, int writes) throws IOException {
        Map<String, String> state = states.get(writes);
        assertThat(redis.line("DBSIZE")).isEqualTo(":" + state.size() + "\\r\\n");
        for (Map.Entry<String, String> each : state.entrySet()) {
            String value = each.getValue();
            assertThat(new String(redis.execute("GET", each.getKey()), StandardCharsets.ISO_8859_1))
                    .isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
        }
        return state.size();
    }

    /**
     * Recovers the data in {@code directory} in this process and closes it; fails unless it is what it was after one of the writes
     * sent, and not before the last acknowledged one. Returns which one.
     */
    int check(Path directory) throws IOException {
        try (Datastore store = Datastore.open(DatastoreOptions.in(directory))) {
            Map<String, String> found = new TreeMap<>();
            Dataset.of(store.engine())
                    .databases()
                    .forEach((index, items) -> items.forEach((key, item) -> found.put(key, item.content())));
            int writes = states.lastIndexOf(found);
            assertThat(writes)
                    .as(
                            "which of %s writes the data are after; %s acknowledged; %s",
                            states.size() - 1, acknowledged, store.recovery().notices())
                    .isBetween(acknowledged, states.size() - 1);
            return writes;
        }
    }
}
