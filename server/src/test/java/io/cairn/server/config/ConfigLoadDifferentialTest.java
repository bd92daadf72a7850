package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that a real redis-server takes: afterwards every setting has the same value there and here. */
@NeedsProgram("redis-server")
class ConfigLoadDifferentialTest {
    @TempDir
    Path directory;

    @BeforeEach
    void writeIncludes() throws Exception {
        Files.createDirectories(directory.resolve("inc"));
        Files.writeString(directory.resolve("inc/a.conf"), "timeout 5\nhz 7\n");
        Files.writeString(directory.resolve("inc/b.conf"), "timeout 6");
        Files.writeString(directory.resolve("inc/nested.txt"), "include inc/[ab].conf\nmaxmemory-samples 3\n");
    }

    /** A file, then arguments. */
    static Stream<List<String>> configurations() {
        return Arrays.stream(new String[][] {
                    {""},
                    {"# comment\n\n   \n\t# another\nTIMEOUT 5\n  hz\t20  \r\nDatabases 3"},
                    {"save 900 1\nsave 60 2 30 3\n"},
                    {"save 900 1\nsave \"\"\n"},
                    {"save ''\nsave 900 1\n"},
                    {"save\nsave 3 4\nsave\n"},
                    {"save 900 1\n", "--save", "60", "1"},
                    {"save 900 1\n", "--save", ""},
                    {"", "--save", "--timeout", "4"},
                    {"", "--save"},
                    {"", "--save", "900 1"},
                    {"", "--save 900 1 60 2", "--hz 3"},
                    {"", "--SAVE", "--timeout", "4"},
                    {"hz 0\n"},
                    {"hz 501\n"},
                    {"hz 100000\n"},
                    {"bind\n"},
                    {"bind ''\n"},
                    {"bind 127.0.0.1 -::1\nbind 127.0.0.1"},
                    {"latency-tracking-info-percentiles\n"},
                    {"latency-tracking-info-percentiles 1 2.50 .1\n"},
                    {"client-output-buffer-limit\n"},
                    {
                        "client-output-buffer-limit normal 1mb 2K 3 replica 4 5 6\nclient-output-buffer-limit pubsub 7 8 9\n"
                    },
                    {"shutdown-on-sigterm save FORCE default\nshutdown-on-sigint now\n"},
                    {"", "--shutdown-on-sigterm", "now force"},
                    {"requirepass \"a\\x01\\\"b c'd\\n\\q\"\nmasterauth 'it\\'s \\n'\nmasteruser \u00fc\u00ff\n"},
                    {
                        "slaveof no one\nslave-priority 3\nlua-time-limit 9\nhash-max-ziplist-entries 4\nhash-max-listpack-entries 5\n"
                    },
                    {"replicaof 127.0.0.1 +1\nreplica-read-only no\n"},
                    {"include inc/*.conf\nmaxmemory 5mb"},
                    {"include inc/nested.txt\nmaxmemory 5mb"},
                    {"include nowhere/*.conf\n"},
                    {"dir inc\ninclude b.conf\nlogfile x.log\nunixsocket ../s\n"},
                    {"list-max-ziplist-entries 1\nlist-max-ziplist-value 2\nlua-replicate-commands no\nsentinel\n"},
                    {
                        "unixsocketperm 700\nmaxmemory-clients 10%\nmaxmemory 3G\nrepl-backlog-size 20kb\nproto-max-bulk-len 1gb\n"
                    },
                    {"notify-keyspace-events KEgxA\noom-score-adj-values -5 0 7\nproc-title-template '{title} {port}'\n"
                    },
                    {"rename-command debug ''\n", "--timeout", "3"},
                    {"user alice on nopass ~* +@all\nuser bob off\n"},
                    {
                        "appendonly yes\nappendfilename log\nappenddirname logs\nappendfsync ALWAYS\nauto-aof-rewrite-min-size 3mb\n"
                    },
                    {"maxmemory-policy ALLKEYS-lfu\nloglevel Warning\nsupervised NO\ntls-auth-clients optional\n"},
                    {"aclfile ''\npidfile /tmp/x.pid\npidfile ''\ntls-ciphers ''\nlogfile ''\nreplica-announce-ip ''\n"
                    },
                    {"", "--timeout", "1", "--timeout", "2", "--requirepass", "--timeout"},
                    {"save '900 1'\nsave \"60 2 30 3\"\nshutdown-on-sigint 'now force'\nbind '127.0.0.1 ::1'\n"},
                    {"oom-score-adj-values '1 2 3'\nlatency-tracking-info-percentiles '1 2'\nreplicaof 'no one'\n"},
                    {"save 1 1\nsave \" '900'\t 1 \"\nsave ' '\nbind ' 127.0.0.1   ::1 ' x\n"},
                    {"latency-tracking-info-percentiles ''\n"},
                    {"client-output-buffer-limit 'normal 1mb 1mb 0 replica 1 2 3'\n"},
                })
                .map(List::of);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everySettingHasTheSameValue(List<String> configuration) throws Exception {
        Files.write(directory.resolve("redis.conf"), configuration.get(0).getBytes(StandardCharsets.ISO_8859_1));
        List<String> arguments = new ArrayList<>(List.of("redis.conf", "--port", "0"));
        if (!configuration.get(0).contains("unixsocket ")) {
            arguments.addAll(List.of("--unixsocket", "s"));
        }
        arguments.addAll(configuration.subList(1, configuration.size()));
        String[] words = arguments.toArray(new String[0]);
        ServerConfig config = Configs.load(directory, words);
        try (RedisServer redis = RedisServer.start(directory, words)) {
            if (!config.get(Settings.REQUIREPASS).isEmpty()) {
                assertThat(redis.text("AUTH", config.get(Settings.REQUIREPASS))).isEqualTo("OK");
            }
            Map<String, String> theirs = redis.configGet("*");
            assertThat(theirs).hasSizeGreaterThan(180);
            assertThat(config.configGet(List.copyOf(theirs.keySet()))).isEqualTo(theirs);
        }
    }
}
