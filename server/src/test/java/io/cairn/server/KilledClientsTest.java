package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.RespClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are killed while they send and receive: nobody else notices. */
class KilledClientsTest {
    private static final int ROUNDS = 60;
    private static final byte[] REQUESTS = "GET a\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory = Path.of("");

    @Test
    @Timeout(60)
    void areGoneAndNobodyElseIs() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendonly", "no");
                RespClient client = server.connect()) {
            for (int i = 0; i < ROUNDS; i++) {
                try (Socket busy = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    Thread sender = new Thread(() -> send(busy));
                    Thread receiver = new Thread(() -> receive(busy));
                    sender.start();
                    receiver.start();
                    while (!client.line("INFO clients").contains("connected_clients:2")) {
                        Thread.onSpinWait();
                    }
                    assertThat(client.line("CLIENT KILL TYPE normal SKIPME yes"))
                            .isEqualTo(":1\\r\\n");
                    sender.join();
                    receiver.join();
                }
            }
            assertThat(client.line("PING")).isEqualTo("+PONG\\r\\n");
        }
    }

    private static void send(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(REQUESTS);
            }
        } catch (IOException e) {
            // It was killed, as it should be.
        }
    }

    private static void receive(Socket socket) {
        byte[] ignored = new byte[1 << 16];
        try {
            InputStream in = socket.getInputStream();
            int count = in.read(ignored);
            while (count >= 0) {
                count = in.read(ignored);
            }
        } catch (IOException e) {
            // As above.
        }
    }
}
