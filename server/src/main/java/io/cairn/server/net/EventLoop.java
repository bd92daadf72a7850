package io.cairn.server.net;

import io.cairn.engine.Engine;
import io.cairn.engine.command.LookAhead;
import io.cairn.server.session.ClientSession;
import io.cairn.server.session.Clients;
import io.cairn.server.session.Password;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a share of the connections with one thread.
 *
 * <p>One turn: read all that is ready and find the requests in it; take the engine's lock and execute them; the engine appends
 * what they changed to the journal as one batch; send the replies; go on with the next batch if that was not all. Under {@code appendfsync always}
 * replies that acknowledge or observe what is not durable wait; the sync thread wakes the loop when it is, and meanwhile
 * the next turns go on. On a quick disk the loop forces by itself when no client has sent anything more.
 *
 * <p>Threads: {@link #run} is the loop's own thread. {@link #wakeUp}, {@link #adopt}, {@link #stop} and the setters may be
 * called by any.
 */
public final class EventLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    // More than a round number: a value of 64 KiB, or sixteen of 4 KiB, leave at once with what belongs around them.
    /** What one read takes from a socket at most, and one write gives: fairness among clients. */
    private static final int SCRATCH_BYTES = 96 * 1024;

    /**
     * What the requests and replies of one batch take before it ends, and the rest of the turn has another: they should be in
     * the processor's cache still when they are copied to the journal and to the sockets.
     */
    private static final int BATCH_BYTES = 256 * 1024;

    /** How long replies wait for a loop that always has something else to do before it forces for them. */
    private static final long HELD_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** How often idle and slow clients are looked for. */
    private static final long CHECK_MS = 1000;

    private final Engine engine;
    private final Clients clients;
    private final Password password;
    private final ReplyGate gate;
    private final Greeter greeter;
    private final Selector selector;
    private final Consumer<SelectionKey> serving = this::serve;
    private final BufferPool pool = new BufferPool();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final List<Connection> ready = new ArrayList<>();
    private final List<Connection> holding = new ArrayList<>();
    private final List<Connection> waiting = new ArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final AtomicInteger wakeUps = new AtomicInteger();
    private int wakeUpsSeen;

    private volatile NetworkLimits limits;
    private volatile boolean stopping;
    private Runnable tick = () -> {};
    private volatile long tickMs = 100;
    private @Nullable Thread thread;
    private boolean forcing;
    private long heldSinceNanos;
    private long nextTickMs;
    private long nextCheckMs;
    private long bytesIn;
    private long bytesOut;

    /**
     * @param gate says when replies may leave
     * @param greeter decides who is let in
     */
    public EventLoop(
            Engine engine, Clients clients, Password password, ReplyGate gate, Greeter greeter, NetworkLimits limits)
            throws IOException {
        this.engine = engine;
        this.clients = clients;
        this.password = password;
        this.gate = gate;
        this.greeter = greeter;
        this.limits = limits;
        this.selector = Selector.open();
    }

    /** Has {@code work} done by this loop every {@code everyMs} milliseconds. Before the loop runs. */
    public void onTick(long everyMs, Runnable work) {
        tickMs = everyMs;
        tick = work;
    }

    /** Changes how often the work is done. */
    public void setTickMs(long everyMs) {
        tickMs = everyMs;
    }

    /** Sets other limits for all clients. */
    public void setLimits(NetworkLimits newLimits) {
        limits = newLimits;
    }

    /** Makes the loop look at its tasks and at what has become durable. */
    public void wakeUp() {
        wakeUps.incrementAndGet();
        selector.wakeup();
    }

    /** More replies may leave. */
    public void released() {
        // What this loop has forced because there was nothing else to do it looks at next.
        if (!forcing || Thread.currentThread() != thread) {
            wakeUp();
        }
    }

    /**
     * Takes over a new client's socket.
     *
     * @param path the file of the unix socket through which it came; null for TCP
     */
    void adopt(SocketChannel channel, @Nullable Path path, int keepAliveSeconds) {
        tasks.add(() -> register(channel, path, keepAliveSeconds));
        wakeUp();
    }

    /** Accepts clients from {@code listener} and hands each to a loop that {@code next} chooses. */
    public void listen(Listener listener, Acceptor acceptor) {
        tasks.add(() -> {
            try {
                listener.channel().register(selector, SelectionKey.OP_ACCEPT, acceptor);
            } catch (ClosedChannelException e) {
                LOG.debug("The listener was closed before it began to listen");
            }
        });
        wakeUp();
    }

    /**
     * Has the operating system close listeners that have been closed: until the selector has let go of a socket, its
     * address is taken. Any thread, this loop's own as well.
     */
    public void letGoOfClosed() throws IOException {
        wakeUp();
        // Looks at nothing: what is ready now is still ready at the loop's next turn.
        selector.selectNow(key -> {});
        wakeUp();
    }

    /** Ends the loop after its present turn; all its clients are closed. */
    public void stop() {
        stopping = true;
        wakeUp();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!stopping) {
                turn();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the event loop's selector failed", e);
        } finally {
            closeAll();
        }
    }

    private void turn() throws IOException {
        long waitMs = Math.min(tickMs, nextTickMs - engine.clock().millis());
        if (!waiting.isEmpty()) {
            waitMs = Math.min(waitMs, msToNextDeadline());
        }
        select(waitMs);
        // Before what the others want is looked at.
        wakeUpsSeen = wakeUps.get();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        if (!waiting.isEmpty()) {
            resumeWaiting();
        }
        if (!ready.isEmpty()) {
            executeReady();
        }
        if (!holding.isEmpty()) {
            releaseHeld();
        }
        long laterMs = engine.clock().millis();
        if (laterMs >= nextTickMs || laterMs + tickMs < nextTickMs) {
            nextTickMs = laterMs + tickMs;
            tick.run();
        }
        if (laterMs >= nextCheckMs || laterMs + CHECK_MS < nextCheckMs) {
            nextCheckMs = laterMs + CHECK_MS;
            checkClients(laterMs);
            acceptAgain();
        }
    }

    private void select(long waitMs) throws IOException {
        // Looking whether there is anything else to do may take the signal of a wake-up, which therefore is counted
        // too.
        boolean goesOn =
                !holding.isEmpty() && (selector.selectNow(serving) > 0 || forceHere() || wakeUps.get() != wakeUpsSeen);
        if (!goesOn) {
            // Never 0, which would wait for ever.
            selector.select(serving, Math.max(1, waitMs));
        }
    }

    private boolean forceHere() {
        forcing = true;
        try {
            return gate.forceHere();
        } finally {
            forcing = false;
        }
    }

    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Acceptor acceptor) {
            // A client that cannot be accepted stays ready: without a pause the loop would turn and log without end.
            if (!acceptor.accept()) {
                watch(key, 0);
            }
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                resume(connection);
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            // A reset by the peer, most of the time: nothing is wrong here.
            close(connection);
        }
        if (connection.isDone()) {
            close(connection);
        }
    }

    /** A client that takes a large reply bit by bit is not idle. */
    private void resume(Connection connection) throws IOException {
        long sent = connection.flush(scratch);
        bytesOut += sent;
        if (sent > 0) {
            connection.session().setLastActiveMs(engine.clock().millis());
        }
    }

    private void read(Connection connection) throws IOException {
        int count = connection.read(scratch, limits.requests());
        if (count < 0) {
            connection.endInput();
            bytesOut += connection.flush(scratch);
            return;
        }
        bytesIn += count;
        if (connection.inputBytes() > limits.maxInputBytes()) {
            connection.session().closeAtOnce("it sent a request beyond client-query-buffer-limit");
        }
        if (!connection.session().isWaiting()) {
            ready.add(connection);
        }
    }

    private long msToNextDeadline() {
        long nowNanos = engine.clock().nanos();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < waiting.size(); i++) {
            least = Math.min(least, waiting.get(i).session().waitsUntilNanos() - nowNanos);
        }
        return TimeUnit.NANOSECONDS.toMillis(least) + 1;
    }

    /** Goes on with clients that have waited for the log: what they sent meanwhile is there to be executed. */
    private void resumeWaiting() {
        boolean lost = gate.isEndLost();
        long durable = gate.durablePosition();
        long nowNanos = engine.clock().nanos();
        int kept = 0;
        for (int i = 0; i < waiting.size(); i++) {
            Connection connection = waiting.get(i);
            if (connection.isClosed()) {
                continue;
            }
            if (connection.stillWaits(durable, lost, nowNanos)) {
                waiting.set(kept, connection);
                kept++;
            } else {
                ready.add(connection);
            }
        }
        waiting.subList(kept, waiting.size()).clear();
    }

    private void executeReady() {
        // What comes after SHUTDOWN comes after the last save, and must not be acknowledged.
        for (int next = 0; next < ready.size() && !stopping; ) {
            next = executeBatch(next);
        }
        ready.clear();
        clients.countBytes(bytesIn, bytesOut);
        bytesIn = 0;
        bytesOut = 0;
    }

    /** Executes what the connections from the {@code first} on have sent, until a batch is full; returns who is next. */
    private int executeBatch(int first) {
        NetworkLimits present = limits;
        boolean heldOneByOne = false;
        long position;
        int next = first;
        int end = first;
        gate.awaitRoom();
        engine.beginBatch();
        try {
            heldOneByOne = engine.holdsReplies();
            long nowMs = engine.databases().nowMs();
            int bytes = 0;
            while (next < ready.size() && bytes < BATCH_BYTES && !stopping) {
                Connection connection = ready.get(next);
                if (connection.isClosed()) {
                    // It was killed, or left between two batches.
                    next++;
                    continue;
                }
                connection.session().setLastActiveMs(nowMs);
                lookAhead(next);
                end = next + 1;
                bytes += connection.inputBytes() - connection.outputBytes();
                boolean done = connection.execute(engine, present.requests(), present.output(), BATCH_BYTES);
                bytes += connection.outputBytes();
                next = done ? end : next;
            }
            // CONFIG SET may have changed that.
            heldOneByOne &= engine.holdsReplies();
        } finally {
            position = engine.endBatch();
        }
        answer(first, end, heldOneByOne ? 0 : position);
        return next;
    }

    /** Looks at the requests of the connections from the {@code first} on, if what was looked at has been executed. */
    private void lookAhead(int first) {
        LookAhead ahead = engine.executor().ahead();
        if (!ahead.hasNext()) {
            ahead.begin();
            for (int i = first; i < ready.size() && ready.get(i).showNext(ahead); i++) {}
            ahead.fetch();
        }
    }

    /**
     * Sends what may leave of a batch.
     *
     * @param position behind the batch; 0 if it is known of each reply what it waits for. Else none waits, but for those of a
     *     client whose change is not even stored, because the disk is full, or has just come under a stricter policy
     */
    private void answer(int first, int end, long position) {
        long released = gate.releasedPosition();
        for (int i = first; i < end; i++) {
            Connection connection = ready.get(i);
            if (connection.isClosed()) {
                continue;
            }
            if (connection.session().isWaiting()) {
                gate.requestForce();
                waiting.add(connection);
            }
            long changedAt = Math.min(connection.session().changedAt(), position);
            if (changedAt > released) {
                connection.holdBatch(changedAt);
            }
            connection.follow();
            connection.release(released);
            if (connection.isHolding() && !connection.listedAsHeld) {
                connection.listedAsHeld = true;
                if (holding.isEmpty()) {
                    heldSinceNanos = engine.clock().nanos();
                }
                holding.add(connection);
            }
            flush(connection);
        }
    }

    private void releaseHeld() {
        long nowNanos = engine.clock().nanos();
        if (nowNanos - heldSinceNanos > HELD_NANOS) {
            heldSinceNanos = nowNanos;
            boolean ignored = gate.forceHere();
        }
        long released = gate.releasedPosition();
        int kept = 0;
        for (int i = 0; i < holding.size(); i++) {
            Connection connection = holding.get(i);
            connection.release(released);
            flush(connection);
            if (connection.isHolding()) {
                holding.set(kept, connection);
                kept++;
            } else {
                connection.listedAsHeld = false;
            }
        }
        holding.subList(kept, holding.size()).clear();
    }

    private void flush(Connection connection) {
        if (connection.isClosed()) {
            return;
        }
        try {
            if (!connection.session().isClosingAtOnce()) {
                bytesOut += connection.flush(scratch);
            }
            if (connection.isDone()) {
                close(connection);
            }
        } catch (IOException e) {
            // The peer has gone before its reply came.
            close(connection);
        }
    }

    private void acceptAgain() {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Acceptor) {
                watch(key, SelectionKey.OP_ACCEPT);
            }
        }
    }

    /** Listeners are closed by whoever executes CONFIG SET, so at any time for this loop. */
    private static void watch(SelectionKey listener, int operations) {
        try {
            listener.interestOps(operations);
        } catch (CancelledKeyException e) {
            LOG.debug("A listener was closed meanwhile");
        }
    }

    private void checkClients(long nowMs) {
        NetworkLimits present = limits;
        pool.trim();
        for (Connection connection : connections()) {
            connection.checkOutput(present.output(), nowMs);
            ClientSession session = connection.session();
            if (nowMs - session.lastActiveMs() > CHECK_MS) {
                connection.trim();
            }
            if (nowMs - session.lastActiveMs() > present.idleMs() && !session.isWaiting()) {
                session.closeAtOnce("it was idle");
            }
            if (connection.isDone()) {
                close(connection);
            }
        }
    }

    private void register(SocketChannel channel, @Nullable Path path, int keepAliveSeconds) {
        try {
            channel.configureBlocking(false);
            if (path == null) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                keepAlive(channel, keepAliveSeconds);
            }
            ClientSession session = session(channel, path);
            clients.add(session);
            String refusal = clients.count() > limits.maxClients()
                    ? "ERR max number of clients reached"
                    : greeter.refusal(session);
            if (refusal == null) {
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new Connection(channel, key, pool, session));
            } else {
                turnAway(channel, session, refusal);
            }
        } catch (IOException e) {
            LOG.debug("A client left before it was let in", e);
            closeQuietly(channel);
        }
    }

    /** A client of a unix socket has no address of its own; Redis shows the socket's path for both sides. */
    private ClientSession session(SocketChannel channel, @Nullable Path path) throws IOException {
        String local = path == null ? Listener.text((InetSocketAddress) channel.getLocalAddress()) : path + ":0";
        InetSocketAddress remote = path == null ? (InetSocketAddress) channel.getRemoteAddress() : null;
        return new ClientSession(
                clients.nextId(),
                remote == null ? local : Listener.text(remote),
                local,
                remote == null || remote.getAddress().isLoopbackAddress(),
                engine.clock().millis(),
                password,
                this::wakeUpToClose);
    }

    private static void keepAlive(SocketChannel channel, int seconds) throws IOException {
        if (seconds > 0) {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
                channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, seconds / 3));
                channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
            }
        }
    }

    private void turnAway(SocketChannel channel, ClientSession session, String refusal) throws IOException {
        clients.countRejected();
        clients.remove(session);
        channel.write(ByteBuffer.wrap(("-" + refusal + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        channel.close();
    }

    /** Another thread wants a client closed: it has said so in the session; all are looked at. */
    private void wakeUpToClose() {
        tasks.add(() -> {
            for (Connection connection : connections()) {
                if (connection.isDone()) {
                    close(connection);
                }
            }
        });
        wakeUp();
    }

    private void close(Connection connection) {
        if (connection.close()) {
            ClientSession session = connection.session();
            clients.remove(session);
            String reason = session.reason();
            if (reason != null) {
                LOG.info("Closed client id={} addr={}: {}", session.id(), session.address(), reason);
            }
        }
    }

    /** The connections that are open; a copy, since closing one changes the selector's keys. */
    private List<Connection> connections() {
        List<Connection> open = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection && !connection.isClosed()) {
                open.add(connection);
            }
        }
        return open;
    }

    private void closeAll() {
        for (Connection connection : connections()) {
            flush(connection);
            close(connection);
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("Closing the selector failed", e);
        }
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing a socket failed", e);
        }
    }
}
