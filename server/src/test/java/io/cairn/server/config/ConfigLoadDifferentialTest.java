package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import java.io.IOException;
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

    /** One configuration a line, with Java's escapes. */
    static List<List<String>> files() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "testdata", "config", "valid.txt"));
        assertThat(lines).hasSizeGreaterThan(25);
        return lines.stream().map(line -> List.of(line.translateEscapes())).toList();
    }

    /** A file, then arguments. */
    static Stream<List<String>> commandLines() {
        return Arrays.stream(new String[][] {
                    {"save 900 1\n", "--save", "60", "1"},
                    {"save 900 1\n", "--save", ""},
                    {"", "--save", "--timeout", "4"},
                    {"", "--save"},
                    {"", "--save", "900 1"},
                    {"", "--save 900 1 60 2", "--hz 3"},
                    {"", "--SAVE", "--timeout", "4"},
                    {"", "--shutdown-on-sigterm", "now force"},
                    {"rename-command debug ''\n", "--timeout", "3"},
                    {"", "--timeout", "1", "--timeout", "2", "--requirepass", "--timeout"},
                })
                .map(List::of);
    }

    @ParameterizedTest
    @MethodSource({"files", "commandLines"})
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
