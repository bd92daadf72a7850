package io.cairn.tools.bench.steady;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers GET and SET, and does at one request, counted over all connections, what no server should. */
final class StringServer implements AutoCloseable {
    /** What it does at that request. */
    enum Deed {
        STALLS,
        FORGETS,
        REPLIES_TWICE,
        REFUSES,
        CLOSES
    }

    /** How long it stalls. */
    static final int STALL_MS = 300;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, String> strings = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Deed deed;
    private final int when;

    StringServer(Deed deed, int when) throws IOException {
        this.deed = deed;
        this.when = when;
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "string server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                start(() -> answer(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void answer(Socket client) {
        try (client;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String head = lines.readLine(); head != null; head = lines.readLine()) {
                String[] words = new String[Integer.parseInt(head.substring(1))];
                for (int i = 0; i < words.length; i++) {
                    lines.readLine();
                    words[i] = lines.readLine();
                }
                boolean now = requests.incrementAndGet() == when;
                if (now && deed == Deed.CLOSES) {
                    return;
                }
                client.getOutputStream().write(reply(words, now).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone.
        }
    }

    private String reply(String[] words, boolean now) throws InterruptedException {
        if (now && deed == Deed.FORGETS) {
            strings.replaceAll((key, value) -> value.replace('0', '1'));
        }
        TimeUnit.MILLISECONDS.sleep(now && deed == Deed.STALLS ? STALL_MS : 0);
        if (now && deed == Deed.REFUSES) {
            return "-OOM command not allowed\r\n";
        }
        String reply = "+OK\r\n";
        if (words[0].equals("SET")) {
            strings.put(words[1], words[2]);
        } else {
            String value = strings.getOrDefault(words[1], "");
            reply = "$" + value.length() + "\r\n" + value + "\r\n";
        }
        return now && deed == Deed.REPLIES_TWICE ? reply + reply : reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
