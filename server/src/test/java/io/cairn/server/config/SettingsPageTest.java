package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of settings for people says what the declarations say. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");

    /** Run it with -Dcairn.writePages=true to write the page anew. */
    @Test
    void thePageSaysWhatTheDeclarationsSay() throws Exception {
        String text = page();
        if (Boolean.getBoolean("cairn.writePages")) {
            Files.writeString(PAGE, text);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(text);
    }

    private static String page() {
        return """
            # Settings

            As in redis.conf and on the command line. Defaults are those that hold with a configuration file; without one Cairn listens on
            127.0.0.1 and ::1 only, keeps its data in `./data` and has `appendonly yes`. Made from the declarations; do not edit.

            ## With effect

            | setting | default | at run time | what it does |
            |---|---|---|---|
            """ + rows(Effect.EFFECTIVE) + """

            ## Taken without a word: there is nothing to do

            | setting | default | at run time | why |
            |---|---|---|---|
            """ + rows(Effect.MOOT) + """

            ## Known, but without effect

            Who sets one of these to another value than its default is told so at start.

            | setting | default | at run time | why |
            |---|---|---|---|
            """ + rows(Effect.ACCEPTED);
    }

    private static String rows(Effect effect) {
        List<Setting<?>> settings = Settings.catalog().settings();
        return settings.stream()
                .filter(setting -> setting.effect() == effect && !setting.has(Setting.Rule.HIDDEN))
                .sorted(Comparator.comparing(Setting::name))
                .map(SettingsPageTest::row)
                .collect(Collectors.joining());
    }

    private static <T> String row(Setting<T> setting) {
        String names = setting.names().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        String fallback = new String(
                setting.type().format(setting.fallback()).getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
        String change =
                setting.has(Setting.Rule.IMMUTABLE) ? "no" : setting.has(Setting.Rule.PROTECTED) ? "protected" : "yes";
        return "| " + names + " | " + fallback + " | " + change + " | " + setting.summary() + " |\n";
    }
}
