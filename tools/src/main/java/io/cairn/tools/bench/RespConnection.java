package io.cairn.tools.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking client for pipelines of short requests with simple replies. One thread sends, one receives. */
final class RespConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    RespConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    /** How long a read may take; for ever if nothing is said. */
    void timeoutMs(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
    }

    /** Adds a request to the pipeline. */
    void send(String... request) throws IOException {
        StringBuilder text =
                new StringBuilder().append('*').append(request.length).append("\r\n");
        for (String argument : request) {
            text.append('$')
                    .append(argument.length())
                    .append("\r\n")
                    .append(argument)
                    .append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends what was added. */
    void flush() throws IOException {
        out.flush();
    }

    /** Reads one reply: a simple string, an integer, a bulk string (null as empty); an error becomes an exception. */
    String receive() throws IOException {
        String line = readLine();
        switch (line.charAt(0)) {
            case '-':
                throw new IOException("the server answered " + line);
            case '$':
                int length = Integer.parseInt(line.substring(1));
                if (length < 0) {
                    return "";
                }
                String bulk = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
                readLine();
                return bulk;
            default:
                return line.substring(1);
        }
    }

    /** Sends one request and reads its reply. */
    String call(String... request) throws IOException {
        send(request);
        flush();
        return receive();
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c != '\r') {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) c);
            c = in.read();
        }
        if (in.read() < 0) {
            throw new EOFException("the server closed the connection");
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
