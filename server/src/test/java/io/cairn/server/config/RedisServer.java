package io.cairn.server.config;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real redis-server that listens on a unix socket in its own directory, and one connection to it. Texts are byte strings. */
final class RedisServer implements AutoCloseable {
    private static final String PROGRAM = "/usr/bin/redis-server";
    private static final long START_MAX_MS = 10_000;

    /** What a redis-server that did not start said. */
    record Refusal(int exitCode, String output, String error) {}

    private final Process process;
    private final SocketChannel channel;
    private final DataInputStream replies;

    private RedisServer(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        this.replies = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    }

    /** Starts in {@code directory} with these arguments, which must make it listen on the socket {@code s} there. */
    static RedisServer start(Path directory, String... arguments) throws IOException, InterruptedException {
        Process process = launch(directory, arguments)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MAX_MS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(directory.resolve("s")));
                return new RedisServer(process, channel);
            } catch (IOException e) {
                Thread.sleep(5);
            }
        }
        process.destroyForcibly();
        throw new IOException("redis-server did not start: " + Files.readString(directory.resolve("redis.log")));
    }

    /** Runs a redis-server that is expected to refuse to start. */
    static Refusal refusal(Path directory, String input, String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("stdout");
        Path error = directory.resolve("stderr");
        Process process = launch(directory, arguments)
                .redirectOutput(output.toFile())
                .redirectError(error.toFile())
                .start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.ISO_8859_1));
            process.getOutputStream().close();
            if (!process.waitFor(START_MAX_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException("redis-server started: " + List.of(arguments));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Refusal(process.exitValue(), read(output), read(error));
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private static ProcessBuilder launch(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    /** The reply as text; an error begins with a dash. */
    String text(String... words) {
        return (String) reply(words);
    }

    List<String> list(String... words) {
        return ((List<?>) reply(words)).stream().map(String.class::cast).toList();
    }

    /** The reply to CONFIG GET. */
    Map<String, String> configGet(String... patterns) {
        String[] words = new String[patterns.length + 2];
        words[0] = "CONFIG";
        words[1] = "GET";
        System.arraycopy(patterns, 0, words, 2, patterns.length);
        Map<String, String> values = new LinkedHashMap<>();
        List<?> flat = (List<?>) reply(words);
        for (int i = 0; i < flat.size(); i += 2) {
            values.put((String) flat.get(i), (String) flat.get(i + 1));
        }
        return values;
    }

    private Object reply(String... words) {
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(bytes("*" + words.length + "\r\n"));
            for (String word : words) {
                request.write(bytes("$" + word.length() + "\r\n" + word + "\r\n"));
            }
            ByteBuffer buffer = ByteBuffer.wrap(request.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return readReply();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", words), e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Object readReply() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> line;
            case '$' -> readBulk(Integer.parseInt(rest));
            case '*' -> readArray(Integer.parseInt(rest));
            default -> throw new IOException("line=" + line);
        };
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = replies.readUnsignedByte(); c != '\r'; c = replies.readUnsignedByte()) {
            line.append((char) c);
        }
        replies.readByte();
        return line.toString();
    }

    private String readBulk(int length) throws IOException {
        byte[] bytes = new byte[length];
        replies.readFully(bytes);
        replies.readShort();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private List<Object> readArray(int count) throws IOException {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(readReply());
        }
        return elements;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroyForcibly().onExit().join();
    }
}
