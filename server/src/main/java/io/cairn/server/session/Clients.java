package io.cairn.server.session;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** All clients, oldest first, and what is counted of them. Any thread. */
public final class Clients {
    private final ConcurrentNavigableMap<Long, ClientSession> byId = new ConcurrentSkipListMap<>();

    /** Kept beside the map, which would count one by one for each client that comes. */
    private final AtomicInteger count = new AtomicInteger();

    private final AtomicLong lastId = new AtomicLong();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    /** An id that nobody has had. */
    public long nextId() {
        return lastId.incrementAndGet();
    }

    public void add(ClientSession session) {
        byId.put(session.id(), session);
        count.incrementAndGet();
        received.increment();
    }

    public void remove(ClientSession session) {
        if (byId.remove(session.id()) != null) {
            count.decrementAndGet();
        }
    }

    public int count() {
        return count.get();
    }

    /** All clients, oldest first. */
    public Collection<ClientSession> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public void countRejected() {
        rejected.increment();
    }

    public long rejected() {
        return rejected.sum();
    }

    /** Connections accepted since the beginning. */
    public long received() {
        return received.sum();
    }

    public void countBytes(long in, long out) {
        bytesIn.add(in);
        bytesOut.add(out);
    }

    public long bytesIn() {
        return bytesIn.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }

    /** Begins the counts anew (CONFIG RESETSTAT). */
    public void resetCounts() {
        rejected.reset();
        received.reset();
        bytesIn.reset();
        bytesOut.reset();
    }
}
