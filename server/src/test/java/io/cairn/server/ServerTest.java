package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server over sockets, beside a real one where both must say the same. */
class ServerTest {
    /** Requests whose replies do not depend on ids, addresses or time. */
    private static final List<String> SAME_AS_REDIS = List.of(
            "PING",
            "PING hello",
            "PING a b",
            "ECHO hello",
            "ECHO",
            "AUTH secret",
            "AUTH default anything",
            "AUTH nobody secret",
            "AUTH a b c",
            "HELLO 4",
            "HELLO x",
            "HELLO 2 FOO",
            "HELLO 2 AUTH a",
            "HELLO 3 SETNAME \"a b\"",
            "CLIENT",
            "CLIENT NOPE",
            "CLIENT GETNAME",
            "CLIENT SETNAME \"a b\"",
            "CLIENT SETNAME me",
            "CLIENT GETNAME",
            "CLIENT KILL foo",
            "CLIENT KILL ID x",
            "CLIENT KILL ID 0",
            "CLIENT KILL ID 999999",
            "CLIENT KILL ID 1 2 3",
            "CLIENT KILL TYPE foo",
            "CLIENT KILL TYPE pubsub",
            "CLIENT KILL USER foo",
            "CLIENT KILL SKIPME maybe",
            "CLIENT KILL ADDR 1.1.1.1:1",
            "CLIENT LIST TYPE foo",
            "CLIENT LIST ID x",
            "CLIENT LIST foo",
            "CLIENT NO-EVICT foo",
            "CLIENT NO-EVICT on",
            "CLIENT REPLY foo",
            "CONFIG",
            "CONFIG NOPE",
            "CONFIG GET",
            "CONFIG GET maxmemory",
            "CONFIG SET a",
            "CONFIG SET nope 1",
            "CONFIG SET maxclients x",
            "CONFIG SET port x timeout 1",
            "CONFIG SET databases 3",
            "CONFIG SET timeout 5",
            "CONFIG GET timeout",
            "CONFIG RESETSTAT",
            "CONFIG REWRITE",
            "BGSAVE foo",
            "SHUTDOWN foo",
            "SHUTDOWN ABORT",
            "SHUTDOWN SAVE NOSAVE",
            "WAIT 0 0",
            "WAIT a b",
            "WAIT 0 -1",
            "DEBUG",
            "DEBUG NOPE",
            "DEBUG SLEEP 0",
            "DEBUG OBJECT nokey",
            "DEBUG HTSTATS 99",
            "DEBUG HTSTATS x",
            "DEBUG PROTOCOL foo",
            "DEBUG PROTOCOL string",
            "DEBUG PROTOCOL double",
            "DEBUG PROTOCOL null",
            "DEBUG PROTOCOL map",
            "DEBUG PROTOCOL set",
            "DEBUG PROTOCOL attrib",
            "DEBUG PROTOCOL push",
            "DEBUG PROTOCOL verbatim",
            "DEBUG PROTOCOL bignum",
            "DEBUG PROTOCOL true",
            "DEBUG ERROR \"ABC def\"",
            "DEBUG DIGEST",
            "SET foo bar",
            "SET n 12",
            "SET e x PXAT 99999999999999",
            "SELECT 3",
            "SET other db",
            "SELECT 0",
            "DEBUG DIGEST",
            "DEBUG DIGEST-VALUE foo e nokey",
            "DEBUG POPULATE x",
            "DEBUG POPULATE 10 p 5",
            "DEBUG RELOAD foo",
            "DEBUG DIGEST",
            "INFO nosuchsection",
            "NOSUCHCOMMAND a b",
            "GET",
            "RESET");

    @TempDir
    private Path directory = Path.of("");

    @Test
    @NeedsProgram("redis-server")
    void answersWordForWordAsRedisDoes() throws Exception {
        for (String hello : List.of("HELLO 2", "HELLO 3")) {
            try (TestServer ours = TestServer.start(directory.resolve(".").normalize(), "--appendonly", "no");
                    RealRedis theirs = RealRedis.start("--save", "", "--enable-debug-command", "yes");
                    RespClient client = ours.connect()) {
                client.line(hello);
                theirs.line(hello);
                List<String> differences = new ArrayList<>();
                for (String request : SAME_AS_REDIS) {
                    String expected = theirs.line(request);
                    String answer = client.line(request);
                    if (!answer.equals(expected)) {
                        differences.add(hello + ": " + request + "\n  Redis " + expected + "\n  ours  " + answer);
                    }
                }
                assertThat(differences).as(String.join("\n", differences)).isEmpty();
            }
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void malformedRequestsGetRedisErrorAndTheEndOfTheConnection() throws Exception {
        List<String> malformed = List.of(
                "*x\r\n",
                "*1\r\nx\r\n",
                "*1\r\n$x\r\n",
                "*1\r\n$-1\r\n",
                "*99999999999\r\n",
                "*1\r\n$99999999999\r\n",
                "\"unbalanced\r\n",
                "PING\r\n*1\r\n:1\r\n",
                "x".repeat(70_000));
        try (TestServer ours = TestServer.start(directory);
                RealRedis theirs = RealRedis.start();
                RespClient bystander = ours.connect()) {
            for (String bytes : malformed) {
                assertThat(everythingAnswered(ours.connect(), bytes))
                        .as(bytes.substring(0, Math.min(20, bytes.length())))
                        .isEqualTo(everythingAnswered(theirs.connect(), bytes))
                        .contains("Protocol error");
                assertThat(bystander.line("PING")).isEqualTo("+PONG\\r\\n");
            }
        }
    }

    private static String everythingAnswered(RespClient client, String bytes) throws IOException {
        try (client) {
            client.send(bytes);
            return new String(client.readToEnd(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void needsThePasswordAndLimitsStrangers() throws Exception {
        try (TestServer server = TestServer.start(directory, "--requirepass", "secret")) {
            try (RespClient client = server.connect()) {
                assertThat(client.line("GET a")).startsWith("-NOAUTH");
                assertThat(client.line("AUTH wrong")).startsWith("-WRONGPASS");
                assertThat(client.line("AUTH secret")).isEqualTo("+OK\\r\\n");
                assertThat(client.line("GET a")).isEqualTo("$-1\\r\\n");
            }
            assertThat(everythingAnswered(server.connect(), "*11\r\n")).contains("unauthenticated multibulk length");
            assertThat(everythingAnswered(server.connect(), "*2\r\n$3\r\nGET\r\n$20000\r\n"))
                    .contains("unauthenticated bulk length");
            try (RespClient client = server.connect()) {
                // In one piece: the limits end with the AUTH in front.
                String value = "v".repeat(20_000);
                client.send("AUTH secret\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$20000\r\n" + value + "\r\n");
                assertThat(client.readReply()).asString().isEqualTo("+OK\r\n");
                assertThat(client.readReply()).asString().isEqualTo("+OK\r\n");
            }
        }
    }

    @Test
    void aClientThatHasSaidWhoItIsIsNoStrangerForTheRestOfItsPipeline() throws Exception {
        try (TestServer server = TestServer.start(directory, "--requirepass", "secret");
                RespClient client = server.connect()) {
            client.send("AUTH secret\r\nSETRANGE v 99999 x\r\nGET v\r\n");
            assertThat(client.readReply()).asString().isEqualTo("+OK\r\n");
            assertThat(client.readReply()).asString().isEqualTo(":100000\r\n");
            assertThat(client.readReply()).hasSize(100_000 + "$100000\r\n\r\n".length());
        }
    }

    @Test
    void hangsUpOnBrowsersAndAfterQuit() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            for (String first : List.of("POST / HTTP/1.1", "post / HTTP/1.1", "Host: x", "HOST: x")) {
                assertThat(everythingAnswered(server.connect(), first + "\r\n\r\nSET a 1\r\n"))
                        .isEmpty();
            }
            assertThat(everythingAnswered(server.connect(), "QUIT\r\nSET a 1\r\n"))
                    .isEqualTo("+OK\r\n");
            try (RespClient client = server.connect()) {
                assertThat(client.line("EXISTS a")).isEqualTo(":0\\r\\n");
            }
        }
    }

    @Test
    void takesLargeValuesDeepPipelinesAndSingleBytes() throws Exception {
        try (TestServer server = TestServer.start(directory);
                RespClient client = server.connect()) {
            byte[] large = new byte[50_000_000];
            Arrays.fill(large, (byte) 'x');
            client.execute(new byte[][] {bytes("SET"), bytes("large"), large});
            assertThat(client.execute("GET", "large").length).isEqualTo(large.length + "$50000000\r\n\r\n".length());
            List<byte[][]> pipeline = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                pipeline.add(new byte[][] {bytes("INCR"), bytes("n")});
            }
            List<byte[]> replies = client.pipeline(pipeline);
            assertThat(replies.get(9_999)).asString().isEqualTo(":10000\r\n");
            for (byte b : bytes("*2\r\n$3\r\nGET\r\n$1\r\nn\r\n")) {
                client.send(new byte[] {b});
            }
            assertThat(client.readReply()).asString().isEqualTo("$5\r\n10000\r\n");
        }
    }

    @Test
    void closesTheClientThatDoesNotReadAndNobodyElse() throws Exception {
        try (TestServer server =
                        TestServer.start(directory, "--client-output-buffer-limit", "normal", "1000000", "0", "0");
                RespClient greedy = server.connect();
                RespClient modest = server.connect()) {
            modest.line("SETRANGE v 500000 x");
            greedy.send("GET v\r\n".repeat(100));
            assertThat(greedy.readToEnd().length).isLessThan(50_000_000);
            assertThat(modest.line("PING")).isEqualTo("+PONG\\r\\n");
        }
    }

    @Test
    void aClientThatReadsALargeReplyBitByBitIsNotIdle() throws Exception {
        int size = 60_000_000;
        try (TestServer server = TestServer.start(directory, "--timeout", "1");
                RespClient client = server.connect()) {
            client.line("SETRANGE v " + (size - 1) + " x");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(RespClient.TIMEOUT_MS);
                socket.getOutputStream().write(bytes("GET v\r\n"));
                InputStream in = socket.getInputStream();
                int read = 0;
                while (read < size) {
                    int count = in.readNBytes(2_000_000).length;
                    assertThat(count).as("read=%d", read).isPositive();
                    read += count;
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
    }

    @Test
    void refusesClientsBeyondTheLimit() throws Exception {
        try (TestServer server = TestServer.start(directory, "--maxclients", "1");
                RespClient first = server.connect()) {
            assertThat(first.line("PING")).isEqualTo("+PONG\\r\\n");
            try (RespClient second = server.connect()) {
                assertThat(new String(second.readToEnd(), StandardCharsets.US_ASCII))
                        .isEqualTo("-ERR max number of clients reached\r\n");
            }
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void promisesNoMoreClientsThanTheSystemLetsItHave() throws Exception {
        String beyond = "CONFIG SET maxclients 1000000";
        String number = "with [0-9]+";
        try (TestServer server = TestServer.start(directory, "--maxclients", "1000000");
                RealRedis theirs = RealRedis.start();
                RespClient client = server.connect()) {
            assertThat(client.line("CONFIG GET maxclients")).doesNotContain("1000000");
            assertThat(client.line(beyond).replaceAll(number, ""))
                    .isEqualTo(theirs.line(beyond).replaceAll(number, ""))
                    .contains("not able to handle");
            assertThat(client.line("CONFIG SET maxclients 100")).isEqualTo("+OK\\r\\n");
        }
    }

    @Test
    void repliesOnlyToWhatIsDurableUnderAlwaysAndOnWish() throws Exception {
        try (TestServer server = TestServer.start(directory, "--appendfsync", "always");
                RespClient client = server.connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.line("INCR n")).isEqualTo(":" + (i + 1) + "\\r\\n");
                var log = server.server().datastore().log();
                assertThat(log).isNotNull();
                assertThat(log.durablePosition()).isEqualTo(log.position());
            }
            client.line("CONFIG SET appendfsync no");
            client.line("SET a 1");
            assertThat(client.line("WAITAOF 1 0 0")).isEqualTo("*2\\r\\n:1\\r\\n:0\\r\\n");
            var log = server.server().datastore().log();
            assertThat(log).isNotNull();
            assertThat(log.durablePosition()).isEqualTo(log.position());
        }
    }

    @Test
    void pidfileIsThereWhileTheServerRuns() throws Exception {
        Path file = directory.resolve("cairn.pid");
        TestServer server = TestServer.start(directory, "--pidfile", file.toString());
        try (server) {
            assertThat(file).hasContent(Long.toString(ProcessHandle.current().pid()));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void killsAnotherClient() throws Exception {
        try (TestServer server = TestServer.start(directory);
                RespClient killer = server.connect();
                RespClient victim = server.connect()) {
            String id = victim.line("CLIENT ID").replaceAll("[^0-9]", "");
            assertThat(killer.line("CLIENT KILL ID " + id)).isEqualTo(":1\\r\\n");
            assertThat(victim.readToEnd()).isEmpty();
            assertThat(killer.line("PING")).isEqualTo("+PONG\\r\\n");
        }
    }

    @Test
    void reloadsFromDumpAndFromLog() throws Exception {
        try (TestServer server = TestServer.start(directory);
                RespClient client = server.connect()) {
            client.line("DEBUG POPULATE 10000");
            client.line("SET e x PXAT 99999999999999");
            String digest = client.line("DEBUG DIGEST");
            assertThat(client.line("DEBUG RELOAD")).isEqualTo("+OK\\r\\n");
            assertThat(client.line("DEBUG DIGEST")).isEqualTo(digest);
            assertThat(client.line("DEBUG LOADAOF")).isEqualTo("+OK\\r\\n");
            assertThat(client.line("DEBUG DIGEST")).isEqualTo(digest);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
