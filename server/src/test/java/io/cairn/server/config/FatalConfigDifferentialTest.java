package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.testing.NeedsProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the configuration: text on standard error and exit code as of a real redis-server, with Cairn's name in it. */
@NeedsProgram("redis-server")
class FatalConfigDifferentialTest {
    @TempDir
    Path directory;

    @BeforeEach
    void writeIncludes() throws Exception {
        Files.createDirectories(directory.resolve("inc"));
        Files.writeString(directory.resolve("inc/a.conf"), "timeout 5\nhz 7");
        Files.writeString(directory.resolve("inc/b.conf"), "\nhz 8\nfoo bar\n");
        Files.writeString(directory.resolve("inc/.h.conf"), "hidden\n");
        Files.writeString(directory.resolve("inc/deep.txt"), "dir inc\ninclude b.conf\n");
    }

    static String[] brokenFiles() {
        return new String[] {
            "appendfsync always no\n",
            "timeout 1 2",
            "timeout",
            "a 'b",
            "'timeout' 5x",
            "\n\n  FOO bar \n",
            "timeout 'a'b",
            "timeout \"a\"b",
            "timeout \"\\x4z\"",
            "save 900",
            "save '900 1' 60",
            "client-output-buffer-limit ''",
            "save '900 1' '60 2'",
            "shutdown-on-sigterm ''",
            "oom-score-adj-values ''",
            "replicaof ''",
            "replicaof 'a b'",
            "oom-score-adj-values '1 2'",
            "client-output-buffer-limit 'normal 1'",
            "save 900 1 60",
            "save 1 x",
            "include",
            "include a b",
            "user",
            "rename-command a",
            "rename-command a b c",
            "sentinel x",
            "sentinel monitor x",
            "appendonly",
            "appendonly maybe",
            "requirepass",
            "requirepass a b",
            "port 70000\n",
            "port -1",
            "port 0x10",
            "\u000btimeout 5x",
            "\ttimeout\t5x\t",
            "timeout 5\r\nhz x\r\n",
            "list-max-ziplist-entries",
            "list-max-ziplist-entries 1 2",
            "lua-replicate-commands",
            "a.b",
            "loglevel notice debug",
            "loglevel loud",
            "\"\" x",
            "\"\"",
            "dir",
            "dir a b",
            "dir nowhere",
            "dir redis.conf",
            "cluster-enabled yes\nslaveof a 1",
            "tls-port x",
            "enable-debug-command maybe",
            "databases 0",
            "databases 99999999999",
            "repl-diskless-load x",
            "unixsocketperm -1",
            "unixsocketperm 7x",
            "unixsocketperm 1000",
            "aclfile a b",
            "bind-source-addr x y",
            "maxclients 0",
            "loadmodule",
            "timeout 5\ttimeout",
            "timeout 5 # comment",
            "replicaof a 1 2",
            "replicaof a b",
            "replicaof a 65536",
            "slaveof no",
            "supervised maybe",
            "syslog-facility local9",
            "maxmemory 1 2",
            "maxmemory 1tb",
            "maxmemory -1",
            "oom-score-adj bla",
            "io-threads 200",
            "io-threads 0",
            "active-defrag-ignore-bytes 0",
            "tcp-backlog -1",
            "appendfilename a/b",
            "appendfilename ''",
            "appenddirname a/b",
            "appenddirname ''",
            "dbfilename a/b",
            "shutdown-on-sigterm",
            "shutdown-on-sigterm save nosave",
            "shutdown-on-sigint later",
            "maxmemory-clients 101%",
            "maxmemory-clients x",
            "client-output-buffer-limit normal 1",
            "client-output-buffer-limit foo 1 1 1",
            "client-output-buffer-limit normal 1 1 x",
            "oom-score-adj-values 1 2",
            "oom-score-adj-values 1 2 3000",
            "notify-keyspace-events Q",
            "notify-keyspace-events A K",
            "notify-keyspace-events",
            "latency-tracking-info-percentiles x",
            "latency-tracking-info-percentiles 50 101",
            "proc-title-template {x}",
            "activedefrag yes",
            "cluster-announce-hostname a_b",
            "socket-mark-id 4294967296",
            "logfile /nowhere/x",
            "logfile /tmp\nhz 5",
            "logfile inc",
            "bind 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
            "timeout \u00ff",
            "timeout '\u00e9'x",
            "hz 5 \"\\x00\"",
            "include inc/*.conf",
            "include inc/b.conf",
            "include inc/[!b].conf\nx",
            "include inc/[^b]*.conf\nx",
            "include */a.conf\nx y",
            "include inc/?.conf",
            "include nowhere/*\nx y z",
            "include inc/deep.txt\n",
            "include inc/a.conf\ninclude inc/a.conf\nhz",
            "timeout 1\ntimeout x\ntimeout 2",
            "enable-protected-configs sometimes"
        };
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void aBrokenFileIsRefusedWithTheSameWords(String text) throws Exception {
        Files.write(directory.resolve("redis.conf"), text.getBytes(StandardCharsets.ISO_8859_1));
        assertSameRefusal("", "redis.conf");
    }

    static Stream<List<String>> brokenCommandLines() {
        return Arrays.stream(new String[][] {
                    {"-x"},
                    {"---port", "3"},
                    {"--port"},
                    {"--port", "--dir"},
                    {"--port 0", "--dirx"},
                    {"--sav", "x"},
                    {"--port", "1", "2"},
                    {"--save", "1"},
                    {"--save", "1", "x"},
                    {"--include", "nowhere/*", "--bad"},
                    {"--port", "'a"},
                    {"--port", "a'b\"c\n\u0001d\\e"},
                    {"--port", "--timeout", "3"},
                    {"--bind", "1", "--port", "x"},
                    {"--save", "--bad", "1"},
                    {"--requirepass", "--x", "--bad"},
                    {"--save", "", "--bad"},
                    {"--SAVE", "--bad"},
                    {"--save ", "--bad"},
                    {"--timeout 5 6"},
                    {"--timeout '5"},
                    {"--port=5"},
                    {"--bad", "--help"},
                    {"--", "x"},
                    {"--\n", "x"},
                    {"--timeout", "-", "1"},
                    {"redis.conf", "--timeout", "y"},
                    {"redis.conf", "--timeout"},
                    {"redis.conf", "-", "--timeout", "y"},
                    {"redis.conf", "--hz", "1", "timeout"},
                    {"--foo.bar"},
                    {"--shutdown-on-sigterm", "save nosave"},
                    {"--logfile", "/nowhere/x"}
                })
                .map(List::of);
    }

    @ParameterizedTest
    @MethodSource("brokenCommandLines")
    void aBrokenCommandLineIsRefusedWithTheSameWords(List<String> arguments) throws Exception {
        Files.writeString(directory.resolve("redis.conf"), "hz 5\ntimeout 6");
        assertSameRefusal("", arguments.toArray(new String[0]));
    }

    static Stream<List<String>> brokenInputs() {
        return Arrays.stream(new String[][] {
                    {"timeout x\n", "-"},
                    {"timeout 1", "-", "--timeout", "y"},
                    {"timeout x", "redis.conf", "--timeout", "1", "-"},
                    {"\ntimeout x", "redis.conf", "--timeout", "-"},
                    {"hz 1\nbad", "redis.conf", "-"}
                })
                .map(List::of);
    }

    @ParameterizedTest
    @MethodSource("brokenInputs")
    void brokenStandardInputIsRefusedWithTheSameWords(List<String> inputAndArguments) throws Exception {
        Files.writeString(directory.resolve("redis.conf"), "hz 5");
        List<String> arguments = inputAndArguments.subList(1, inputAndArguments.size());
        assertSameRefusal(inputAndArguments.get(0), arguments.toArray(new String[0]));
    }

    private void assertSameRefusal(String input, String... arguments) throws Exception {
        RedisServer.Refusal theirs = RedisServer.refusal(directory, input, arguments);
        ConfigException ours =
                catchThrowableOfType(ConfigException.class, () -> Configs.loadWithInput(directory, input, arguments));
        assertThat(ours).isNotNull();
        assertThat(ours.text()).isEqualTo(theirs.error().replace("(Redis 7.0.15)", "(Cairn " + Configs.VERSION + ")"));
        assertThat(ours.exitCode()).isEqualTo(theirs.exitCode());
    }

    static Stream<List<String>> missingFiles() {
        return Arrays.stream(new String[][] {
                    {"nowhere.conf"},
                    {"/nowhere/x.conf"},
                    {"--include", "nowhere.conf"},
                    {"--include", "/nowhere.conf"},
                    {"--include", ""}
                })
                .map(List::of);
    }

    /** Redis tells its log, which at that time is standard output; here it is an error like the others. */
    @ParameterizedTest
    @MethodSource("missingFiles")
    void aMissingFileIsNamed(List<String> words) throws Exception {
        String[] arguments = words.toArray(new String[0]);
        RedisServer.Refusal theirs = RedisServer.refusal(directory, "", arguments);
        ConfigException ours = catchThrowableOfType(ConfigException.class, () -> Configs.load(directory, arguments));
        assertThat(theirs.output()).endsWith(" # " + ours.text());
        assertThat(ours.exitCode()).isEqualTo(theirs.exitCode());
    }
}
