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
 * A server that is used for a moment and ends, as the launcher has it run once behind a build: the JVM keeps the classes that it
 * has loaded meanwhile, and what it has learnt of the methods, for later starts ({@code -XX:AOTCacheOutput}).
 *
 * <p>Takes the server's arguments, among them the directory, which is to be empty.
 */
public final class Training {
    private static final int ROUNDS = 300;
    private static final int REQUESTS = 100;
    private static final int CONNECT_ATTEMPTS = 3000;

    private static final List<String> WORK = List.of(
            "SET key:%d value-of-some-length-%d",
            "GET key:%d",
            "INCR counter:%d",
            "LPUSH list element:%d",
            "LRANGE list 0 9",
            "HSET hash:%d field value:%d",
            "HSET hash field:%d value:%d",
            "HGETALL hash:%d",
            "SADD set member:%d",
            "ZADD sorted %d member:%d",
            "ZRANK sorted member:%d",
            "XADD stream * field value:%d",
            "EXPIRE key:%d 1000",
            "DEL counter:%d");

    private static final List<String> FILES = List.of(
            "INFO", "SAVE", "DEBUG RELOAD", "DEBUG LOADAOF", "CONFIG GET *", "COMMAND COUNT", "SHUTDOWN NOSAVE");

    private Training() {}

    /** Runs the server until it has been used. */
    public static void main(String[] arguments) throws IOException {
        int port = freePort();
        Thread client = new Thread(() -> use(port), "training");
        client.setDaemon(true);
        client.start();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--enable-debug-command", "yes"));
        ServerMain.main(all.toArray(String[]::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void use(int port) {
        try (Socket socket = connect(port)) {
            InputStream replies = socket.getInputStream();
            byte[] ignored = new byte[1 << 16];
            awaitLoaded(socket, replies);
            for (int round = 0; round < ROUNDS; round++) {
                String form = WORK.get(round % WORK.size());
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < REQUESTS; i++) {
                    requests.append(form.replace("%d", Integer.toString(round * REQUESTS + i)))
                            .append("\r\n");
                }
                send(
                        socket,
                        requests.append("ECHO end-of-round-")
                                .append(round)
                                .append("\r\n")
                                .toString());
                skipTo("end-of-round-" + round, replies, ignored);
            }
            for (String request : FILES) {
                send(socket, request + "\r\nECHO end-of-request\r\n");
                skipTo("end-of-request", replies, ignored);
            }
        } catch (IOException e) {
            // The end of the server, which it was asked for; else the launcher's time is up at some point.
        }
    }

    private static Socket connect(int port) throws IOException {
        for (int i = 0; i < CONNECT_ATTEMPTS; i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                pause();
            }
        }
        throw new IOException("the server does not listen");
    }

    /** Until then all other requests are refused. */
    private static void awaitLoaded(Socket socket, InputStream replies) throws IOException {
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

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void send(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
    }

    private static void skipTo(String end, InputStream replies, byte[] buffer) throws IOException {
        String last = "";
        while (!last.endsWith(end + "\r\n")) {
            int count = replies.read(buffer);
            if (count < 0) {
                throw new IOException("closed");
            }
            String more = last + new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
            last = more.substring(Math.max(0, more.length() - end.length() - 2));
        }
    }
}
