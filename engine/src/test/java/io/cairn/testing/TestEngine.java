package io.cairn.testing;

import io.cairn.engine.Engine;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An engine whose time stands still, whose randomness has a seed and whose journal is kept, with clients that speak RESP
 * to it as over a socket: requests are encoded and parsed, replies are raw bytes.
 */
public final class TestEngine {
    /** As many databases as Redis has unless told otherwise. */
    public static final int DATABASES = 16;

    private final ManualClock clock = new ManualClock();
    private final RecordingJournal journal = new RecordingJournal();
    private final Engine engine;
    private final Client client;

    /** An engine with these commands. */
    public TestEngine(List<Command> commands) {
        this(commands, 1);
    }

    /** An engine with these commands, whose randomness begins with {@code seed}. */
    public TestEngine(List<Command> commands, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        engine = new Engine(CommandTable.of(commands), DATABASES, clock, random::nextLong);
        engine.exclusively(() -> {
            engine.useJournal(journal);
            return true;
        });
        client = connect();
    }

    public Engine engine() {
        return engine;
    }

    public ManualClock clock() {
        return clock;
    }

    public RecordingJournal journal() {
        return journal;
    }

    /** A new client with database 0 selected, speaking RESP2. */
    public Client connect() {
        return connect(new Session());
    }

    /** A new client with a session of the test's own. */
    public Client connect(Session session) {
        return new Client(engine, session);
    }

    /** The client that comes with the engine. */
    public Client client() {
        return client;
    }

    /** {@link Client#execute(String...)} on {@link #client}. */
    public byte[] execute(String... words) {
        return client.execute(words);
    }

    /** {@link Client#line} on {@link #client}. */
    public String line(String line) {
        return client.line(line);
    }

    /** Lets time pass, and the cycle that removes expired keys run to its end. */
    public void advanceAndExpire(long elapsedMs) {
        clock.advanceMillis(elapsedMs);
        while (engine.expireSome(Long.MAX_VALUE / 2)) {
            // There is more.
        }
    }

    /** One caller of the engine. Not thread-safe. */
    public static final class Client {
        private final Engine engine;
        private final Session session;
        private final ReplyWriter reply = new ReplyWriter(1024);

        private Client(Engine engine, Session session) {
            this.engine = engine;
            this.session = session;
        }

        public Session session() {
            return session;
        }

        /** Switches to RESP 2 or 3. */
        public Client useProtocol(int version) {
            reply.useProtocol(version);
            return this;
        }

        /** Executes a request as a batch of its own and returns its raw reply. */
        public byte[] execute(byte[][] request) {
            return pipeline(List.<byte[][]>of(request)).get(0);
        }

        /** Executes a request, words in ISO 8859-1, as a batch of its own and returns its raw reply. */
        public byte[] execute(String... words) {
            return execute(Requests.of(words));
        }

        /** Executes the words of a line and returns the reply as {@link RespReplies#text} shows it. */
        public String line(String line) {
            return RespReplies.text(execute(Requests.line(line)));
        }

        /** Executes requests as one batch; returns what was replied to each, which may be nothing. */
        public List<byte[]> pipeline(List<byte[][]> requests) {
            return send(Requests.encode(requests));
        }

        /** Executes the complete requests in {@code bytes} as one batch; returns what was replied to each. */
        public List<byte[]> send(byte[] bytes) {
            RequestParser parser = new RequestParser();
            parser.parse(bytes, bytes.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
            if (parser.protocolError() != null) {
                throw new IllegalArgumentException("malformed request: " + parser.protocolError());
            }
            Args args = new Args();
            List<byte[]> replies = new ArrayList<>();
            engine.beginBatch();
            try {
                while (parser.hasNext()) {
                    engine.executor().ahead().refill(session, parser, bytes);
                    parser.next(bytes, args);
                    reply.clear();
                    engine.execute(session, args, reply);
                    replies.add(Arrays.copyOf(reply.buffer(), reply.length()));
                }
            } finally {
                engine.endBatch();
            }
            return replies;
        }
    }
}
