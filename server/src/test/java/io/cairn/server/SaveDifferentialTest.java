package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saves that fail, writes that are refused then, the ends that these allow, and the switching of the log: as in Redis. */
class SaveDifferentialTest {
    private static final String WAIT = "wait until nothing is going on";
    private static final String BREAK = "put a directory where the dump should go";
    private static final String MEND = "take it away";

    private static final List<String> FIELDS = List.of(
            "rdb_changes_since_last_save",
            "rdb_bgsave_in_progress",
            "rdb_last_bgsave_status",
            "rdb_current_bgsave_time_sec",
            "aof_enabled",
            "aof_rewrite_in_progress",
            "aof_rewrite_scheduled",
            "aof_current_rewrite_time_sec",
            "aof_last_bgrewrite_status",
            "aof_rewrites",
            "aof_rewrites_consecutive_failures",
            "aof_last_write_status");

    private static final List<String> FAILING_SAVES = List.of(
            "CONFIG SET save 3600_1",
            "SET k v",
            BREAK,
            "SAVE",
            "SET k v2",
            "SHUTDOWN",
            "SHUTDOWN SAVE",
            "SHUTDOWN NOW",
            "SHUTDOWN SAVE NOW",
            "SHUTDOWN NOSAVE ABORT",
            "SET k v3",
            "BGSAVE",
            WAIT,
            "SET k v4",
            "SET",
            "PING",
            "PING hello",
            "ECHO hello",
            "DEL nokey",
            "GET k",
            "PFCOUNT x",
            "FLUSHALL",
            "SELECT 1",
            "SELECT 0",
            "DBSIZE",
            "SHUTDOWN",
            "CONFIG SET stop-writes-on-bgsave-error no",
            "PING",
            "SET k v5",
            "CONFIG SET stop-writes-on-bgsave-error yes",
            "SET k v5a",
            "CONFIG SET save _",
            "SET k v6",
            WAIT,
            "CONFIG SET save 3600_1",
            "SET k v7",
            MEND,
            "SAVE",
            WAIT,
            "SET k v8",
            "PING",
            "BGSAVE",
            WAIT,
            "GET k");

    private static final List<String> SWITCHING = List.of(
            "SET a 1",
            "CONFIG SET appendonly yes",
            WAIT,
            "CONFIG SET appendonly yes",
            "SET b 2",
            "CONFIG SET appendonly no",
            "CONFIG SET appendonly no",
            "SET c 3",
            "CONFIG GET appendonly",
            "CONFIG SET appendonly yes",
            "CONFIG SET appendonly no",
            WAIT,
            "CONFIG SET appendonly yes",
            WAIT,
            "BGREWRITEAOF",
            WAIT,
            "SET d 4",
            "CONFIG SET rdbchecksum no",
            "CONFIG SET auto-aof-rewrite-percentage -1",
            "CONFIG SET auto-aof-rewrite-min-size 1x",
            "CONFIG SET auto-aof-rewrite-min-size 1mb",
            "CONFIG GET auto-aof-rewrite-min-size",
            "CONFIG GET auto-aof-rewrite-percentage",
            "CONFIG SET appendonly maybe");

    private static final List<String> WAYS_TO_END = List.of(
            "SHUTDOWN foo",
            "SHUTDOWN SAVE NOSAVE",
            "SHUTDOWN NOSAVE SAVE",
            "SHUTDOWN NOW foo",
            "SHUTDOWN ABORT",
            "SHUTDOWN ABORT NOW",
            "SHUTDOWN NOW ABORT",
            "SHUTDOWN ABORT ABORT",
            "SHUTDOWN FORCE ABORT",
            "SHUTDOWN SAVE ABORT",
            "SHUTDOWN SAVE SAVE foo",
            "SHUTDOWN FORCE FORCE ABORT");

    @TempDir
    private Path directory = Path.of("");

    @Test
    @NeedsProgram("redis-server")
    void whatFailingSavesAndEndsAreAnsweredWith() throws Exception {
        assertSame(FAILING_SAVES);
    }

    @Test
    @NeedsProgram("redis-server")
    void switchingTheLogAndItsFigures() throws Exception {
        assertSame(SWITCHING);
    }

    @Test
    @NeedsProgram("redis-server")
    void waysToEndThatAreNone() throws Exception {
        assertSame(WAYS_TO_END);
    }

    /** Every way that ends the server: whether it says anything, and whether there is a dump afterwards. */
    @Test
    @NeedsProgram("redis-server")
    void waysToEndLeaveTheSameFiles() throws Exception {
        List<String> ways = List.of("", "SAVE", "NOSAVE", "NOW", "FORCE", "SAVE NOW FORCE", "NOSAVE NOW", "SAVE SAVE");
        for (String points : List.of("", "3600 1")) {
            for (String way : ways) {
                assertThat(endOurs(points, way))
                        .as("%s with save %s", way, points)
                        .isEqualTo(endTheirs(points, way));
            }
        }
    }

    private String endOurs(String points, String way) throws Exception {
        Path data = Files.createTempDirectory(directory, "ours");
        TestServer server = TestServer.start(data, "--appendonly", "no", "--save", points);
        try (RespClient client = server.connect()) {
            client.line("SET k v");
            client.send("SHUTDOWN " + way + "\r\n");
            String end = new String(client.readToEnd(), StandardCharsets.US_ASCII);
            return end + server.server().awaitEnd() + Files.exists(data.resolve("dump.rdb"));
        }
    }

    private String endTheirs(String points, String way) throws Exception {
        Path data = Files.createTempDirectory(directory, "theirs");
        try (RealRedis redis = RealRedis.startIn(data, "--appendonly", "no", "--save", points);
                RespClient client = redis.connect()) {
            client.line("SET k v");
            client.send("SHUTDOWN " + way + "\r\n");
            String end = new String(client.readToEnd(), StandardCharsets.US_ASCII);
            ProcessHandle.of(redis.pid()).ifPresent(process -> process.onExit().join());
            return end + 0 + Files.exists(data.resolve("dump.rdb"));
        }
    }

    private void assertSame(List<String> steps) throws Exception {
        Path ours = Files.createDirectory(directory.resolve("ours"));
        Path theirs = Files.createDirectory(directory.resolve("theirs"));
        try (TestServer server = TestServer.start(ours, "--appendonly", "no");
                RealRedis redis = RealRedis.startIn(theirs, "--appendonly", "no");
                RespClient client = server.connect()) {
            List<String> differences = new ArrayList<>();
            for (String step : steps) {
                String answer = take(step, client, ours);
                String expected = take(step, redis.client(), theirs);
                if (!answer.equals(expected)) {
                    differences.add(step + "\n  Redis " + expected + "\n  ours  " + answer);
                }
            }
            assertThat(differences).as(String.join("\n", differences)).isEmpty();
        }
    }

    private static String take(String step, RespClient client, Path data) throws IOException, InterruptedException {
        switch (step) {
            case WAIT -> {
                return awaitIdle(client);
            }
            case BREAK -> {
                Files.deleteIfExists(data.resolve("dump.rdb"));
                Files.createDirectory(data.resolve("dump.rdb"));
                return "";
            }
            case MEND -> {
                Files.delete(data.resolve("dump.rdb"));
                return "";
            }
            default -> {
                return RespReplies.text(client.execute(words(step)));
            }
        }
    }

    /** Words are set apart by blanks; an underscore is a blank in a word, and alone an empty one. */
    private static String[] words(String step) {
        return Arrays.stream(step.split(" "))
                .map(word -> word.equals("_") ? "" : word.replace('_', ' '))
                .toArray(String[]::new);
    }

    private static String awaitIdle(RespClient client) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        // Two turns of what is done in the background, so that changed settings show.
        TimeUnit.MILLISECONDS.sleep(250);
        while (true) {
            Map<String, String> info = info(client);
            boolean idle = info.get("rdb_bgsave_in_progress").equals("0")
                    && info.get("aof_rewrite_in_progress").equals("0")
                    && info.get("aof_rewrite_scheduled").equals("0");
            if (idle) {
                return info.toString();
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Map<String, String> info(RespClient client) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line : client.line("INFO persistence").split("\\\\r\\\\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && FIELDS.contains(line.substring(0, colon))) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }
}
