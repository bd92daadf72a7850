package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Goal: what is set and rewritten is there after a restart, whatever the file said before.
 *
 * <p>Method: a file of random lines, then random CONFIG SETs, a rewrite, and loading the file again.
 *
 * <p>Invariants: every setting reads back equal; after a second rewrite too; comments stay.
 */
class ConfigRewritePropertyTest {
    private static final List<String> TEXTS = List.of(
            "",
            "yes",
            "no",
            "0",
            "1",
            "7",
            "99",
            "5000",
            "65535",
            "2mb",
            "3000000",
            "5gb",
            "12kb",
            "40%",
            "a b",
            "it's \"x\"\\ \u00ff\n\u0000",
            "900 1 60 5",
            "1 2 3",
            "50 99.95",
            "KEA",
            "gxm",
            "normal 1kb 5 6",
            "pubsub 1 2 3 replica 4 5 6",
            "always",
            "everysec",
            "allkeys-lru",
            "debug",
            "warning",
            "relative",
            "absolute",
            "nosave now",
            "force save",
            "{port} x",
            "127.0.0.1 -::1",
            "/tmp");

    private static final int TRIES = 300;

    private Path directory = Path.of("");
    private int passed;
    private final Set<String> changed = new HashSet<>();

    @BeforeProperty
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("config-rewrite").toRealPath();
    }

    @AfterProperty
    void everyKindWasChanged() throws IOException {
        // A line may have named a log file, which is made when the configuration is read.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
        if (passed >= TRIES) {
            assertThat(changed).hasSizeGreaterThan(120);
        }
    }

    @Property(tries = TRIES)
    void whatIsRewrittenIsReadBackEqual(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Path file = directory.resolve("cairn.conf");
        Files.writeString(file, randomFile(random));
        ServerConfig config = Configs.load(directory, "cairn.conf");
        for (int i = 0; i < 20; i++) {
            setSomething(random, config);
        }
        assertThat(config.rewrite(List.of())).isNull();
        String rewritten = read(file);
        assertThat(rewritten).contains("# first\n").contains("# last\n");
        ServerConfig again = Configs.load(directory, "cairn.conf");
        assertSameValues(again, config);
        assertThat(again.rewrite(List.of())).isNull();
        assertSameValues(Configs.load(directory, "cairn.conf"), config);
        passed++;
    }

    private static void assertSameValues(ServerConfig actual, ServerConfig expected) {
        for (Setting<?> setting : Settings.catalog().settings()) {
            assertThat((Object) actual.get(setting)).as(setting.name()).isEqualTo(expected.get(setting));
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** Lines that are valid one by one: each is tried alone first. */
    private String randomFile(Random random) throws IOException {
        StringBuilder text = new StringBuilder("# first\n");
        for (int i = 0; i < 10; i++) {
            String name = randomName(random);
            String line = name + " " + randomText(random).replace("\n", "").replace("\0", "") + "\n";
            Files.writeString(directory.resolve("cairn.conf"), line);
            try {
                Configs.load(directory, "cairn.conf");
                text.append(line).append(random.nextInt(4) == 0 ? "\n\n" : "");
            } catch (ConfigException e) {
                text.append("# ").append(line);
            }
        }
        return text.append("# last\n").toString().replace("cluster-enabled yes", "cluster-enabled no");
    }

    private void setSomething(Random random, ServerConfig config) {
        Map<String, String> before = new TreeMap<>(config.configGet(List.of("*")));
        String name = randomName(random);
        if (config.configSet(List.of(name, randomText(random)), true, false) == null
                && !before.equals(config.configGet(List.of("*")))) {
            changed.add(name);
        }
    }

    private static String randomName(Random random) {
        List<Setting<?>> settings = Settings.catalog().settings();
        List<String> names = settings.get(random.nextInt(settings.size())).names();
        return names.get(random.nextInt(names.size()));
    }

    private static String randomText(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
