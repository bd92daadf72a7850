package io.cairn.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Clients that write, each to a key of its own, and beside them clients that read keys which nobody writes. */
final class CommitLoad {
    private static final int WRITERS = 20;
    private static final int READERS = 2;
    private static final int READ_KEYS = 100;

    /**
     * What was seen.
     *
     * @param writesPerSecond of all writers together
     * @param readNanos how long each read took, in rising order
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
    record Seen(double writesPerSecond, long[] readNanos) {
        /** How long a read took, but for one of a hundred. */
        double readP99Ms() {
            return readNanos.length == 0 ? Double.NaN : readNanos[(int) (readNanos.length * 0.99)] / 1e6;
        }
    }

    private CommitLoad() {}

    /** Loads the server for {@code seconds}. */
    static Seen run(ServerProcess server, int seconds) throws IOException, InterruptedException {
        for (int i = 0; i < READ_KEYS; i++) {
            int key = i;
            server.talk(connection -> connection.call("SET", "untouched:" + key, "value"));
        }
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < WRITERS + READERS; i++) {
            clients.add(new Client(server.port(), i));
        }
        clients.forEach(Thread::start);
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        for (Client client : clients) {
            client.stopped = true;
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        long writes = 0;
        long[] reads = {};
        for (Client client : clients) {
            client.join();
            client.rethrow();
            if (client.writes) {
                writes += client.count;
            } else {
                int before = reads.length;
                reads = Arrays.copyOf(reads, before + client.count);
                System.arraycopy(client.nanos, 0, reads, before, client.count);
            }
        }
        Arrays.sort(reads);
        return new Seen(writes / elapsed, reads);
    }

    /** Sends one request after the other. */
    private static final class Client extends Thread {
        private final RespConnection connection;
        private final int number;
        private final boolean writes;
        private long[] nanos = new long[1024];
        private int count;
        private volatile boolean stopped;
        private @Nullable IOException failure;

        Client(int port, int number) throws IOException {
            super("client-" + number);
            this.connection = new RespConnection(port);
            this.number = number;
            this.writes = number < WRITERS;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (connection) {
                while (!stopped) {
                    long start = System.nanoTime();
                    if (writes) {
                        connection.call("SET", "own:" + number, Integer.toString(count));
                    } else {
                        connection.call("GET", "untouched:" + count % READ_KEYS);
                    }
                    note(System.nanoTime() - start);
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        private void note(long took) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = took;
        }

        void rethrow() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
