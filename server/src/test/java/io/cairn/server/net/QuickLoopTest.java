package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A loop that forces by itself: nobody else does in these tests, and nobody wakes it. */
class QuickLoopTest {
    private static final int REQUESTS = 20_000;

    private static LoopWorld world() throws IOException {
        LoopWorld world = new LoopWorld(EngineCommands.all());
        world.journal().becomeQuick();
        return world;
    }

    @Test
    void repliesLeaveWhenThereIsNothingElseToDo() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client client = world.connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.ask("SET a " + i)).isEqualTo("+OK\\r\\n");
                assertThat(world.journal().durablePosition()).isEqualTo(world.position());
            }
        }
    }

    @Test
    void oneForceIsForAllThatCameMeanwhile() throws IOException {
        try (LoopWorld world = world();
                LoopWorld.Client client = world.connect()) {
            client.send("SET a 1\r\n".repeat(REQUESTS));
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.receive()).isEqualTo("+OK\\r\\n");
            }
            assertThat(world.journal().forces()).isBetween(1L, (long) REQUESTS / 10);
        }
    }

    @Test
    void repliesLeaveWhileOtherClientsKeepTheLoopBusy() throws Exception {
        try (LoopWorld world = world();
                LoopWorld.Client busy = world.connect();
                LoopWorld.Client client = world.connect()) {
            Thread flood = new Thread(() -> flood(busy));
            flood.start();
            for (int i = 0; i < 1000; i++) {
                assertThat(client.ask("SET a " + i)).isEqualTo("+OK\\r\\n");
            }
            flood.join();
        }
    }

    private static void flood(LoopWorld.Client client) {
        try {
            for (int round = 0; round < REQUESTS / 100; round++) {
                client.send("GET b\r\n".repeat(100));
                for (int i = 0; i < 100; i++) {
                    client.receive();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
