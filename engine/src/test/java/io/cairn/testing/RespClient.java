package io.cairn.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to any server that speaks RESP: bytes out, raw replies in, nothing between. Every read gives up after
 * {@link #TIMEOUT_MS}, so that a server that does not answer fails a test and does not hang it. Not thread-safe.
 */
public final class RespClient implements AutoCloseable {
    /** How long a reply may take, on a machine that does other things too. */
    public static final int TIMEOUT_MS = 20_000;

    /** Requests sent before their replies are read: less than what any server leaves unread in the sockets' buffers. */
    private static final int WINDOW_BYTES = 32 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final RespReplies replies;

    private RespClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.replies = new RespReplies(in);
    }

    /** Connects to a port of this machine. */
    public static RespClient connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        return new RespClient(socket);
    }

    /** Sends a request and returns its raw reply. */
    public byte[] execute(byte[][] request) throws IOException {
        send(Requests.encode(request));
        return replies.next();
    }

    /** Sends a request and returns its raw reply. */
    public byte[] execute(String... words) throws IOException {
        return execute(Requests.of(words));
    }

    /** Sends the words of a line and returns the reply as {@link RespReplies#text} shows it. */
    public String line(String line) throws IOException {
        return RespReplies.text(execute(Requests.line(line)));
    }

    /** Sends many requests without waiting for each reply; returns one raw reply for each. */
    public List<byte[]> pipeline(List<byte[][]> requests) throws IOException {
        List<byte[]> answers = new ArrayList<>(requests.size());
        int sent = 0;
        while (sent < requests.size()) {
            int windowBytes = 0;
            List<byte[][]> window = new ArrayList<>();
            while (sent < requests.size() && windowBytes < WINDOW_BYTES) {
                byte[][] request = requests.get(sent++);
                window.add(request);
                for (byte[] argument : request) {
                    windowBytes += argument.length + 16;
                }
            }
            send(Requests.encode(window));
            for (int i = 0; i < window.size(); i++) {
                answers.add(replies.next());
            }
        }
        return answers;
    }

    /** Sends any bytes. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends any text, a byte per character. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads the next reply. */
    public byte[] readReply() throws IOException {
        return replies.next();
    }

    /** Says that no more bytes will come, and still listens. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Reads all that comes until the server closes the connection, whole replies or not. A server that closes before it
     * has read everything resets the connection, which is an end like any other.
     */
    public byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException ignored) {
            // What came before has been read.
        }
        return all.toByteArray();
    }

    /** Whether the server has closed the connection, or does so before the time is up. */
    public boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException ignored) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
