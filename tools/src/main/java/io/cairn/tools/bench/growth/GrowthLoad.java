package io.cairn.tools.bench.growth;

import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import io.cairn.tools.bench.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Sends one operation again and again to a value of one size. */
final class GrowthLoad {
    /** As many as redis-benchmark is told to send at once. */
    static final int PIPELINE = 128;

    private static final int SAMPLES = 50;

    /** A hundred ticks of the kernel. */
    private static final long ENOUGH_CPU_MICROS = 1_000_000;

    /** Ten of them. */
    private static final long LEAST_CPU_MICROS = 100_000;

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final GrowthOperation operation;
    private final int size;
    private final int count;

    /** @param count how many requests to send; 0 for as many as take a second of the server's time */
    GrowthLoad(GrowthOperation operation, int size, int count) {
        this.operation = operation;
        this.size = size;
        this.count = count;
    }

    /** Sends some requests to all servers: they must find what is there, and answer alike. */
    void check(List<ServerProcess> servers) throws IOException, InterruptedException {
        List<List<String>> replies = new ArrayList<>();
        for (ServerProcess server : servers) {
            replies.add(sample(server));
        }
        SplittableRandom random = new SplittableRandom(size);
        for (int i = 0; i < SAMPLES; i++) {
            String request = String.join(" ", operation.request(random, size));
            String first = replies.get(0).get(i);
            if (operation.isFailure(first)) {
                throw new IOException(servers.get(0).name() + " answered '" + first + "' to " + request);
            }
            for (int j = 1; j < servers.size(); j++) {
                String reply = replies.get(j).get(i);
                if (!reply.equals(first)) {
                    throw new IOException("different replies to " + request + "\n"
                            + servers.get(0).name() + ": " + first + "\n"
                            + servers.get(j).name() + ": " + reply);
                }
            }
        }
    }

    private List<String> sample(ServerProcess server) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(size);
        return server.talk(connection -> {
            String[] replies = new String[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                replies[i] = connection.call(operation.request(random, size));
            }
            String[] restore = operation.restore(SAMPLES);
            if (restore.length > 0) {
                connection.call(restore);
            }
            return Arrays.asList(replies);
        });
    }

    /** The server's time per request, in microseconds; no number if the kernel has counted too few steps to say. */
    double cpuMicros(ServerProcess server) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        return server.talk(one -> server.talk(other -> {
            List<RespConnection> connections = List.of(one, other);
            long sent = 0;
            long before = server.cpuMicros();
            long deadline = System.nanoTime() + MOST_NANOS;
            do {
                sent += sendForAWhile(connections, random);
            } while (!isEnough(sent, server.cpuMicros() - before, deadline));
            long micros = server.cpuMicros() - before;
            return micros < LEAST_CPU_MICROS ? Double.NaN : (double) micros / sent;
        }));
    }

    private boolean isEnough(long sent, long micros, long deadline) {
        return count > 0 ? sent >= count : micros >= ENOUGH_CPU_MICROS || System.nanoTime() >= deadline;
    }

    /** Keeps the server busy with the requests of one connection while those of another are made. */
    private long sendForAWhile(List<RespConnection> connections, SplittableRandom random) throws IOException {
        long sent = 0;
        long until = System.nanoTime() + LOOK_NANOS;
        do {
            int replies = 0;
            for (RespConnection connection : connections) {
                replies = sendBatch(connection, random);
                sent += PIPELINE;
            }
            for (RespConnection connection : connections) {
                Pipeline.skip(connection, replies);
            }
        } while (System.nanoTime() < until && (count == 0 || sent < count));
        return sent;
    }

    private int sendBatch(RespConnection connection, SplittableRandom random) throws IOException {
        for (int i = 0; i < PIPELINE; i++) {
            connection.send(operation.request(random, size));
        }
        String[] restore = operation.restore(PIPELINE);
        if (restore.length > 0) {
            connection.send(restore);
        }
        connection.flush();
        return restore.length > 0 ? PIPELINE + 1 : PIPELINE;
    }
}
