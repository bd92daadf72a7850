package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.RespClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies that wait for the log, and what comes between. */
class HeldRepliesTest {
    private static final int ROUNDS = 100;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aClientThatHasFinishedSendingStillGetsTheReplyThatIsHeld() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendfsync", "always")) {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(answerAfterLastByte(server.port(), "SET a " + i + "\r\nGET a\r\n"))
                        .isEqualTo("+OK\r\n$" + Integer.toString(i).length() + "\r\n" + i + "\r\n");
            }
            try (RespClient client = server.connect()) {
                assertThat(client.line("CLIENT LIST")).containsOnlyOnce("laddr=");
            }
        }
    }

    private static String answerAfterLastByte(int port, String requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(RespClient.TIMEOUT_MS);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aReplyBehindOneThatWaitsForTheLogWaitsNoLongerThanThatOne() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendfsync", "no");
                RespClient client = server.connect()) {
            for (int i = 0; i < ROUNDS; i++) {
                client.send("INCR n\r\nWAITAOF 1 0 0\r\n");
                // Comes alone, while the force is under way: nobody asks for one that covers it.
                TimeUnit.MICROSECONDS.sleep(i * 5L);
                client.send("INCR n\r\n");
                for (String expected : new String[] {":" + (2 * i + 1), "*2\r\n:1\r\n:0", ":" + (2 * i + 2)}) {
                    assertThat(client.readReply()).asString().isEqualTo(expected + "\r\n");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"always,no", "always,everysec", "everysec,always", "no,always", "everysec,no", "no,everysec"})
    void nothingIsHeldForEverWhenThePolicyChanges(String from, String to) throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendfsync", from, "--io-threads", "2");
                RespClient writer = server.connect();
                RespClient operator = server.connect()) {
            for (int i = 0; i < ROUNDS; i++) {
                writer.send("INCR n\r\n");
                TimeUnit.MICROSECONDS.sleep(i * 5L);
                assertThat(operator.line("CONFIG SET appendfsync " + to)).isEqualTo("+OK\\r\\n");
                writer.send("INCR n\r\n");
                assertThat(writer.readReply()).asString().isEqualTo(":" + (2 * i + 1) + "\r\n");
                assertThat(writer.readReply()).asString().isEqualTo(":" + (2 * i + 2) + "\r\n");
                assertThat(operator.line("CONFIG SET appendfsync " + from)).isEqualTo("+OK\\r\\n");
            }
        }
    }
}
