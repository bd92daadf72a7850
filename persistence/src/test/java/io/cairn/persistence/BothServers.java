package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Session;
import io.cairn.engine.differential.KeyDump;
import io.cairn.engine.differential.KeyDump.Answers;
import io.cairn.engine.resp.Args;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.Snapshots.Work;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a data set here and real redis-server the same, and has both write their files. */
final class BothServers {
    /** Far more than anything here takes. */
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** The case that is run alone, if there is one: for repeating a failure. */
    private static final @Nullable Long ONLY_SEED = Long.getLong("campaign.seed");

    /** A case with a seed. */
    @FunctionalInterface
    interface Case {
        void run(long seed) throws IOException;
    }

    private BothServers() {}

    /** Runs cases; returns how many. One that fails says how it is repeated. */
    static int forEach(long firstSeed, int count, Case each) {
        long first = ONLY_SEED == null ? firstSeed : ONLY_SEED;
        int cases = ONLY_SEED == null ? count : 1;
        for (long seed = first; seed < first + cases; seed++) {
            try {
                each.run(seed);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (to repeat it: -Dcampaign.seed=" + seed + "): " + e, e);
            }
        }
        return cases;
    }

    /** Opens what is in a directory: its log, or its dump. */
    static Datastore open(Path directory, boolean appendOnly) throws IOException {
        return Datastore.open(DatastoreOptions.in(directory).withAppendOnly(appendOnly));
    }

    /** Has a data set answer requests as one client's. */
    static KeyDump.Server client(Datastore store) {
        Session session = new Session();
        return requests -> {
            List<byte[]> replies = new ArrayList<>();
            for (byte[][] request : requests) {
                replies.add(store.execute(session, Args.of(request)));
            }
            return replies;
        };
    }

    /** Executes what must succeed. */
    static void execute(KeyDump.Server server, List<byte[][]> requests) throws IOException {
        List<byte[]> replies = server.pipeline(requests);
        for (int i = 0; i < replies.size(); i++) {
            assertThat(RespReplies.isError(replies.get(i)))
                    .as("%s: %s", Requests.text(requests.get(i)), RespReplies.text(replies.get(i)))
                    .isFalse();
        }
    }

    /** Everything that can be learned of all keys by asking. */
    static SortedMap<String, Answers> content(Datastore store) throws IOException {
        return KeyDump.of(client(store));
    }

    /** Everything that can be learned of all keys by asking. */
    static SortedMap<String, Answers> content(RealRedis redis) throws IOException {
        return KeyDump.of(redis::pipeline);
    }

    static void assertSame(SortedMap<String, Answers> ours, SortedMap<String, Answers> theirs) {
        assertThat(KeyDump.differences(ours, theirs, 0, false)).isEmpty();
    }

    /** BGSAVE, to its end. */
    static void save(Datastore store) {
        start(store, store.snapshots()::startSave);
        assertThat(store.snapshots().saves().succeeded()).isTrue();
    }

    /** BGREWRITEAOF, to its end. */
    static void rewrite(Datastore store) {
        AppendOnlyFiles files = Objects.requireNonNull(store.appendOnlyFiles());
        start(store, () -> store.snapshots().startRewrite(files));
        assertThat(store.snapshots().rewriteSucceeded()).isTrue();
    }

    /** BGREWRITEAOF, to its end. */
    static void rewrite(RealRedis redis) throws IOException {
        redis.line("BGREWRITEAOF");
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (redis.line("INFO persistence").matches(".*aof_rewrite_(in_progress|scheduled):1.*")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            pause();
        }
        assertThat(redis.line("INFO persistence")).contains("aof_last_bgrewrite_status:ok");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void start(Datastore store, Runnable work) {
        store.engine().exclusively(() -> {
            work.run();
            return null;
        });
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (store.snapshots().work() != Work.NOTHING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            pause();
        }
    }

    /** Starts redis-server on a dump. */
    static RealRedis redisOnDump(Path directory) throws IOException {
        return RealRedis.startIn(directory, "--appendonly", "no", "--sanitize-dump-payload", "yes");
    }

    /** Starts redis-server on a log. */
    static RealRedis redisOnLog(Path directory) throws IOException {
        return RealRedis.startIn(
                directory, "--appendonly", "yes", "--appendfsync", "no", "--sanitize-dump-payload", "yes");
    }

    static String digest(RealRedis redis) throws IOException {
        return redis.line("DEBUG DIGEST");
    }

    /** Copies a directory with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
