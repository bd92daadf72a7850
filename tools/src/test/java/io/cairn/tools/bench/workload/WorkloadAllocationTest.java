package io.cairn.tools.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.server.Server;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.ShutdownFlag;
import io.cairn.tools.bench.RespConnection;
import io.cairn.tools.bench.load.LoadGenerator;
import io.cairn.tools.bench.load.LoadGenerator.Done;
import io.cairn.tools.bench.load.LoadGenerator.Limit;
import io.cairn.tools.bench.load.RequestRing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the event loop of a whole server allocates for workloads of the benchmark, from the socket to the log and back. There is one
 * server for all of them, as there is when the benchmark runs; every reply is judged. What single commands allocate, {@code
 * SteadyState} measures in the engine.
 *
 * <p>The JVM allocates on the loop's thread too, until it has compiled what the loop does, and the loop does some things once a
 * turn, a tenth of a second, or a second. Hence runs are repeated until one is within the bound; and the bound on what
 * allocates nothing is less than any object takes, for each request.
 */
class WorkloadAllocationTest {
    private static final int KEYS = 10_000;
    private static final int PAYLOAD = 32;
    private static final int CLIENTS = 4;
    private static final int PIPELINE = 128;
    private static final int REQUESTS_OF_A_RUN = 200 * PIPELINE;
    private static final int MOST_RUNS = 60;

    /** Below this not every sixteenth request has made an object. */
    private static final double NO_OBJECT_BYTES = 1;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ByteBuffer SPACE = ByteBuffer.allocateDirect(32 * 1024 * 1024);

    @TempDir
    private static Path directory = Path.of("");

    private static int port;

    @SuppressWarnings("NullAway.Init")
    private static Server server;

    private static long loop;

    @BeforeAll
    static void startServer() throws Exception {
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        String[] options = {
            "--port", Integer.toString(port), "--dir", directory.toString(), "--appendonly", "yes", "--save", ""
        };
        server = new Server(ServerConfig.load(options, "0.0.0"), "0.0.0");
        server.start();
        loop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cairn-io-0"))
                .findAny()
                .orElseThrow()
                .getId();
    }

    @AfterAll
    static void endServer() throws InterruptedException {
        server.datastore().engine().exclusively(() -> server.shutDown(Set.of(ShutdownFlag.NOSAVE)));
        server.awaitEnd();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SET",
                "GET_HOT",
                "INCR",
                "ZRANK_TAIL",
                "GEODIST",
                "GET_RANDOM",
                "MSET_10",
                "LINDEX_MIDDLE",
                "HSET",
                "SETBIT",
                "LRANGE_100",
                "EXPIRE",
                "MIXED_90_10"
            })
    void steadyStateAllocatesNothing(Workload workload) throws Exception {
        assertThat(leastBytesOfARequest(workload, NO_OBJECT_BYTES)).isLessThan(NO_OBJECT_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"ZADD, 200", "GEOADD, 200", "LPUSH, 64", "SADD, 64", "XADD, 150", "ZADD_EXISTING, 4"})
    void whatGrowsOrMovesAllocatesWhatThatTakes(Workload workload, double mostBytes) throws Exception {
        assertThat(leastBytesOfARequest(workload, mostBytes)).isLessThan(mostBytes);
    }

    /** Workspaces and the like, but nothing for each element, and no array for the reply. */
    @ParameterizedTest
    @CsvSource({
        "HGETALL_SMALL, 400",
        "SINTER, 200",
        "ZRANGE_100, 500",
        "ZRANGEBYSCORE, 500",
        "XRANGE_100, 800",
        "GEOSEARCH_SMALL, 2500"
    })
    void whatReadsManyElementsAllocatesLittle(Workload workload, double mostBytes) throws Exception {
        assertThat(leastBytesOfARequest(workload, mostBytes)).isLessThan(mostBytes);
    }

    /** What one request allocates in the run in which that is least, or in the first that keeps the bound. */
    private static double leastBytesOfARequest(Workload workload, double enough) throws Exception {
        RequestRing ring = ring(workload);
        boolean repeats = workload.pass() == Workload.Pass.REPEATS;
        Limit limit = new Limit(repeats ? REQUESTS_OF_A_RUN : ring.size(), Long.MAX_VALUE / 8);
        double least = Double.MAX_VALUE;
        try (RespConnection connection = new RespConnection(port);
                LoadGenerator load = LoadGenerator.connect(port, CLIENTS, 2)) {
            connection.call("FLUSHALL", "SYNC");
            workload.fill(connection, data(workload));
            for (int run = 0; run < MOST_RUNS && least >= enough; run++) {
                if (!repeats) {
                    workload.fill(connection, data(workload));
                }
                long before = THREADS.getThreadAllocatedBytes(loop);
                Done done = load.run(ring, PIPELINE, repeats, limit, new Histogram(2));
                long allocated = THREADS.getThreadAllocatedBytes(loop) - before;
                assertThat(done.requests()).isEqualTo(limit.requests());
                least = Math.min(least, (double) allocated / done.requests());
            }
        }
        return least;
    }

    private static WorkloadData data(Workload workload) {
        return workload.data(workload == Workload.GET_HOT ? 1 : KEYS, PAYLOAD, CLIENTS);
    }

    private static RequestRing ring(Workload workload) throws IOException {
        WorkloadData data = data(workload);
        RequestRing.Builder builder = new RequestRing.Builder(SPACE);
        int count = workload.pass() == Workload.Pass.REPEATS ? REQUESTS_OF_A_RUN : workload.requests(data);
        for (int i = 0; i < count; i++) {
            byte[] request = RespConnection.encode(workload.request(data, i)).getBytes(StandardCharsets.ISO_8859_1);
            if (!builder.add(request, workload.reply(i))) {
                throw new IOException("no room for " + count + " requests of " + workload);
            }
        }
        return builder.build(1);
    }
}
