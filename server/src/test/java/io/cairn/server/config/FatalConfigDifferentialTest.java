package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.testing.NeedsProgram;
import java.io.IOException;
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

    /** One configuration a line, with Java's escapes. */
    static List<String> brokenFiles() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "testdata", "config", "broken.txt"));
        assertThat(lines).hasSizeGreaterThan(100);
        return lines.stream().map(String::translateEscapes).toList();
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
