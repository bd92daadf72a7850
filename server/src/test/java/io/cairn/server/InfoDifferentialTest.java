package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and order of what INFO and CLIENT LIST say, beside a real server: programs look for names. */
class InfoDifferentialTest {
    /** A key with a time to live, one without, and an error. */
    private static final List<String> HISTORY = List.of("SET a 1", "SET e x PX 100000", "GET a", "NOSUCH");

    /** What CLIENT LIST has since 7.2 and 7.4; the real server is a 7.0. */
    private static final List<String> LATER_FIELDS = List.of("watch", "lib-name", "lib-ver");

    /** What Redis has no fields for, and the field that they follow. */
    private static final List<String> OWN_FIELDS =
            List.of("aof_unforced_bytes", "aof_oldest_unforced_ms", "aof_last_force_usec", "archive_enabled");

    private static final String BEFORE_OWN_FIELDS = "aof_delayed_fsync";

    @TempDir
    private Path directory = Path.of("");

    @Test
    @NeedsProgram("redis-server")
    void sectionsAndFieldsAreThoseOfRedisInItsOrder() throws Exception {
        try (TestServer ours = TestServer.start(directory);
                RealRedis theirs = RealRedis.start("--appendonly", "yes");
                RespClient client = ours.connect()) {
            for (String request : HISTORY) {
                client.line(request);
                theirs.line(request);
            }
            for (String request : List.of("INFO", "INFO default", "INFO persistence keyspace", "INFO nosuch")) {
                assertThat(names(client.line(request))).as(request).isEqualTo(withOwn(names(theirs.line(request))));
            }
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void fieldsOfAClientAreThoseOfRedisInItsOrder() throws Exception {
        try (TestServer ours = TestServer.start(directory);
                RealRedis theirs = RealRedis.start();
                RespClient client = ours.connect()) {
            List<String> fields = clientFields(client.line("CLIENT LIST"));
            assertThat(fields).containsAll(LATER_FIELDS);
            assertThat(fields.stream().filter(field -> !LATER_FIELDS.contains(field)))
                    .containsExactlyElementsOf(clientFields(theirs.line("CLIENT LIST")));
        }
    }

    /** Lines of the reply, which come with their line ends escaped, without values. */
    private static List<String> names(String reply) {
        return List.of(reply.split("\\\\r\\\\n", -1)).stream()
                .skip(1)
                .map(line -> line.replaceAll(":.*", ""))
                .toList();
    }

    private static List<String> withOwn(List<String> names) {
        List<String> all = new ArrayList<>(names);
        int before = names.indexOf(BEFORE_OWN_FIELDS);
        if (before >= 0) {
            all.addAll(before + 1, OWN_FIELDS);
        }
        return all;
    }

    private static List<String> clientFields(String reply) {
        String line = reply.replaceAll("^\\$\\d+\\\\r\\\\n", "").replaceAll("\\\\n.*", "");
        return List.of(line.split(" ", -1)).stream()
                .map(field -> field.replaceAll("=.*", ""))
                .toList();
    }
}
