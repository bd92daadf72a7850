package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Turns with more requests and replies than one batch takes. */
class LargeRepliesTest {
    private static final int VALUE_BYTES = 50_000;
    private static final int REQUESTS = 40;

    private static String value(int number) {
        return Character.toString('a' + number % 26).repeat(VALUE_BYTES);
    }

    private static String reply(int number) {
        return "$" + VALUE_BYTES + "\\r\\n" + value(number) + "\\r\\n";
    }

    private static void fill(LoopWorld world) throws IOException {
        try (LoopWorld.Client client = world.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                client.send("*3\r\n$3\r\nSET\r\n$2\r\n" + key(i) + "\r\n$" + VALUE_BYTES + "\r\n" + value(i) + "\r\n");
                assertThat(client.receive()).isEqualTo("+OK\\r\\n");
            }
        }
    }

    private static String key(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String reads() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            lines.append("GET ").append(key(i)).append("\r\n");
        }
        return lines.toString();
    }

    private static void receiveAll(LoopWorld.Client client) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(client.receive()).isEqualTo(reply(i));
        }
    }

    @Test
    void comeInOrderToAllWhoAskInOneTurn() throws IOException {
        try (LoopWorld world = new LoopWorld(EngineCommands.all());
                LoopWorld.Client first = world.connect();
                LoopWorld.Client second = world.connect()) {
            world.hold(false);
            fill(world);
            first.send(reads());
            second.send(reads() + "EXISTS 00\r\n");
            receiveAll(first);
            receiveAll(second);
            assertThat(second.receive()).isEqualTo(":1\\r\\n");
        }
    }

    @Test
    void areHeldInEachBatchOfATurn() throws IOException {
        try (LoopWorld world = new LoopWorld(EngineCommands.all());
                LoopWorld.Client client = world.connect()) {
            world.hold(false);
            fill(world);
            world.hold(true);
            world.force(world.position());
            long before = world.commandCount();
            client.send("SET " + key(REQUESTS - 1) + " new\r\n" + reads());
            world.awaitCommands(before + REQUESTS + 1);
            assertThat(client.hasReply())
                    .as("a reply before the force of the first")
                    .isFalse();
            world.force(world.position());
            assertThat(client.receive()).isEqualTo("+OK\\r\\n");
            for (int i = 0; i < REQUESTS - 1; i++) {
                assertThat(client.receive()).isEqualTo(reply(i));
            }
            assertThat(client.receive()).isEqualTo("$3\\r\\nnew\\r\\n");
        }
    }
}
