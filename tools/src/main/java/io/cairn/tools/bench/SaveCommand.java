package io.cairn.tools.bench;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.RdbSink;
import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a save costs those who write meanwhile, and whether it holds exactly the moment of its command.
 *
 * <p>One connection overwrites random keys with a number that rises with every request, at full speed, and sends BGSAVE
 * between two of them. The dump must hold for each key the last number sent before BGSAVE: one that is older was lost, one
 * that is newer came in later. A second connection measures how long a request waits.
 */
@Command(
        name = "measure-save",
        description =
                "The stall that BGSAVE causes under full overwrite load; checks that the dump is of the command's moment.",
        mixinStandardHelpOptions = true)
public final class SaveCommand implements Callable<Integer> {
    private static final int PIPELINE = 100;
    private static final int VALUE_DIGITS = 32;
    private static final int BASELINE_SECONDS = 10;

    @Option(names = "--keys", defaultValue = "5000000", description = "keys (${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--redis", description = "measure redis-server too")
    private boolean redis;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> options = List.of("--appendonly", "no", "--save", "");
        boolean right = true;
        try (Workspace space = Workspace.create()) {
            try (ServerProcess server = ServerProcess.cairn(space.resolve("cairn"), options)) {
                right = measure(server);
            }
            if (redis) {
                try (ServerProcess server = ServerProcess.redis(space.resolve("redis"), options)) {
                    right &= measure(server);
                }
            }
        }
        return right ? 0 : 1;
    }

    private boolean measure(ServerProcess server) throws IOException, InterruptedException {
        long[] last = new long[keys];
        try (RespConnection writer = new RespConnection(server.port());
                RespConnection prober = new RespConnection(server.port())) {
            fill(writer, last);
            Probe probe = new Probe(prober);
            Thread probing = new Thread(probe, "probe");
            probing.start();
            Load load = new Load(writer, last);
            load.run(TimeUnit.SECONDS.toNanos(BASELINE_SECONDS));
            long without = probe.takeLongestNanos();
            long lastSave = Long.parseLong(ask(server, "LASTSAVE"));
            TimeUnit.MILLISECONDS.sleep(1100);
            long residentBefore = server.residentBytes();
            long[] expected = load.save();
            long during = 0;
            long peak = residentBefore;
            long start = System.nanoTime();
            while (Long.parseLong(ask(server, "LASTSAVE")) == lastSave || saving(server)) {
                load.run(TimeUnit.MILLISECONDS.toNanos(200));
                during = Math.max(during, probe.takeLongestNanos());
                peak = Math.max(peak, server.residentBytes());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            probe.stop();
            probing.join();
            long wrong = compare(server.directory().resolve("dump.rdb"), expected);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d keys, longest wait of a request: %.2f ms without a save, %.2f ms during it (%.1f s); resident"
                            + " memory %.0f MB, at most %.0f MB meanwhile; %d requests; dump: %s%n",
                    server.name(),
                    keys,
                    without / 1e6,
                    during / 1e6,
                    seconds,
                    residentBefore / 1e6,
                    peak / 1e6,
                    load.sent,
                    wrong == 0 ? "exactly the moment of the command" : wrong + " keys are WRONG");
            return wrong == 0;
        }
    }

    private static String ask(ServerProcess server, String command) throws IOException {
        try (RespConnection connection = new RespConnection(server.port())) {
            return connection.call(command);
        }
    }

    private static boolean saving(ServerProcess server) throws IOException {
        try (RespConnection connection = new RespConnection(server.port())) {
            return connection.call("INFO", "persistence").contains("rdb_bgsave_in_progress:1");
        }
    }

    private static String key(int index) {
        return String.format(Locale.ROOT, "key:%012d", index);
    }

    private static String value(long number) {
        String digits = Long.toString(number);
        return "v".repeat(VALUE_DIGITS - digits.length()) + digits;
    }

    private void fill(RespConnection writer, long[] last) throws IOException {
        for (int i = 0; i < keys; i += PIPELINE) {
            int count = Math.min(PIPELINE, keys - i);
            for (int j = 0; j < count; j++) {
                writer.send("SET", key(i + j), value(0));
                last[i + j] = 0;
            }
            writer.flush();
            for (int j = 0; j < count; j++) {
                writer.receive();
            }
        }
    }

    /** Overwrites at full speed. */
    private final class Load {
        private final RespConnection writer;
        private final long[] last;
        private final SplittableRandom random = new SplittableRandom(1);
        private long sent;

        Load(RespConnection writer, long[] last) {
            this.writer = writer;
            this.last = last;
        }

        void run(long nanos) throws IOException {
            long deadline = System.nanoTime() + nanos;
            while (System.nanoTime() < deadline) {
                for (int i = 0; i < PIPELINE; i++) {
                    sendOne();
                }
                writer.flush();
                for (int i = 0; i < PIPELINE; i++) {
                    writer.receive();
                }
            }
        }

        private void sendOne() throws IOException {
            int index = random.nextInt(keys);
            sent++;
            last[index] = sent;
            writer.send("SET", key(index), value(sent));
        }

        /** Sends BGSAVE in the middle of a pipeline; returns what the dump must hold. */
        long[] save() throws IOException {
            for (int i = 0; i < PIPELINE / 2; i++) {
                sendOne();
            }
            writer.send("BGSAVE");
            long[] expected = Arrays.copyOf(last, last.length);
            for (int i = 0; i < PIPELINE / 2; i++) {
                sendOne();
            }
            writer.flush();
            for (int i = 0; i < PIPELINE + 1; i++) {
                writer.receive();
            }
            return expected;
        }
    }

    /** Sends one request after the other and remembers the longest wait. */
    private static final class Probe implements Runnable {
        private final RespConnection connection;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong longestNanos = new AtomicLong();

        Probe(RespConnection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            try {
                while (!stopped.get()) {
                    long start = System.nanoTime();
                    connection.call("GET", key(0));
                    long took = System.nanoTime() - start;
                    longestNanos.accumulateAndGet(took, Math::max);
                }
            } catch (IOException e) {
                longestNanos.set(Long.MAX_VALUE);
            }
        }

        long takeLongestNanos() {
            return longestNanos.getAndSet(0);
        }

        void stop() {
            stopped.set(true);
        }
    }

    private static long compare(Path dump, long[] expected) throws IOException {
        Comparison comparison = new Comparison(expected);
        try (InputStream in = Files.newInputStream(dump)) {
            new RdbReader(in::read, comparison).read();
        }
        return comparison.wrong + expected.length - comparison.found;
    }

    /** Compares the keys of a dump with what they should hold. */
    private static final class Comparison implements RdbSink {
        private static final int KEY_PREFIX = "key:".length();

        private final long[] expected;
        private long wrong;
        private long found;

        Comparison(long[] expected) {
            this.expected = expected;
        }

        @Override
        public void string(RdbKey key, byte[] bytes, int offset, int length) {
            String name = new String(key.toBytes(), StandardCharsets.ISO_8859_1);
            int index = Integer.parseInt(name.substring(KEY_PREFIX));
            String value = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
            found++;
            if (!value.equals(value(expected[index]))) {
                wrong++;
            }
        }

        @Override
        public void integer(RdbKey key, long value) {
            wrong++;
        }

        @Override
        public void library(byte[] source) {}

        @Override
        public void begin(RdbKey key, CollectionKind kind) {
            throw unexpected(key);
        }

        @Override
        public boolean element(Element element) {
            return true;
        }

        @Override
        public boolean field(Element name, Element value, long expireAtMs) {
            return true;
        }

        @Override
        public boolean member(Element member, double score) {
            return true;
        }

        @Override
        public StreamLoader beginStream(RdbKey key) {
            throw unexpected(key);
        }

        @Override
        public void end(RdbKey key) {}

        private static IllegalStateException unexpected(RdbKey key) {
            return new IllegalStateException("the dump has a collection that nobody has made: " + key);
        }

        @Override
        public void auxiliary(String name, String value) {}

        @Override
        public void database(int index) {}

        @Override
        public void sizes(long keyCount, long expiring) {}

        @Override
        public void notice(long offset, String sentence) {}
    }
}
