package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RespClient;
import io.cairn.testing.SmallFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on a real file system that is full for a while: nothing acknowledged is lost, reads go on, writes come back. */
@NeedsProgram("mount")
@Timeout(120)
class FullDiskTest {
    private static final int MEBIBYTE = 1 << 20;

    /** The log's room and one command that is larger than it. */
    private static final int DISK_BYTES = 64 * MEBIBYTE;

    private static final int LARGE_BYTES = 12 * MEBIBYTE;

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"always", "everysec", "no"})
    void refusesWritesInTimeAndTakesThemAgainWhenThereIsSpace(String policy) throws Exception {
        try (SmallFileSystem disk = SmallFileSystem.mount(directory, DISK_BYTES)) {
            int acknowledged;
            try (TestServer server = TestServer.start(disk.path(), "--appendfsync", policy);
                    RespClient writer = server.connect();
                    RespClient reader = server.connect()) {
                disk.fill(2 * MEBIBYTE);
                acknowledged = writeUntilRefused(writer, 0);
                assertThat(acknowledged).isPositive();
                String refusal = text(writer.execute("SET", "more", "x"));
                assertThat(refusal)
                        .startsWith("-MISCONF Errors writing to the AOF file: " + disk.path())
                        .contains(": no space left on device; free some, writes are accepted again by themselves");
                assertThat(reader.line("GET k" + (acknowledged - 1))).startsWith("$");
                assertThat(reader.line("INFO persistence")).contains("aof_last_write_status:err");

                disk.makeRoom();
                awaitAccepted(writer);
                assertThat(reader.line("INFO persistence")).contains("aof_last_write_status:ok");
                assertThat(text(writer.execute("SET", "k" + acknowledged, value(acknowledged))))
                        .startsWith("+OK");
                acknowledged++;
            }
            assertHolds(disk, policy, acknowledged);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "everysec", "no"})
    void aCommandThatFindsNoRoomIsAcknowledgedWhenItIsStoredAndStopsNobody(String policy) throws Exception {
        try (SmallFileSystem disk = SmallFileSystem.mount(directory, DISK_BYTES)) {
            try (TestServer server = TestServer.start(disk.path(), "--appendfsync", policy);
                    RespClient writer = server.connect();
                    RespClient reader = server.connect()) {
                assertThat(reader.line("SET k0 " + value(0))).startsWith("+OK");
                disk.fill(MEBIBYTE / 2);
                writer.send("*3\r\n$3\r\nSET\r\n$5\r\nlarge\r\n$" + LARGE_BYTES + "\r\n" + "x".repeat(LARGE_BYTES)
                        + "\r\n");
                while (!reader.line("INFO persistence").contains("aof_last_write_status:err")) {
                    // It is on its way.
                }
                assertThat(reader.line("GET k0")).startsWith("$");
                assertThat(reader.line("SET k0 other")).startsWith("-MISCONF");
                String info = reader.line("INFO persistence");
                assertThat(info).containsPattern("aof_buffer_length:1258[0-9]{4}");

                disk.makeRoom();
                assertThat(text(writer.readReply())).isEqualTo("+OK\r\n");
                awaitAccepted(writer);
                assertThat(reader.line("INFO persistence")).contains("aof_buffer_length:0");
            }
            try (TestServer server = TestServer.start(disk.path(), "--appendfsync", policy);
                    RespClient reader = server.connect()) {
                assertThat(reader.line("STRLEN large")).isEqualTo(":" + LARGE_BYTES + "\\r\\n");
            }
        }
    }

    private static int writeUntilRefused(RespClient client, int from) throws IOException {
        int next = from;
        while (text(client.execute("SET", "k" + next, value(next))).startsWith("+OK")) {
            next++;
        }
        return next;
    }

    private static void awaitAccepted(RespClient client) throws IOException {
        long deadline = System.nanoTime() + RespClient.TIMEOUT_MS * 1_000_000L;
        while (!text(client.execute("SET", "again", "x")).startsWith("+OK")) {
            assertThat(System.nanoTime()).as("writes are accepted again").isLessThan(deadline);
        }
    }

    private static void assertHolds(SmallFileSystem disk, String policy, int keys) throws Exception {
        try (TestServer server = TestServer.start(disk.path(), "--appendfsync", policy);
                RespClient client = server.connect()) {
            for (int i = 0; i < keys; i++) {
                assertThat(text(client.execute("GET", "k" + i))).contains(value(i));
            }
        }
    }

    private static String value(int number) {
        return (number + "-").repeat(20_000).substring(0, 40_000);
    }

    private static String text(byte[] reply) {
        return new String(reply, StandardCharsets.ISO_8859_1);
    }
}
