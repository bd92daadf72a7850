package io.cairn.tools.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

class ModeFirstTest {
    private static ParseResult parse(String arguments) {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(arguments.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--growth --rounds 2 --vs none", "--rounds 2 --growth --vs none", "--rounds 2 --vs none --growth"
            })
    void theModeStandsWhereverItLikes(String arguments) {
        ParseResult mode = parse(arguments).subcommand();
        assertThat(mode.commandSpec().name()).isEqualTo("--growth");
        assertThat(mode.matchedOptionValue("--rounds", 0)).isEqualTo(2);
        assertThat(mode.matchedOptionValue("--vs", "")).isEqualTo("none");
    }

    @Test
    void withoutAModeItMeasuresWorkloads() {
        ParseResult bench = parse("--only set,get-hot --pairs 3");
        assertThat(bench.hasSubcommand()).isFalse();
        assertThat(bench.matchedOptionValue("--pairs", 0)).isEqualTo(3);
    }

    @Test
    void aModeThatIsGivenTwiceIsOne() {
        assertThat(parse("--start --rounds 2 --start")
                        .subcommand()
                        .commandSpec()
                        .name())
                .isEqualTo("--start");
    }

    @Test
    void twoModesAtOnceAreRefused() {
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--memory --keys 7 --restart"))
                .withMessage("--memory and --restart are measured one at a time");
    }

    @ParameterizedTest
    @CsvSource({
        "--growth, --pipeline 16",
        "--growth, --aof always",
        "--restart, --keys 5",
        "--restart, --payload 5",
        "--snapshot, --pairs 2",
        "--snapshot, --sizes 1000",
        "--memory, --rounds 2",
        "--memory, --resp 3",
        "--start, --keys 5",
        "--start, --duration 5",
        "--steady, --pairs 2",
        "--steady, --payload 5"
    })
    void optionsOfWorkloadsAndOfOtherModesAreRefused(String mode, String options) {
        assertThatExceptionOfType(UnmatchedArgumentException.class)
                .isThrownBy(() -> parse(options + " " + mode))
                .satisfies(refusal -> assertThat(refusal.getUnmatched())
                        .first()
                        .isEqualTo(options.substring(0, options.indexOf(' '))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--growth --sizes 10,ten|is not a whole number from 1 to 2147483647",
                "--restart --sizes 20x|is not a number of bytes",
                "--snapshot --kind sets|expected one of [STRINGS, ZSET, HASH, LIST]",
                "--memory --only strings,sets|expected one of [STRINGS, HASHES, HASH,",
                "--growth --count 0|is not a whole number from 1",
                "--snapshot --warm-up -1|is not a whole number of seconds",
                "--memory --settle -1|is not a whole number of seconds",
                "--start --settle some|is not a whole number of seconds",
                "--start --rounds 0|is not a whole number from 1",
                "--steady --duration 10m|is not a whole number from 1",
                "--steady --load 0|is not a whole number from 1"
            })
    void valuesThatAreNoneAreRefused(String arguments, String sentence) {
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse(arguments))
                .withMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--growth --sizes 1000,100|--sizes must rise, but 100 comes after 1000",
                "--growth --sizes 5,100|--sizes must be 10 at least, not 5",
                "--steady --load 101|--load must be 100 at most, not 101",
                "--steady --keys 999|--keys must be 1000 at least, not 999",
                "--steady --keys 1000 --clients 901|--clients must be 900 at most with these keys, not 901",
                "--restart --vs none --writer other|--writer other needs a server beside Cairn, and --vs none is without"
            })
    void valuesThatMakeNoSenseAreRefusedBeforeAnythingStarts(String arguments, String sentence) {
        CommandLine bench = new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        String[] refused = new String[1];
        bench.setParameterExceptionHandler((refusal, given) -> {
            refused[0] = refusal.getMessage();
            return 2;
        });
        assertThat(bench.execute(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(refused[0]).isEqualTo(sentence);
    }
}
