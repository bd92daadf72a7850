package io.cairn.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for the servers that tests start as processes of their own: below those that the system gives to clients, and none
 * twice in one virtual machine.
 *
 * <p>A server that finds its port taken ends, but whoever connects to it may have reached the other one by then, and takes
 * that one's data for its own.
 */
public final class FreePorts {
    private static final int FIRST = 20_001;
    private static final int LAST = 32_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private FreePorts() {}

    /** A port of the loopback interface that nobody listens to, and that was given to nobody; any thread. */
    public static int next() {
        while (true) {
            int port = FIRST + NEXT.getAndIncrement() % (LAST - FIRST);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // Another one.
            }
        }
    }
}
