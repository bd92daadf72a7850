package io.cairn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.Engine;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LookAheadTest {
    private static final String[] SHAPES = {
        "SET %s %s",
        "GET %s",
        "APPEND %s %s",
        "DEL %s %s",
        "MSET %s 1 %s 2",
        "MGET %s %s %2$s",
        "EXISTS %s %s %1$s",
        "RENAME %s %s",
        "LPUSH %s x",
        "OBJECT ENCODING %s",
        "SADD s %s %s",
        "SISMEMBER s %s",
        "SREM s %s",
        "SMEMBERS s",
        "HSET h %s 1 %s 2",
        "HGET h %s",
        "HMGET h %s %s",
        "ZADD z 1 %s",
        "ZADD z CH 2 %s 3 %s",
        "ZSCORE z %s",
        "ZADD s 1 %s",
        "DEL z",
        "SELECT 1",
        "SELECT 0",
        "FLUSHALL",
        "NOSUCH %s",
        "GET",
        "XGROUP HELP",
        "COPY %s %s DB 1",
        "SORT %s BY %s",
    };

    /** Clients, each with its requests in a buffer of its own, as a turn of an event loop has them. */
    private static final class Turn {
        private final Engine engine = new TestEngine(EngineCommands.all()).engine();
        private final List<Session> sessions = new ArrayList<>();
        private final List<RequestParser> parsers = new ArrayList<>();
        private final List<byte[]> buffers = new ArrayList<>();
        private final ReplyWriter reply = new ReplyWriter(1024);

        void add(byte[] buffer) {
            RequestParser parser = new RequestParser();
            parser.parse(buffer, buffer.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
            sessions.add(new Session());
            parsers.add(parser);
            buffers.add(buffer);
        }

        /** Executes at most {@code most} requests of each client, which is then told to wait. */
        String run(boolean looking, int most) {
            Args args = new Args();
            engine.beginBatch();
            try {
                for (int i = 0; i < parsers.size(); i++) {
                    LookAhead ahead = engine.executor().ahead();
                    if (looking && !ahead.hasNext()) {
                        ahead.begin();
                        for (int j = i; j < parsers.size() && add(ahead, j); j++) {}
                        ahead.fetch();
                    }
                    for (int done = 0; done < most && parsers.get(i).hasNext(); done++) {
                        if (looking) {
                            ahead.refill(sessions.get(i), parsers.get(i), buffers.get(i));
                        }
                        parsers.get(i).next(buffers.get(i), args);
                        engine.execute(sessions.get(i), args, reply);
                    }
                }
            } finally {
                engine.endBatch();
            }
            return new String(reply.buffer(), 0, reply.length(), StandardCharsets.ISO_8859_1);
        }

        private boolean add(LookAhead ahead, int client) {
            return ahead.add(sessions.get(client), parsers.get(client), buffers.get(client));
        }
    }

    private static byte[][] request(SplittableRandom random) {
        String shape = SHAPES[random.nextInt(SHAPES.length)];
        return Requests.line(shape.formatted("k" + random.nextInt(4), "k" + random.nextInt(4)));
    }

    @Property(tries = 300)
    void requestsThatWereLookedAtDoWhatTheyDoOtherwise(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Turn looking = new Turn();
        Turn other = new Turn();
        int clients = random.nextInt(1, 5);
        for (int i = 0; i < clients; i++) {
            byte[] buffer = Requests.encode(IntStream.range(0, random.nextInt(1, 80))
                    .mapToObj(n -> request(random))
                    .toList());
            looking.add(buffer.clone());
            other.add(buffer.clone());
        }

        for (int turn = 0; turn < 10; turn++) {
            int most = random.nextInt(1, 60);
            assertThat(looking.run(true, most)).isEqualTo(other.run(false, most));
        }
    }

    @Test
    void aRequestInABufferThatWasUsedAgainIsLookedAtAgain() {
        Turn turn = new Turn();
        byte[] buffer = Requests.encode(List.of(Requests.line("SET k 1"), Requests.line("SET a 1")));
        turn.add(buffer);
        turn.run(true, 1);
        byte[] others = Requests.encode(List.of(Requests.line("SET k 1"), Requests.line("GET k 1")));
        System.arraycopy(others, 0, buffer, 0, buffer.length);

        assertThat(turn.run(true, 1)).endsWith("-ERR wrong number of arguments for 'get' command\r\n");
    }

    @Test
    void elementsInABufferThatWasUsedAgainAreLookedAtAgain() {
        Turn turn = new Turn();
        turn.add(Requests.encode(IntStream.range(10_000, 30_000)
                .mapToObj(i -> Requests.line("HSET h m%d %d".formatted(i, i)))
                .toList()));
        turn.run(true, Integer.MAX_VALUE);
        byte[] buffer = fieldsFrom(10_000);
        turn.add(buffer);
        turn.run(true, 10);
        byte[] others = fieldsFrom(20_000);
        System.arraycopy(others, 0, buffer, 0, buffer.length);

        String replies = turn.run(true, Integer.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            int field = i < 10 ? 10_000 + i : 20_000 + i;
            assertThat(replies).contains("$5\r\n" + field + "\r\n");
        }
        assertThat(replies).doesNotContain("$-1").doesNotContain("10010");
    }

    private static byte[] fieldsFrom(int first) {
        return Requests.encode(IntStream.range(first, first + 100)
                .mapToObj(i -> Requests.line("HGET h m" + i))
                .toList());
    }

    @Test
    void requestsMayHaveMoreKeysThanAreLookedAt() {
        String keys = IntStream.range(0, 700).mapToObj(i -> "k" + i).collect(Collectors.joining(" "));
        String pairs = IntStream.range(0, 700).mapToObj(i -> "k" + i + " v" + i).collect(Collectors.joining(" "));
        Turn turn = new Turn();
        turn.add(Requests.encode(List.of(
                Requests.line("GET k1"),
                Requests.line("MSET " + pairs),
                Requests.line("MGET " + keys),
                Requests.line("DEL k0 " + keys),
                Requests.line("EXISTS " + keys))));
        String values = IntStream.range(0, 700)
                .mapToObj(i -> "$" + ("v" + i).length() + "\r\nv" + i + "\r\n")
                .collect(Collectors.joining());

        assertThat(turn.run(true, Integer.MAX_VALUE)).isEqualTo("$-1\r\n+OK\r\n*700\r\n" + values + ":700\r\n:0\r\n");
    }

    @Test
    void elementsOfLargeCollectionsAreFoundWhereTheyAreLookedAtBefore() {
        SplittableRandom random = new SplittableRandom(7);
        Turn looking = new Turn();
        Turn other = new Turn();
        List<byte[][]> requests = new ArrayList<>();
        // More than stay in the processor's cache by themselves, or nothing would be fetched.
        for (int i = 0; i < 30_000; i++) {
            for (String shape : new String[] {"HSET h m%d v%d", "SADD s m%d n%d", "ZADD z %d m%d"}) {
                requests.add(Requests.line(shape.formatted(i, i)));
            }
        }
        String[] shapes = {
            "HGET h m%d",
            "HMGET h m%d n%d",
            "HSET h m%d new m%d newer",
            "HDEL h m%d",
            "SREM s m%d n%d",
            "SADD s m%d m%d",
            "SISMEMBER s m%d",
            "ZADD z 5 m%d",
            "ZADD z XX 7 m%d 8 m%d",
            "ZADD z %d.5 m%d",
            "ZADD z nan m%d",
            "ZADD z -inf m%d",
            "ZADD z 123456789012345678901234567890 m%d",
            "ZADD z INCR x m%d",
            "ZADD z m%d",
            "ZADD z",
            "ZADD z 1 m%d 2",
            "ZRANK z m%d",
            "ZREM z m%d m%d",
            "ZSCORE z m%d",
            "HGET s m%d",
            "GET s",
        };
        for (int i = 0; i < 20_000; i++) {
            // Several in a row on one collection, as pipelines have them.
            String shape = shapes[random.nextInt(shapes.length)];
            for (int n = random.nextInt(1, 40); n > 0; n--) {
                requests.add(Requests.line(shape.formatted(random.nextInt(33_000), random.nextInt(33_000))));
            }
        }
        requests.add(Requests.line("DEL h"));
        requests.add(Requests.line("HGET h m1"));
        byte[] buffer = Requests.encode(requests);
        looking.add(buffer.clone());
        other.add(buffer.clone());

        assertThat(looking.run(true, Integer.MAX_VALUE)).isEqualTo(other.run(false, Integer.MAX_VALUE));
    }
}
