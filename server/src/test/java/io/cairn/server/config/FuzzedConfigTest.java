package io.cairn.server.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Campaign;
import io.cairn.testing.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign Q, configuration: texts that are almost a configuration file.
 *
 * <p>Goal: they are refused with the line that is wrong, or they are settings that are sound: rewritten and read again they are the
 * same. Nothing else is thrown.
 */
class FuzzedConfigTest {
    private static final List<String> LINES = List.of(
            "port 6379",
            "bind 127.0.0.1 -::1",
            "timeout 0",
            "tcp-keepalive 300",
            "loglevel notice",
            "databases 16",
            "save 900 1 300 10",
            "save \"\"",
            "rdbcompression yes",
            "dbfilename dump.rdb",
            "requirepass \"a \\x41 'b'\"",
            "maxclients 10000",
            "maxmemory 100mb",
            "maxmemory-policy allkeys-lru",
            "appendonly yes",
            "appendfilename 'appendonly.aof'",
            "appendfsync everysec",
            "auto-aof-rewrite-min-size 64mb",
            "slowlog-log-slower-than 10000",
            "notify-keyspace-events KEA",
            "hash-max-listpack-entries 512",
            "client-output-buffer-limit normal 0 0 0 pubsub 32mb 8mb 60",
            "hz 10",
            "rename-command FLUSHALL \"\"",
            "user default on nopass ~* &* +@all",
            "# a comment",
            "");
    private static final List<String> WORDS = List.of(
            "\n",
            "\r\n",
            " ",
            "\t",
            "\"",
            "'",
            "\\",
            "\\x",
            "\\x0",
            "yes",
            "no",
            "mb",
            "gb",
            "%",
            "-",
            "#",
            "\0",
            "\u00ff",
            "save ",
            "port ",
            "bind ",
            "include ",
            "client-output-buffer-limit ",
            "replica ",
            "user ",
            "loglevel ");

    @TempDir
    private Path place = Path.of("");

    @Test
    void changedConfigurationsAreRefusedOrSound() throws IOException {
        run(5_000);
    }

    @Tag("soak")
    @Test
    void manyChangedConfigurationsAreRefusedOrSound() throws IOException {
        run(10_000_000);
    }

    private void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("Q-config", FuzzedConfigTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> check(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("loaded")).isGreaterThan(campaign.figure("texts") / 50);
            assertThat(campaign.figure("refused")).isGreaterThan(campaign.figure("texts") / 10);
        }
    }

    private void check(long seed, Campaign campaign) throws Exception {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            lines.append(LINES.get(random.nextInt(LINES.size()))).append('\n');
        }
        byte[] text = new Mutations(random, WORDS).of(lines.toString().getBytes(ISO_8859_1));
        // A setting may name a file or a directory.
        Path directory = Files.createDirectory(place.resolve(Long.toString(seed)));
        Path file = Files.write(directory.resolve("cairn.conf"), text);
        campaign.add("texts", 1);
        ServerConfig config;
        try {
            config = Configs.load(directory, "cairn.conf");
        } catch (ConfigException refusal) {
            assertThat(refusal.exitCode()).isEqualTo(1);
            assertThat(refusal.text())
                    .containsAnyOf("FATAL CONFIG FILE ERROR", "Fatal error")
                    .doesNotContain("Exception");
            campaign.add("refused", 1);
            return;
        }
        campaign.add("loaded", 1);
        assertThat(config.rewrite(List.of())).isNull();
        ServerConfig again = Configs.load(directory, "cairn.conf");
        for (Setting<?> setting : Settings.catalog().settings()) {
            assertThat((Object) again.get(setting))
                    .as("%s of %s, rewritten as %s", setting.name(), new String(text, ISO_8859_1), read(file))
                    .isEqualTo(config.get(setting));
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1);
    }
}
