package io.cairn.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: bytes mean the same as to Redis, the wrong ones too. Method: a stream goes to a real server over a connection of
 * its own, whose end is then closed, and through the parser to the engine. Invariant: all that the server sends until it
 * closes the connection is what the engine replies, and behind it the parser's error if there is one.
 */
@NeedsProgram("redis-server")
class RequestParserDifferentialPropertyTest {
    private static @Nullable RealRedis redis;
    private static long answered;
    private static long refused;

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start();
    }

    @AfterContainer
    static void stopRedis() throws IOException {
        if (redis != null) {
            redis.close();
        }
        System.out.printf("%d requests read like Redis reads them, %d streams refused by both%n", answered, refused);
        assertThat(answered).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(100);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        return RequestStreams.any();
    }

    @Provide
    Arbitrary<byte[]> inlineLines() {
        return RequestStreams.inlineLines();
    }

    @Property(tries = 1000)
    void readsStreamsLikeRedis(@ForAll("streams") byte[] stream) throws IOException {
        compare(stream);
    }

    @Property(tries = 500)
    void splitsInlineRequestsLikeRedis(@ForAll("inlineLines") byte[] line) throws IOException {
        compare(line);
    }

    @Example
    void refusesWhatIsTooLongLikeRedis() throws IOException {
        for (String start : List.of("", "*", "*1\r\n$", "*1\r\n")) {
            compare(ascii(start + "1".repeat(100_000)));
        }
        compare(ascii("frob " + "1".repeat(60_000) + "\r\n"));
    }

    private static void compare(byte[] stream) throws IOException {
        byte[] theirs = askRedis(stream);
        byte[] ours = parseAndExecute(stream);
        assertThat(RespReplies.text(ours)).as(RespReplies.text(stream)).isEqualTo(RespReplies.text(theirs));
        answered += RespReplies.split(theirs).size();
    }

    private static byte[] askRedis(byte[] stream) throws IOException {
        try (RespClient client = Objects.requireNonNull(redis).connect()) {
            try {
                client.send(stream);
                client.endSending();
            } catch (IOException ignored) {
                // It has refused the beginning and closed the connection already: its reply says so.
            }
            return client.readToEnd();
        }
    }

    private static byte[] parseAndExecute(byte[] stream) {
        byte[] bytes = stream.clone();
        RequestParser parser = new RequestParser();
        parser.parse(bytes, bytes.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        TestEngine engine = new TestEngine(EngineCommands.all());
        ByteArrayOutputStream replies = new ByteArrayOutputStream();
        Args args = new Args();
        while (parser.next(bytes, args)) {
            byte[][] request = new byte[args.count()][];
            for (int i = 0; i < request.length; i++) {
                request[i] = args.copy(i);
            }
            replies.writeBytes(engine.client().execute(request));
        }
        if (parser.protocolError() != null) {
            refused++;
            ReplyWriter reply = new ReplyWriter(64);
            reply.error("ERR Protocol error: " + parser.protocolError());
            replies.write(reply.buffer(), 0, reply.length());
        }
        return replies.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
