package io.cairn.tools.bench;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking client for pipelines of short requests, RESP2 unless it is told to speak RESP3 by HELLO. One thread sends, one
 * receives. An error that the server answers becomes an exception.
 */
public final class RespConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    /** A connection to a port of this machine. */
    public RespConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        in = socket.getInputStream();
    }

    /** How long a read may take; for ever if nothing is said. */
    public void timeoutMs(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
    }

    /** Adds a request to the pipeline. */
    public void send(String... request) throws IOException {
        send(encode(request).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds a request that is encoded already. */
    public void send(byte[] request) throws IOException {
        out.write(request);
    }

    /** A request as it is sent. */
    public static String encode(String... request) {
        StringBuilder text =
                new StringBuilder().append('*').append(request.length).append("\r\n");
        for (String argument : request) {
            text.append('$')
                    .append(argument.length())
                    .append("\r\n")
                    .append(argument)
                    .append("\r\n");
        }
        return text.toString();
    }

    /** Sends what was added. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Sends one request and reads its reply. */
    public String call(String... request) throws IOException {
        send(request);
        flush();
        return receive();
    }

    /** Reads one reply: a string or an integer as it is, null as empty, an array as {@code [one, two]}. */
    public String receive() throws IOException {
        return reply().toString();
    }

    /** Reads one reply, RESP2 or RESP3. */
    public Reply reply() throws IOException {
        int kind = read();
        switch (kind) {
            case '$', '=':
                return Reply.of((char) kind, bulk((int) readNumber()));
            case '*', '~', '>':
                return new Reply((char) kind, "", replies(readNumber()));
            case '%':
                return new Reply((char) kind, "", replies(2 * readNumber()));
            default:
                return Reply.of((char) kind, checked(kind, readLine()));
        }
    }

    private List<Reply> replies(long count) throws IOException {
        List<Reply> replies = new ArrayList<>();
        for (long left = count; left > 0; left--) {
            replies.add(reply());
        }
        return replies;
    }

    /** Passes over one reply. */
    public void skip() throws IOException {
        int type = read();
        switch (type) {
            case '$', '=':
                long length = readNumber();
                if (length >= 0) {
                    skipBytes(length + 2);
                }
                break;
            case '*', '~', '>':
                skipAll(readNumber());
                break;
            case '%':
                skipAll(2 * readNumber());
                break;
            case '-':
                checked(type, readLine());
                break;
            default:
                while (read() != '\n') {
                    // What it says is not asked for.
                }
        }
    }

    private void skipAll(long count) throws IOException {
        for (long left = count; left > 0; left--) {
            skip();
        }
    }

    private static String checked(int type, String line) throws IOException {
        if (type == '-') {
            throw new IOException("the server answered -" + line);
        }
        return line;
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) read();
        }
        skipBytes(2);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void skipBytes(long count) throws IOException {
        for (long left = count; left > 0; left--) {
            read();
        }
    }

    private long readNumber() throws IOException {
        boolean negative = false;
        long number = 0;
        for (int c = read(); c != '\r'; c = read()) {
            if (c == '-') {
                negative = true;
            } else {
                number = number * 10 + c - '0';
            }
        }
        read();
        return negative ? -number : number;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = read(); c != '\r'; c = read()) {
            line.append((char) c);
        }
        read();
        return line.toString();
    }

    private int read() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
            if (limit == 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return buffer[position++] & 0xff;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
