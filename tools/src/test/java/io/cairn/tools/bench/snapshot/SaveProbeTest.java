package io.cairn.tools.bench.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.cairn.tools.bench.RespConnection;
import io.cairn.tools.bench.snapshot.SaveProbe.Waits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SaveProbeTest {
    private static final int LATE_MS = 50;
    private static final byte[] REQUEST = RespConnection.encode("GET", "a").getBytes(StandardCharsets.ISO_8859_1);

    /** Answers requests, one of them late; when that has been followed by some more, the connection is closed if that is wanted. */
    private static void answer(ServerSocket server, CountDownLatch answered, CountDownLatch close) {
        try (Socket socket = server.accept()) {
            for (int i = 0; close.getCount() > 0; i++) {
                socket.getInputStream().readNBytes(REQUEST.length);
                TimeUnit.MILLISECONDS.sleep(i == 10 ? LATE_MS : 0);
                socket.getOutputStream().write("+OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
                if (i == 20) {
                    answered.countDown();
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void remembersTheLongestWaitAndThatTheServerHasGone() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch close = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RespConnection connection = new RespConnection(server.getLocalPort())) {
            Thread answers = new Thread(() -> answer(server, answered, close));
            answers.start();
            SaveProbe probe = new SaveProbe(connection, "GET", "a");
            probe.start();
            answered.await();
            assertThat(probe.take().longest()).isGreaterThanOrEqualTo(LATE_MS);
            close.countDown();
            probe.join();
            answers.join();
            assertThatIOException().isThrownBy(probe::take);
        }
    }

    @Test
    void percentilesAreOfMilliseconds() {
        Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        nanos.recordValueWithCount(TimeUnit.MICROSECONDS.toNanos(100), 9990);
        nanos.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(3), 9);
        nanos.recordValue(TimeUnit.MILLISECONDS.toNanos(24));
        Waits waits = Waits.of(nanos);
        assertThat(Math.round(waits.longest())).isEqualTo(24);
        assertThat(Math.round(10 * waits.p999())).isEqualTo(1);
    }
}
