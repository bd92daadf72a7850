package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.string.Get;
import io.cairn.engine.command.string.Increment;
import io.cairn.engine.command.string.SetString;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sends the same requests to a real Redis and to an engine of ours, both empty at first, and compares every reply.
 *
 * <p>Replies must be the same bytes, but where they cannot be: lists of keys are compared sorted, a key picked at random
 * must be one of those that are there, and times may differ by what has passed while Redis answered. Our clock stands
 * still at the moment before the first request.
 */
final class SideBySide {
    private final RealRedis redis;
    private int compared;

    SideBySide(RealRedis redis) {
        this.redis = redis;
    }

    /** The commands of this package, and enough others to give keys something to hold. */
    static List<Command> commands() {
        List<Command> commands = new ArrayList<>(KeyCommands.all(new SmallPayloads()));
        commands.addAll(List.of(new Get(), new SetString(), Increment.incr()));
        return commands;
    }

    /** Number of replies compared since the beginning. */
    int compared() {
        return compared;
    }

    /** Runs a script on both under RESP2 and under RESP3, compares, and returns our engine. */
    TestEngine run(List<byte[][]> script) throws IOException {
        run(script, 2);
        return run(script, 3);
    }

    private TestEngine run(List<byte[][]> script, int protocol) throws IOException {
        redis.pipeline(List.of(
                Requests.of("HELLO", Integer.toString(protocol)), Requests.of("FLUSHALL"), Requests.of("SELECT", "0")));
        TestEngine engine = new TestEngine(commands());
        engine.client().useProtocol(protocol);
        long startMs = System.currentTimeMillis();
        engine.clock().setMillis(startMs);
        List<byte[]> theirs = redis.pipeline(script);
        long elapsedMs = System.currentTimeMillis() - startMs;
        for (int i = 0; i < script.size(); i++) {
            byte[][] request = script.get(i);
            byte[] ours = engine.client().execute(request);
            String where = "RESP" + protocol + ", request " + i + " of\n" + text(script, i) + "\n";
            compare(where, request, ours, theirs.get(i), elapsedMs, engine);
            compared++;
        }
        return engine;
    }

    private static void compare(
            String where, byte[][] request, byte[] ours, byte[] theirs, long elapsedMs, TestEngine engine) {
        switch (new String(request[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT)) {
            case "KEYS" -> assertSame(where, sorted(ours), sorted(theirs));
            case "SCAN" -> assertSame(where, scanned(ours), scanned(theirs));
            case "RANDOMKEY" -> assertPicked(where, ours, theirs, engine);
            case "TTL" -> assertBetween(where, ours, theirs, -(elapsedMs + 999) / 1000, 0);
            case "PTTL" -> assertBetween(where, ours, theirs, -elapsedMs, 0);
            case "EXPIRETIME" -> assertBetween(where, ours, theirs, 0, (elapsedMs + 999) / 1000);
            case "PEXPIRETIME" -> assertBetween(where, ours, theirs, 0, elapsedMs);
            default -> assertSame(where, ours, theirs);
        }
    }

    private static void assertSame(String where, byte[] ours, byte[] theirs) {
        assertThat(RespReplies.text(ours)).as(where).isEqualTo(RespReplies.text(theirs));
    }

    private static void assertBetween(String where, byte[] ours, byte[] theirs, long least, long most) {
        if (theirs[0] != ':' || theirs[1] == '-') {
            assertSame(where, ours, theirs);
        } else {
            long difference = number(theirs) - number(ours);
            assertThat(difference).as(where + "Redis' number less ours").isBetween(least, most);
        }
    }

    private static void assertPicked(String where, byte[] ours, byte[] theirs, TestEngine engine) {
        if (RespReplies.isError(theirs)) {
            assertSame(where, ours, theirs);
            return;
        }
        RespValue picked = RespValue.parse(ours);
        assertThat(picked.kind()).as(where).isEqualTo(RespValue.parse(theirs).kind());
        assertThat(picked.isNull()).as(where).isEqualTo(RespValue.parse(theirs).isNull());
        List<String> keys =
                RespValue.parse(engine.client().execute("KEYS", "*")).texts();
        if (picked.isNull()) {
            assertThat(keys).as(where).isEmpty();
        } else {
            assertThat(keys).as(where).contains(picked.text());
        }
    }

    private static byte[] sorted(byte[] keys) {
        return RespValue.parse(keys).sorted().encode();
    }

    private static byte[] scanned(byte[] reply) {
        RespValue scan = RespValue.parse(reply);
        if (scan.kind() == '-') {
            return reply;
        }
        List<RespValue> parts = List.of(scan.get(0), scan.get(1).sorted());
        return new RespValue(scan.kind(), "", false, parts).encode();
    }

    private static long number(byte[] integer) {
        return Long.parseLong(RespValue.parse(integer).text());
    }

    private static String text(List<byte[][]> script, int last) {
        List<String> lines = new ArrayList<>();
        script.subList(0, last + 1).forEach(request -> lines.add(Requests.text(request)));
        return String.join("\n", lines);
    }
}
