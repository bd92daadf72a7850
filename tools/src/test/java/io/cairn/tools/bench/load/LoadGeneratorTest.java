package io.cairn.tools.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.cairn.tools.bench.load.LoadGenerator.Done;
import io.cairn.tools.bench.load.LoadGenerator.Limit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that remembers what each connection has asked, and answers what the test says. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LoadGeneratorTest {
    private static final long FOREVER = Long.MAX_VALUE / 2;

    private static final class Server implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final UnaryOperator<String> answer;
        private final Queue<List<String>> asked = new ConcurrentLinkedQueue<>();

        Server(UnaryOperator<String> answer) throws IOException {
            this.answer = answer;
            Thread acceptor = new Thread(this::accept, "acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = socket.accept();
                    List<String> its = Collections.synchronizedList(new ArrayList<>());
                    asked.add(its);
                    Thread thread = new Thread(() -> serve(client, its), "server");
                    thread.setDaemon(true);
                    thread.start();
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        /** Requests of two words. */
        private void serve(Socket client, List<String> its) {
            try (client) {
                InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
                while (true) {
                    line(in);
                    String command = word(in);
                    String argument = word(in);
                    if (command.equals("HELLO")) {
                        its.add("HELLO " + argument);
                        client.getOutputStream()
                                .write("%1\r\n+server\r\n+test\r\n".getBytes(StandardCharsets.ISO_8859_1));
                        continue;
                    }
                    its.add(argument);
                    String reply = answer.apply(argument);
                    if (reply.isEmpty()) {
                        return;
                    }
                    client.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        private static String word(InputStream in) throws IOException {
            int length = Integer.parseInt(line(in).substring(1));
            String word = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            line(in);
            return word;
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("end");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static RequestRing ring(int size, String padding) {
        RequestRing.Builder builder =
                new RequestRing.Builder(ByteBuffer.allocateDirect(size * (padding.length() + 50)));
        for (int i = 0; i < size; i++) {
            String argument = i + padding;
            String request = "*2\r\n$4\r\nECHO\r\n$" + argument.length() + "\r\n" + argument + "\r\n";
            builder.add(request.getBytes(StandardCharsets.ISO_8859_1), ReplyShape.STATUS);
        }
        return builder.build(1);
    }

    private static List<String> numbers(int first, int end) {
        List<String> numbers = new ArrayList<>();
        for (int i = first; i < end; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    /** What each connection has asked after HELLO, in the order of their first requests. */
    private static List<List<String>> asked(Server server) {
        return server.asked.stream()
                .map(its -> List.copyOf(its.subList(1, its.size())))
                .filter(its -> !its.isEmpty())
                .sorted((one, other) -> Integer.compare(Integer.parseInt(one.get(0)), Integer.parseInt(other.get(0))))
                .toList();
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    }

    @Test
    void withoutRepeatingEachConnectionSendsItsShareInOrder() throws IOException {
        try (Server server = new Server(argument -> "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 3, 3)) {
            Histogram roundTrips = histogram();
            Done done = load.run(ring(100, ""), 8, false, new Limit(FOREVER, FOREVER), roundTrips);
            assertThat(done.requests()).isEqualTo(100);
            assertThat(asked(server)).containsExactly(numbers(0, 33), numbers(33, 66), numbers(66, 100));
            assertThat(server.asked).allMatch(its -> its.get(0).equals("HELLO 3"));
            // Four whole pipelines and a rest for each.
            assertThat(roundTrips.getTotalCount()).isEqualTo(15);
        }
    }

    @Test
    void repeatingGoesRoundAndBeginsWhereWholePipelinesDo() throws IOException {
        try (Server server = new Server(argument -> "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 1, 2)) {
            Done done = load.run(ring(16, ""), 4, true, new Limit(40, FOREVER), histogram());
            assertThat(done.requests()).isEqualTo(40);
            List<String> expected = new ArrayList<>(numbers(0, 16));
            expected.addAll(numbers(0, 16));
            expected.addAll(numbers(0, 8));
            assertThat(asked(server)).containsExactly(expected);
        }
        try (Server server = new Server(argument -> "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 3, 2)) {
            load.run(ring(16, ""), 4, true, new Limit(12, FOREVER), histogram());
            assertThat(asked(server)).containsExactly(numbers(0, 4), numbers(4, 8), numbers(8, 12));
        }
    }

    @Test
    void endsWithExactlyAsManyRequestsAsAskedFor() throws IOException {
        try (Server server = new Server(argument -> "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 50, 2)) {
            Done done = load.run(ring(1000, ""), 128, true, new Limit(300, FOREVER), histogram());
            assertThat(done.requests()).isEqualTo(300);
            assertThat(asked(server).stream().mapToInt(List::size).sum()).isEqualTo(300);
        }
    }

    @Test
    void sendsNothingWhenTheTimeIsOver() throws IOException {
        try (Server server = new Server(argument -> "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 2, 2)) {
            assertThat(load.run(ring(10, ""), 1, true, new Limit(FOREVER, 0), histogram())
                            .requests())
                    .isZero();
            assertThat(load.run(ring(10, ""), 1, true, new Limit(5, FOREVER), histogram())
                            .requests())
                    .isEqualTo(5);
        }
    }

    @Test
    void largeRequestsAreSentAsTheSocketTakesThem() throws IOException {
        try (Server server = new Server(argument -> "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 2, 2)) {
            RequestRing ring = ring(20, "x".repeat(1_000_000));
            assertThat(load.run(ring, 10, true, new Limit(40, FOREVER), histogram())
                            .requests())
                    .isEqualTo(40);
        }
    }

    @Test
    void largeRepliesAreReadAsTheyCome() throws IOException {
        String reply = "+" + "y".repeat(50_000) + "\r\n";
        try (Server server = new Server(argument -> reply);
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 2, 2)) {
            assertThat(load.run(ring(20, ""), 10, true, new Limit(40, FOREVER), histogram())
                            .requests())
                    .isEqualTo(40);
        }
    }

    @Test
    void aWrongReplyEndsTheRunWithItsText() throws IOException {
        try (Server server = new Server(argument -> argument.equals("7") ? "-ERR seven\r\n" : "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 1, 2)) {
            assertThatIOException()
                    .isThrownBy(() -> load.run(ring(16, ""), 4, true, new Limit(100, FOREVER), histogram()))
                    .withMessage("answered '-ERR seven' to 'ECHO 7', where a status was expected");
        }
    }

    @Test
    void aServerThatGoesAwayEndsTheRun() throws IOException {
        try (Server server = new Server(argument -> argument.equals("7") ? "" : "+OK\r\n");
                LoadGenerator load = LoadGenerator.connect(server.socket.getLocalPort(), 1, 2)) {
            assertThatIOException()
                    .isThrownBy(() -> load.run(ring(16, ""), 1, true, new Limit(100, FOREVER), histogram()))
                    .withMessage("closed the connection");
        }
    }
}
