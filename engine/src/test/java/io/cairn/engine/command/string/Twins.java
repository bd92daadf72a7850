package io.cairn.engine.command.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.Value;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An engine and a real Redis that get the same requests. After each one they must have given the same reply, byte for
 * byte, and keep the keys in the same encoding with the same expiry.
 *
 * <p>The engine's clock stands still at Redis' time, so a time to live that a request gives must be long: it is enough
 * that the moments of both are within {@link #TOLERANCE_MS}.
 */
final class Twins implements AutoCloseable {
    private static final long TOLERANCE_MS = 30_000;
    /** Moments this close to the present come from a time to live. */
    private static final long NEAR_MS = 100 * 24 * 3600 * 1000L;

    private static final String MAX_STRING_BYTES = "1048576";

    private final RealRedis redis;
    private final RespClient inspector;
    private TestEngine engine = new TestEngine(StringCommands.all());
    private long logStart;

    /** Starts the real one. Expired keys go when they are looked up, as in an engine that stands still. */
    Twins() throws IOException {
        redis = RealRedis.start(
                "--appendonly",
                "yes",
                "--appendfsync",
                "no",
                "--auto-aof-rewrite-percentage",
                "0",
                "--proto-max-bulk-len",
                MAX_STRING_BYTES);
        inspector = redis.connect();
        assertThat(inspector.line("DEBUG SET-ACTIVE-EXPIRE 0")).isEqualTo("+OK\\r\\n");
    }

    /** Begins anew, without keys, speaking RESP {@code protocol}. */
    void reset(int protocol) throws IOException {
        redis.execute("HELLO", Integer.toString(protocol));
        inspector.execute("FLUSHALL");
        logStart = Files.size(log());
        engine = new TestEngine(StringCommands.all());
        engine.client().useProtocol(protocol);
        engine.engine().executor().limit(new ProtocolLimits(Integer.parseInt(MAX_STRING_BYTES), Integer.MAX_VALUE));
        List<RespValue> time = RespValue.parse(inspector.execute("TIME")).elements();
        engine.clock().setMillis(Long.parseLong(time.get(0).text()) * 1000);
    }

    /** The engine. */
    TestEngine engine() {
        return engine;
    }

    /** Executes the requests here and there, compares all replies, and how all {@code keys} are kept after each one. */
    List<byte[]> execute(List<byte[][]> requests, List<String> keys) throws IOException {
        List<byte[][]> inspected = new ArrayList<>();
        for (byte[][] request : requests) {
            inspected.add(request);
            for (String key : keys) {
                inspected.add(Requests.of("OBJECT", "ENCODING", key));
                inspected.add(Requests.of("PEXPIRETIME", key));
            }
        }
        List<byte[]> theirs = redis.pipeline(inspected);
        List<byte[]> replies = new ArrayList<>();
        int at = 0;
        for (byte[][] request : requests) {
            byte[] reply = engine.client().execute(request);
            replies.add(reply);
            String shown = Requests.text(request);
            assertThat(RespReplies.text(reply)).as(shown).isEqualTo(RespReplies.text(theirs.get(at++)));
            for (String key : keys) {
                assertSameForm(shown, key, RespValue.parse(theirs.get(at)), RespValue.parse(theirs.get(at + 1)));
                at += 2;
            }
        }
        return replies;
    }

    /** Asserts that both have logged the same since {@link #reset}, apart from moments close to the present. */
    void assertSameLog() throws IOException {
        byte[] log = Files.readAllBytes(log());
        List<String> theirs = new ArrayList<>();
        for (byte[][] command : Requests.decode(Arrays.copyOfRange(log, (int) logStart, log.length))) {
            // Redis wraps the removal of an expired key and what follows from it; here a batch is a whole anyway.
            String name = new String(command[0], StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            if (!List.of("multi", "exec", "select").contains(name)) {
                theirs.add(withoutPresent(command));
            }
        }
        List<String> ours = new ArrayList<>();
        for (byte[][] command : Requests.decode(engine.journal().bytes())) {
            if (command[0][0] != 's' || command[0][2] != 'l') {
                ours.add(withoutPresent(command));
            }
        }
        assertThat(ours).isEqualTo(theirs);
    }

    @Override
    public void close() throws IOException {
        inspector.close();
        redis.close();
    }

    private Path log() {
        return redis.directory().resolve("appendonlydir/appendonly.aof.1.incr.aof");
    }

    private void assertSameForm(String request, String key, RespValue encoding, RespValue expireTime) {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        engine.engine().exclusively(() -> {
            Entry entry = engine.engine().databases().keyspace(0).entry(name, 0, name.length);
            Value value = entry.value();
            String description = request + ", then " + key;
            assertThat(value == null ? "missing" : value.encoding())
                    .as(description)
                    .isEqualTo(encoding.isNull() ? "missing" : encoding.text());
            if (value != null) {
                long expireAtMs = entry.expireAtMs() == RecordTable.NO_EXPIRY ? -1 : entry.expireAtMs();
                boolean relative = Math.abs(expireAtMs - engine.clock().millis()) < NEAR_MS;
                assertThat(Math.abs(expireAtMs - Long.parseLong(expireTime.text())))
                        .as(description + " expires")
                        .isLessThan(relative ? TOLERANCE_MS : 1);
            }
            return true;
        });
    }

    private String withoutPresent(byte[][] command) {
        byte[][] shown = command.clone();
        for (int i = 1; i < command.length; i++) {
            String word = new String(command[i], StandardCharsets.ISO_8859_1);
            if (word.matches("[0-9]{13}")
                    && Math.abs(Long.parseLong(word) - engine.clock().millis()) < NEAR_MS) {
                shown[i] = new byte[] {'s', 'o', 'o', 'n'};
            }
        }
        return Requests.text(shown);
    }
}
