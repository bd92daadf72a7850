package io.cairn.server.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts clients and hands them to the event loops in turn. Used by the loop that listens. */
public final class Acceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    /** How many clients one turn accepts, so that a storm of them does not starve those already there. */
    private static final int MAX_PER_TURN = 1000;

    private final Listener listener;
    private final List<EventLoop> loops;
    private final IntSupplier keepAliveSeconds;
    private int next;

    public Acceptor(Listener listener, List<EventLoop> loops, IntSupplier keepAliveSeconds) {
        this.listener = listener;
        this.loops = List.copyOf(loops);
        this.keepAliveSeconds = keepAliveSeconds;
    }

    /** Returns false if the system has no room for another client; it is of no use to try again at once. */
    boolean accept() {
        try {
            int accepted = 0;
            SocketChannel channel = listener.channel().accept();
            while (channel != null) {
                loops.get(next).adopt(channel, listener.path(), keepAliveSeconds.getAsInt());
                next = (next + 1) % loops.size();
                accepted++;
                channel = accepted < MAX_PER_TURN ? listener.channel().accept() : null;
            }
            return true;
        } catch (ClosedChannelException e) {
            // CONFIG SET has moved the server elsewhere.
            return true;
        } catch (IOException e) {
            // Out of file descriptors, most likely; the clients that are there are served on.
            LOG.warn("Cannot accept a client: {}", e.getMessage());
            return false;
        }
    }
}
