package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Pattern PAIR = Pattern.compile("\"([^\"]+)\": \"([^\"]*)\"");

    @TempDir
    Path directory;

    @Test
    void everySettingOfRedis70IsKnownWithItsDefault() throws Exception {
        assertKnownWithDefaults("config-redis-7.0.15.json", 187, Map.of());
    }

    @Test
    void everySettingOfRedis80IsKnownWithItsDefault() throws Exception {
        assertKnownWithDefaults("config-redis-8.0-m01.json", 187, Map.of());
    }

    private void assertKnownWithDefaults(String file, int minimum, Map<String, String> otherDefaults) throws Exception {
        Files.createFile(directory.resolve("empty.conf"));
        ServerConfig config = Configs.load(directory, "empty.conf");
        Map<String, String> expected = oracle(file);
        expected.putAll(otherDefaults);
        Map<String, String> actual = new TreeMap<>(config.configGet(List.copyOf(expected.keySet())));
        assertThat(expected).hasSizeGreaterThanOrEqualTo(minimum);
        assertThat(actual).isEqualTo(expected);
    }

    private static Map<String, String> oracle(String file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        Matcher pairs = PAIR.matcher(Files.readString(Path.of("..", "testdata", "oracle", file)));
        while (pairs.find()) {
            values.put(pairs.group(1), pairs.group(2));
        }
        return values;
    }

    @Test
    void everyDefaultReadsBackAsItself() throws Exception {
        for (Setting<?> setting : Settings.catalog().settings()) {
            // The directory begins where the process does, and "no master" is said with two words.
            if (setting != Settings.DIR && setting != Settings.REPLICAOF) {
                assertReadsBack(setting);
            }
        }
    }

    private static <T> void assertReadsBack(Setting<T> setting) throws RefusedValue {
        String text = setting.type().format(setting.fallback());
        assertThat(setting.parseArgument(text, setting.fallback()))
                .as(setting.name())
                .isEqualTo(setting.fallback());
    }

    @Test
    void everySettingHasASentenceForPeople() {
        assertThat(Settings.catalog().settings())
                .hasSizeGreaterThan(170)
                .allSatisfy(setting ->
                        assertThat(setting.summary()).as(setting.name()).endsWith("."));
    }

    @Test
    void aNameCannotBeDeclaredTwice() {
        Catalog catalog = new Catalog();
        catalog.yesNo("one", true).alias("two").accepted();
        assertThatThrownBy(() -> catalog.count("two", 1).accepted())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("name=two is declared twice");
    }

    @Test
    void findsSettingsByEitherNameInLettersOfAnySize() {
        assertThat(Settings.find("PORT")).isSameAs(Settings.PORT);
        assertThat(Settings.find("slaveof")).isSameAs(Settings.find("ReplicaOf"));
        assertThat(Settings.find("nonsense")).isNull();
    }

    @Test
    void passwordsAreSensitive() {
        assertThat(Settings.catalog().settings().stream()
                        .filter(Setting::isSensitive)
                        .map(Setting::name))
                .contains("requirepass", "masterauth", "masteruser", "tls-key-file-pass", "tls-client-key-file-pass");
    }
}
