package io.cairn.persistence.rdb;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real redis-server in a directory of its own, reached by a unix socket there, so that no port can clash. */
final class RealRedis implements AutoCloseable {
    private static final long START_TIMEOUT_MS = 20_000;

    private final Process process;
    private final SocketChannel channel;
    private final InputStream replies;

    private RealRedis(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        replies = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    }

    /** Starts a server that loads {@code dump.rdb} of the directory, if there is one, and waits until it has. */
    static RealRedis start(Path directory, String... options) throws IOException, InterruptedException {
        Path socket = directory.resolve("socket");
        List<String> command = new ArrayList<>(
                List.of("redis-server", "--port", "0", "--save", "", "--unixsocket", socket.toString(), "--dir"));
        command.add(directory.toString());
        command.addAll(List.of(options));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MS);
        while (System.nanoTime() < deadlineNanos && process.isAlive()) {
            if (Files.exists(socket)
                    && Files.readString(log, StandardCharsets.ISO_8859_1).contains("server is now ready")) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(socket));
                return new RealRedis(process, channel);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        process.destroyForcibly();
        throw new IOException("redis-server did not start: " + Files.readString(log, StandardCharsets.ISO_8859_1));
    }

    /** Sends one command, with one byte per char, and returns its reply. */
    Object command(String... arguments) throws IOException {
        return pipeline(List.<String[]>of(arguments)).get(0);
    }

    /** Sends commands in one go and returns their replies: String, Long, List, or IOException for an error; "(nil)" for none. */
    List<Object> pipeline(List<String[]> commands) throws IOException {
        List<Object> answers = new ArrayList<>(commands.size());
        // A server stops reading when nobody takes its replies, so a pipeline must not grow without bound.
        int batch = 5_000;
        for (int from = 0; from < commands.size(); from += batch) {
            List<String[]> some = commands.subList(from, Math.min(commands.size(), from + batch));
            ByteBuffer request = ByteBuffer.wrap(encode(some));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            for (int i = 0; i < some.size(); i++) {
                answers.add(readReply());
            }
        }
        return answers;
    }

    private static byte[] encode(List<String[]> commands) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (String[] arguments : commands) {
            request.writeBytes(latin1("*" + arguments.length + "\r\n"));
            for (String argument : arguments) {
                request.writeBytes(latin1("$" + argument.length() + "\r\n" + argument + "\r\n"));
            }
        }
        return request.toByteArray();
    }

    private Object readReply() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new IOException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> readBulk(Integer.parseInt(rest));
            default -> readArray(Integer.parseInt(rest));
        };
    }

    private List<Object> readArray(int count) throws IOException {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(readReply());
        }
        return elements;
    }

    private Object readBulk(int length) throws IOException {
        if (length < 0) {
            return "(nil)";
        }
        byte[] bytes = replies.readNBytes(length + 2);
        return new String(Arrays.copyOf(bytes, length), StandardCharsets.ISO_8859_1);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = replies.read(); b != '\r'; b = replies.read()) {
            if (b < 0) {
                throw new EOFException("redis-server closed the connection");
            }
            line.append((char) b);
        }
        replies.read();
        return line.toString();
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
