package io.cairn.server.net;

import io.cairn.engine.Clock;
import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.persistence.SystemClock;
import io.cairn.server.session.Clients;
import io.cairn.server.session.Password;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An event loop and its engine behind a real socket, with a journal that becomes durable, and fails, when a test says so. */
final class LoopWorld implements AutoCloseable {
    /** What the disk is made to do. All positions are under the test's control. */
    static final class ControlledJournal implements Journal, ReplyGate {
        private volatile long position;
        private volatile long durable;
        private volatile boolean holding = true;
        private volatile boolean quick;
        private volatile Runnable whenReleased = () -> {};
        private volatile boolean endLost;
        private volatile @Nullable String refusal;
        private final AtomicLong requests = new AtomicLong();
        private final AtomicLong forces = new AtomicLong();

        @Override
        public long append(byte[] bytes, int offset, int length, int database, long nowMs) {
            position = position + length;
            return position;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void awaitRoom() {
            // There is always room.
        }

        @Override
        public long durablePosition() {
            return durable;
        }

        @Override
        public boolean holdsReplies() {
            return holding;
        }

        @Override
        public long releasedPosition() {
            return holding ? durable : position;
        }

        @Override
        public boolean isEndLost() {
            return endLost;
        }

        @Override
        public @Nullable String refusal() {
            return refusal;
        }

        @Override
        public boolean forceHere() {
            boolean advances = quick && durable < position;
            if (advances) {
                durable = position;
                forces.incrementAndGet();
                whenReleased.run();
            }
            return advances;
        }

        /** How often the loop has forced by itself. */
        long forces() {
            return forces.get();
        }

        @Override
        public void requestForce() {
            requests.incrementAndGet();
        }

        /** From here on the loop is to force by itself. */
        void becomeQuick() {
            quick = true;
        }

        /** How often somebody has asked for a force. */
        long requests() {
            return requests.get();
        }
    }

    /** A client that can look whether a reply has come. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final RespReplies replies;

        private Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(RespClient.TIMEOUT_MS);
            in = new BufferedInputStream(socket.getInputStream());
            replies = new RespReplies(in);
        }

        void send(String lines) throws IOException {
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
        }

        /** The next reply; waits for it, not without end. */
        String receive() throws IOException {
            return RespReplies.text(replies.next());
        }

        String ask(String line) throws IOException {
            send(line + "\r\n");
            return receive();
        }

        boolean hasReply() throws IOException {
            return in.available() > 0;
        }

        /** Is gone at once, whatever is under way. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void endSending() throws IOException {
            socket.shutdownOutput();
        }

        /** Whether the server has closed the connection and nothing came before. */
        boolean isClosed() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final int DATABASES = 4;

    private final ControlledJournal journal = new ControlledJournal();
    private final Engine engine;
    private final EventLoop loop;
    private final Listener listener;
    private final Thread thread;
    private final Client probe;

    LoopWorld(List<Command> commands) throws IOException {
        this(commands, new SystemClock());
    }

    LoopWorld(List<Command> commands, Clock clock) throws IOException {
        AtomicLong random = new AtomicLong();
        engine = new Engine(CommandTable.of(commands), DATABASES, clock, random::incrementAndGet);
        engine.exclusively(() -> {
            engine.useJournal(journal);
            return null;
        });
        OutputLimit output = new OutputLimit(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        NetworkLimits limits = new NetworkLimits(ProtocolLimits.DEFAULT, output, 1 << 20, Long.MAX_VALUE, 100);
        loop = new EventLoop(engine, new Clients(), new Password(), journal, session -> null, limits);
        journal.whenReleased = loop::released;
        listener = Listener.tcp(InetAddress.getLoopbackAddress(), false, 0, 16);
        loop.listen(listener, new Acceptor(listener, List.of(loop), () -> 0));
        thread = new Thread(loop, "loop under test");
        thread.start();
        probe = connect();
    }

    Client connect() throws IOException {
        return new Client(((InetSocketAddress) listener.channel().getLocalAddress()).getPort());
    }

    ControlledJournal journal() {
        return journal;
    }

    long position() {
        return journal.position;
    }

    /** Everything before {@code position} is durable from here on. */
    void force(long position) throws IOException {
        journal.durable = Math.max(journal.durable, position);
        loop.wakeUp();
        settle();
    }

    /** The log was switched off, and its end could not be forced. */
    void loseEnd() throws IOException {
        journal.endLost = true;
        loop.wakeUp();
        settle();
    }

    /** Changes the policy: whether replies wait. */
    void hold(boolean on) throws IOException {
        journal.holding = on;
        loop.wakeUp();
        settle();
    }

    /** A force has failed, or with null everything was saved in another way. */
    void fail(@Nullable String refusal) {
        journal.refusal = refusal;
    }

    long commandCount() {
        return engine.commandCount();
    }

    /** Waits until the loop has executed so many requests in all, those of {@link #settle} included, and said what it may say. */
    void awaitCommands(long count) throws IOException {
        long deadline = System.nanoTime() + RespClient.TIMEOUT_MS * 1_000_000L;
        while (engine.commandCount() < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        settle();
    }

    /** Lets the loop take two turns: what it may send has been sent then. */
    void settle() throws IOException {
        for (int i = 0; i < 2; i++) {
            if (!probe.ask("SELECT 0").equals("+OK\\r\\n")) {
                throw new IOException("the loop does not answer");
            }
        }
    }

    @Override
    public void close() throws IOException {
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        probe.close();
        listener.close();
    }
}
