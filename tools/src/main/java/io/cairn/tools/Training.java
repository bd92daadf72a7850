package io.cairn.tools;

import io.cairn.server.ServerMain;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that starts, is idle for a moment, and ends, as the launcher has it run behind a build: the JVM notes the classes that it
 * loads meanwhile, and keeps them for later starts. Those of commands are not among them, for they would be in the memory of every
 * server.
 *
 * <p>Takes the server's arguments, among them the directory, which is to be empty.
 */
public final class Training {
    private static final int CONNECT_ATTEMPTS = 3000;

    /** The server looks at its heap once a second, and then has all that it ever looks at loaded. */
    private static final int IDLE_SECONDS = 3;

    private Training() {}

    /** Runs the server until it has been idle. */
    public static void main(String[] arguments) throws IOException {
        int port = freePort();
        Thread client = new Thread(() -> use(port), "training");
        client.setDaemon(true);
        client.start();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
        ServerMain.main(all.toArray(String[]::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void use(int port) {
        try (Socket socket = connect(port)) {
            awaitLoaded(socket);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            send(socket, "SHUTDOWN NOSAVE\r\n");
        } catch (IOException | InterruptedException e) {
            System.exit(1);
        }
    }

    private static Socket connect(int port) throws IOException, InterruptedException {
        for (int i = 0; i < CONNECT_ATTEMPTS; i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        throw new IOException("the server does not listen");
    }

    /** Until then all other requests are refused. */
    private static void awaitLoaded(Socket socket) throws IOException {
        InputStream replies = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (!line.toString().equals("+PONG\r\n")) {
            line.setLength(0);
            send(socket, "PING\r\n");
            while (line.indexOf("\n") < 0) {
                int next = replies.read();
                if (next < 0) {
                    throw new IOException("closed");
                }
                line.append((char) next);
            }
        }
    }

    private static void send(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
    }
}
