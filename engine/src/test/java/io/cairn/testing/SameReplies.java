package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An engine and a real Redis that get the same requests and must give the same replies, byte for byte, and call the keys'
 * encodings the same after each one.
 */
public final class SameReplies implements AutoCloseable {
    private final RealRedis redis;
    private TestEngine engine = new TestEngine(EngineCommands.all());
    private int errors;
    private int compared;

    /** Starts a Redis with these options. */
    public SameReplies(String... options) throws IOException {
        redis = RealRedis.start(options);
    }

    /** Begins anew, without keys, speaking RESP {@code protocol}. */
    public void reset(int protocol) throws IOException {
        redis.pipeline(List.of(Requests.of("HELLO", Integer.toString(protocol)), Requests.of("FLUSHALL")));
        engine = new TestEngine(EngineCommands.all());
        engine.client().useProtocol(protocol);
    }

    /** The engine. */
    public TestEngine engine() {
        return engine;
    }

    /** The other one. */
    public RealRedis redis() {
        return redis;
    }

    /** Number of error replies since the beginning. */
    public int errors() {
        return errors;
    }

    /** Number of replies compared since the beginning. */
    public int compared() {
        return compared;
    }

    /** Executes the requests here and there and compares all replies, and the encodings of the keys after each one. */
    public List<byte[]> execute(List<byte[][]> requests, String... keys) throws IOException {
        List<byte[][]> all = new ArrayList<>();
        for (byte[][] request : requests) {
            all.add(request);
            for (String key : keys) {
                all.add(Requests.of("OBJECT", "ENCODING", key));
            }
        }
        List<byte[]> theirs = redis.pipeline(all);
        List<byte[]> replies = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            byte[] reply = engine.client().execute(all.get(i));
            int request = i / (1 + keys.length);
            if (!Arrays.equals(reply, theirs.get(i))) {
                // Only now: texts of long replies take long to make.
                assertThat(RespReplies.text(reply))
                        .as(Requests.text(all.get(i)) + ", request " + request + ": "
                                + Requests.text(requests.get(request)))
                        .isEqualTo(RespReplies.text(theirs.get(i)));
            }
            compared++;
            errors += RespReplies.isError(reply) ? 1 : 0;
            if (i % (1 + keys.length) == 0) {
                replies.add(reply);
            }
        }
        return replies;
    }

    /** {@link #execute} for the words of lines, as {@link Requests#line} reads them. */
    public void lines(List<String> keys, String... lines) throws IOException {
        List<byte[][]> requests = new ArrayList<>();
        for (String line : lines) {
            requests.add(Requests.line(line));
        }
        execute(requests, keys.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        redis.close();
    }
}
