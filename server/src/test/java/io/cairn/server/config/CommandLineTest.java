package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static CommandLine parse(String... words) throws ConfigException {
        return CommandLine.parse(words, "1.2.3");
    }

    private static ConfigException stopped(String... words) {
        ConfigException stop = catchThrowableOfType(ConfigException.class, () -> parse(words));
        assertThat(stop).as(String.join(" ", words)).isNotNull();
        return stop;
    }

    @Test
    void tellsItsVersionWhateverFollows() {
        for (ConfigException answer :
                new ConfigException[] {stopped("-v"), stopped("--version"), stopped("-v", "--bad")}) {
            assertThat(answer.text()).isEqualTo("Cairn server v=1.2.3 bits=64\n");
            assertThat(answer.isAnswer()).isTrue();
            assertThat(answer.exitCode()).isZero();
        }
    }

    @Test
    void helpGoesToStandardErrorAsInRedis() {
        for (ConfigException help : new ConfigException[] {stopped("-h"), stopped("--help")}) {
            assertThat(help.text())
                    .startsWith("Usage: cairn-server [/path/to/redis.conf] [options] [-]\n")
                    .endsWith(".\n");
            assertThat(help.isAnswer()).isFalse();
            assertThat(help.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void saysWhatItDoesNotSupport() {
        assertThat(stopped("--test-memory", "4").text()).isEqualTo("Cairn does not support --test-memory.\n");
        assertThat(stopped("--check-system").text()).isEqualTo("Cairn does not support --check-system.\n");
        assertThat(stopped("sentinel.conf", "--sentinel").text()).isEqualTo("Cairn does not support Sentinel mode.\n");
    }

    @Test
    void readsFileThenOptionsThenStandardInput() throws Exception {
        CommandLine line = parse("a.conf", "--port", "1", "--bind", "x y", "\u0001", "-");
        assertThat(line.file()).isEqualTo("a.conf");
        assertThat(line.standardInput()).isTrue();
        assertThat(line.options()).isEqualTo("port \"1\" \nbind \"x y\" \"\\x01\" ");
    }

    @Test
    void withoutWordsThereIsNothingToRead() throws Exception {
        assertThat(parse()).isEqualTo(new CommandLine(null, false, ""));
    }
}
