package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.testing.FreePorts;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where clients reach the server, from the start on and after CONFIG SET. */
class ListeningTest {
    /** An address that no machine has: it is meant for documents. */
    private static final String NOWHERE = "192.0.2.1";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void movesToAnotherPortAndKeepsItsClients() throws Exception {
        for (String loops : List.of("1", "3")) {
            try (TestServer server = TestServer.start(directory, "--io-threads", loops);
                    RespClient client = server.connect();
                    RespClient other = server.connect()) {
                int port = FreePorts.next();
                assertThat(other.line("CONFIG SET port " + port)).isEqualTo("+OK\\r\\n");
                try (RespClient moved = RespClient.connect(port)) {
                    assertThat(moved.line("PING")).isEqualTo("+PONG\\r\\n");
                    assertThat(moved.line("INFO server")).contains("tcp_port:" + port);
                }
                assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
                assertThat(client.line("CONFIG SET port 0")).isEqualTo("+OK\\r\\n");
                assertThatThrownBy(() -> RespClient.connect(port)).isInstanceOf(ConnectException.class);
                assertThat(other.line("CONFIG SET port " + server.port())).isEqualTo("+OK\\r\\n");
                server.connect().close();
            }
        }
    }

    @Test
    void bindsToOtherAddressesAtTheSamePort() throws Exception {
        try (TestServer server = TestServer.start(directory, "--io-threads", "2", "--bind", "127.0.0.1");
                RespClient client = server.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.line("CONFIG SET bind 127.0.0.2")).isEqualTo("+OK\\r\\n");
                assertThat(reaches("127.0.0.2", server.port())).isTrue();
                assertThat(reaches("127.0.0.1", server.port())).isFalse();
                assertThat(client.execute("CONFIG", "SET", "bind", "127.0.0.1 127.0.0.2"))
                        .asString()
                        .isEqualTo("+OK\r\n");
                assertThat(reaches("127.0.0.2", server.port())).isTrue();
                assertThat(reaches("127.0.0.1", server.port())).isTrue();
            }
        }
    }

    @Test
    void clientsThatComeWhileItMovesDoItNoHarm() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger served = new AtomicInteger();
        try (TestServer server = TestServer.start(directory, "--io-threads", "3", "--bind", "127.0.0.1");
                RespClient client = server.connect()) {
            List<Thread> visitors = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread visitor = new Thread(() -> visit(server.port(), going, served));
                visitor.start();
                visitors.add(visitor);
            }
            for (int i = 0; i < 100; i++) {
                String addresses = i % 2 == 0 ? "127.0.0.1 127.0.0.2" : "127.0.0.1";
                assertThat(client.execute("CONFIG", "SET", "bind", addresses))
                        .asString()
                        .isEqualTo("+OK\r\n");
            }
            going.set(false);
            for (Thread visitor : visitors) {
                visitor.join();
            }
            assertThat(served.get()).isPositive();
            assertThat(client.line("PING")).isEqualTo("+PONG\\r\\n");
            assertThat(reaches("127.0.0.1", server.port())).isTrue();
        }
    }

    private static void visit(int port, AtomicBoolean going, AtomicInteger served) {
        while (going.get()) {
            try {
                served.addAndGet(reaches("127.0.0.1", port) ? 1 : 0);
            } catch (IOException reset) {
                // It came to a socket that was closed before anybody accepted.
            }
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void refusesWhatRedisRefusesAndListensAsBefore() throws Exception {
        try (TestServer ours = TestServer.start(directory, "--bind", "127.0.0.1");
                RealRedis theirs = RealRedis.start();
                RespClient client = ours.connect();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<String> requests = List.of(
                    "CONFIG SET port " + taken.getLocalPort(),
                    "CONFIG SET bind " + NOWHERE,
                    "CONFIG SET bind 127.0.0.1_" + NOWHERE,
                    "CONFIG SET bind 127.0.0.1_-" + NOWHERE,
                    "CONFIG GET bind",
                    "CONFIG SET port " + taken.getLocalPort() + " timeout 5",
                    "CONFIG GET timeout",
                    "CONFIG SET port 70000",
                    "CONFIG SET unixsocket /tmp/x",
                    "CONFIG SET dir /tmp",
                    "CONFIG SET dbfilename x");
            for (String request : requests) {
                String[] words = words(request);
                assertThat(client.execute(words)).as(request).asString().isEqualTo(text(theirs.execute(words)));
                assertThat(reaches("127.0.0.1", ours.port())).as(request).isTrue();
            }
            assertThat(client.line("CONFIG GET port")).contains(Integer.toString(ours.port()));
        }
    }

    @Test
    void doesNotStartWhereNobodyCouldReachIt() {
        assertThatThrownBy(() -> TestServer.start(directory, "--port", "0"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("configured to not listen anywhere");
        assertThatThrownBy(() -> TestServer.start(directory, "--bind", "-" + NOWHERE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("configured to not listen anywhere");
    }

    @Test
    void anAddressThatMayBeMissingMustNotBeTakenBySomebodyElse() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.2", 0));
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> TestServer.start(directory, "--port", port, "--bind", "127.0.0.1", "-127.0.0.2"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.2:" + port);
        }
    }

    @Test
    void theIpv4WildcardAloneTakesNoIpv6() throws Exception {
        try (TestServer server = TestServer.start(directory, "--bind", "*")) {
            assertThat(reaches("127.0.0.1", server.port())).isTrue();
            assertThat(reaches("::1", server.port())).isFalse();
        }
        try (TestServer server = TestServer.start(directory, "--bind", "*", "-::*")) {
            assertThat(reaches("127.0.0.1", server.port())).isTrue();
        }
    }

    @Test
    void theUnixSocketHasItsModeAndItsNameAndLeavesNothingBehind() throws Exception {
        Path socket = directory.resolve("s");
        Files.writeString(socket, "left by another server");
        try (TestServer server = TestServer.start(
                directory, "--unixsocket", socket.toString(), "--unixsocketperm", "0660", "--port", "0")) {
            assertThat(server.port()).isPositive();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().startsWith("."));
            }
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                channel.write(ByteBuffer.wrap("CLIENT INFO\r\n".getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer answer = ByteBuffer.allocate(1000);
                channel.read(answer);
                assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII))
                        .contains(" addr=" + socket + ":0 laddr=" + socket + ":0 ", " flags=U ");
            }
        }
        assertThat(socket).doesNotExist();
    }

    private static boolean reaches(String address, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(address), port)) {
            socket.setSoTimeout(RespClient.TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII).equals("+PONG\r\n");
        } catch (ConnectException e) {
            return false;
        }
    }

    /** The words of a request; an underscore stands for a blank within one. */
    private static String[] words(String request) {
        return Stream.of(request.split(" ", -1))
                .map(word -> word.replace('_', ' '))
                .toArray(String[]::new);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
