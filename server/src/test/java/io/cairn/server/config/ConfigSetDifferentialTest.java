package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFIG SET and GET against a real redis-server: every setting with every kind of text, and the replies and values compared. */
@NeedsProgram("redis-server")
class ConfigSetDifferentialTest {
    /** Texts of every kind, valid for some settings and wrong for others in all the ways there are. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "yes",
            "NO",
            "maybe",
            "0",
            "1",
            "-1",
            "-2",
            "5",
            "007",
            "+5",
            " 5",
            "5 ",
            "1e3",
            "0x10",
            "99",
            "100",
            "101",
            "1000",
            "1001",
            "65535",
            "65536",
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "4294967295",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999",
            "1b",
            "2K",
            "2kb",
            "3M",
            "3mB",
            "1048575",
            "4g",
            "4gb",
            "1t",
            "1.5gb",
            "kb",
            "-1mb",
            "50%",
            "0%",
            "100%",
            "101%",
            "05%",
            "%",
            "-5%",
            "a/b",
            "a\\b",
            "a b",
            "a_b",
            "\u00ff\u0001\"'",
            "900 1",
            "900 1 60 2",
            "900 1 ",
            "900",
            "0 1",
            "1 -1",
            "+900 01",
            "1 2 3",
            "-2000 0 2000",
            "0 0 2001",
            "50 99.9 100",
            "50.1234567",
            "-0.5",
            "100.1",
            "nan",
            ".5 5. 1e1",
            "50  60",
            "KEA",
            "Elg$K",
            "g$lshzxetd",
            "KEAmnd",
            "n",
            "q",
            "normal 2mb 1mb 3",
            "replica 5 6 7 pubsub 3 2 1",
            "SLAVE 1 2 +4",
            "master 1 1 1",
            "normal 1mb 1mb",
            "pubsub 1 x 1",
            "pubsub 1 1 -1",
            "pubsub -1 1 1",
            "pubsub 1 1 1 normal 1",
            "allkeys-lru",
            "VOLATILE-TTL",
            "everysec",
            "always",
            "no",
            "debug",
            "disabled",
            "swapdb",
            "on-empty-db",
            "clients",
            "allchannels",
            "hostname",
            "unknown-endpoint",
            "panic",
            "ip",
            "optional",
            "relative",
            "default",
            "save",
            "nosave now",
            "save nosave",
            "save force save",
            "now  force",
            "{title} {port}",
            "{title}",
            "{x}",
            "{{title}",
            "a}b",
            "{port",
            "127.0.0.1",
            "local7",
            "a.B-9");

    /**
     * Where the answer depends on the machine: Redis takes the value and then fails to bring it into effect, which here is the matter of the
     * listeners; oom-score-adj may need privileges.
     */
    private static final Pattern EFFECT_FAILED = Pattern.compile(
            ".*(Unable to listen on this port|Failed to bind|Unable to update TLS|operating system is not able|Failed to set current oom).*");

    private static final Set<String> FAILING =
            Set.of("port", "bind", "maxclients", "oom-score-adj", "oom-score-adj-values");

    /** Redis takes sizes beyond 2^63-1, modulo 2^64, and percentiles in hexadecimal; ours are refused. */
    private static final Set<String> DIFFERENT = Set.of(
            "maxmemory '99999999999999999999'", "cluster-link-sendbuf-limit '99999999999999999999'",
            "maxmemory-clients '99999999999999999999'", "latency-tracking-info-percentiles '0x10'");

    @TempDir
    Path directory;

    private RedisServer redis;
    private ServerConfig config;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("redis.conf"), "port 0\nunixsocket s\nsave ''\n");
        redis = RedisServer.start(directory, "redis.conf");
        config = Configs.load(directory, "redis.conf");
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
    }

    private String ours(String... pairs) {
        String error = config.configSet(List.of(pairs), true, false);
        return error == null ? "OK" : "-" + error;
    }

    private String ourValue(String name) {
        return Objects.requireNonNull(config.configGet(List.of(name)).get(name), name);
    }

    private String theirs(String... pairs) {
        List<String> words = new ArrayList<>(List.of("CONFIG", "SET"));
        words.addAll(Arrays.asList(pairs));
        return redis.text(words.toArray(new String[0]));
    }

    @Test
    void everySettingTakesAndRefusesTheSameTextsWithTheSameWords() {
        Map<String, String> differences = new TreeMap<>();
        int taken = 0;
        int refused = 0;
        for (String name : redis.configGet("*").keySet()) {
            for (String text : TEXTS) {
                if (name.equals("maxclients") && text.matches("\\d{6,10}")) {
                    continue; // Redis would allocate memory for each of them.
                }
                String before = ourValue(name);
                String their = theirs(name, text);
                String our = ours(name, text);
                if (EFFECT_FAILED.matcher(their).matches() && our.equals("OK")) {
                    assertThat(name)
                            .satisfiesAnyOf(
                                    any -> assertThat(any).startsWith("tls-"),
                                    any -> assertThat(FAILING).contains(any));
                    ours(name, before);
                    continue;
                }
                String theirValue = Objects.requireNonNull(redis.configGet(name).get(name), name);
                String ourValue = ourValue(name);
                if (!their.equals(our) || !theirValue.equals(ourValue)) {
                    differences.put(name + " '" + text + "'", their + " " + theirValue + " / " + our + " " + ourValue);
                    assertThat(theirs(name, before)).isEqualTo(ours(name, before));
                }
                taken += our.equals("OK") ? 1 : 0;
                refused += our.equals("OK") ? 0 : 1;
            }
        }
        assertThat(differences).containsOnlyKeys(DIFFERENT);
        assertThat(taken).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void hiddenSettingsToo() {
        for (String name : List.of(
                "use-exit-on-panic",
                "key-load-delay",
                "rdb-key-save-delay",
                "watchdog-period",
                "loading-process-events-interval-bytes")) {
            for (String text : List.of("x", "-1", "1024", "9999999999", "no")) {
                assertThat(ours(name, text)).as(name + " " + text).isEqualTo(theirs(name, text));
            }
        }
        assertThat(config.configGet(List.of("*-delay"))).isEqualTo(redis.configGet("*-delay"));
    }

    @Test
    void severalPairsAreSetTogetherOrNotAtAll() {
        for (String[] pairs : new String[][] {
            {"timeout", "1", "hz", "20"},
            {"timeout", "2", "hz", "x"},
            {"hz", "x", "timeout", "3"},
            {"timeout", "1", "timeout", "2"},
            {"timeout", "1", "TIMEOUT", "2"},
            {"lua-time-limit", "1", "busy-reply-threshold", "2"},
            {"LUA-time-limit", "7", "BUSY-reply-threshold", "x"},
            {"nonsense", "1"},
            {"timeout", "9", "nonsense", "1"},
            {"nonsense", "1", "databases", "4"},
            {"databases", "4", "nonsense", "1"},
            {"DATABASES", "4"},
            {"Dir", "/"},
            {"dbfilename", "x", "databases", "4"},
            {"timeout", "x", "dir", "/"},
            {"SLAVE-priority", "x"},
            {"save", "1 1", "appendfsync", "never"},
            {"rename-command", "a"},
            {"include", "a"},
            {"user", "a"},
            {"loadmodule", "a"},
            {"sentinel", "a"},
            {"list-max-ziplist-entries", "1"},
            {"timeout", "1", "hz"},
        }) {
            assertThat(ours(pairs)).as(String.join(" ", pairs)).isEqualTo(theirs(pairs));
            String[] names = {"timeout", "hz", "busy-reply-threshold", "save", "appendfsync", "replica-priority"};
            assertThat(config.configGet(List.of(names)))
                    .as(String.join(" ", pairs))
                    .isEqualTo(redis.configGet(names));
        }
    }

    @Test
    void patternsFindTheSameSettings() {
        // Settings that only later versions have.
        Set<String> later = Set.of(
                "set-max-listpack-entries",
                "set-max-listpack-value",
                "server-cpulist",
                "bio-cpulist",
                "aof-rewrite-cpulist",
                "bgsave-cpulist",
                "aof-load-corrupt-tail-max-size",
                "cluster-announce-human-nodename",
                "hide-user-data-from-log",
                "locale-collate",
                "max-new-connections-per-cycle",
                "max-new-tls-connections-per-cycle",
                // Cairn's own.
                "archive",
                "archive-directory",
                "archive-retention-age",
                "archive-retention-size",
                "aof-roll-size",
                "restart-target-seconds",
                "verify-saves");
        for (String[] patterns : new String[][] {
            {"*"},
            {"port"},
            {"PORT"},
            {"PoRt", "port"},
            {"PORT", "p?rt", "port*"},
            {"slave*"},
            {"x", "maxm*", "maxmemory"},
            {"key-load-delay"},
            {"key*"},
            {"ma[v-y]mem*Y"},
            {"*slaveof*"},
            {"repl-diskless-sync", "REPL-DISKLESS*"},
            {"\\*"},
            {"p\\ort"},
            {"p\\ort*"},
            {"*", "*"},
            {""},
            {"nonsense"},
            {"[^a-y]*"},
            {"rename-command"},
            {"*.*"}
        }) {
            Map<String, String> ours = config.configGet(List.of(patterns));
            ours.keySet().removeAll(later);
            assertThat(ours).as(String.join(" ", patterns)).isEqualTo(redis.configGet(patterns));
        }
    }

    @Test
    void theDirectoryIsChangedAsByTheShell() throws Exception {
        redis.close();
        Files.createDirectories(directory.resolve("one/two"));
        Files.writeString(directory.resolve("file"), "");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("one"));
        Files.writeString(directory.resolve("redis.conf"), "port 0\nunixsocket s\nenable-protected-configs local\n");
        redis = RedisServer.start(directory, "redis.conf");
        config = Configs.load(directory, "redis.conf");
        for (String target : List.of(
                "one",
                "two",
                "..",
                "nowhere",
                "",
                "two/../two/.",
                "../../file",
                "../../file/x",
                directory + "/link",
                "/")) {
            assertThat(ours("dir", target)).as(target).isEqualTo(theirs("dir", target));
            assertThat(config.configGet(List.of("dir"))).as(target).isEqualTo(redis.configGet("dir"));
        }
        assertThat(config.configSet(List.of("dir", "/"), false, false))
                .isEqualTo("ERR CONFIG SET failed (possibly related to argument 'dir') - can't set protected config");
    }
}
