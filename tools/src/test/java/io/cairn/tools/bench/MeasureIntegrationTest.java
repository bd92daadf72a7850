package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The measuring commands as people start them, with so few requests that the figures mean nothing. */
@NeedsProgram({"redis-server", "taskset"})
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MeasureIntegrationTest {
    @Test
    void bothServersAnswerEveryRequestOfMeasureGrowthAlike() throws Exception {
        String output = run("measure-growth", "--most", "1000", "--count", "200", "--rounds", "1");
        assertThat(output.lines()).anyMatch(line -> line.matches("operation +n = 1000 +redis +ratio +growth +redis"));
        for (GrowthOperation operation : GrowthOperation.values()) {
            assertThat(output.lines()).anyMatch(line -> line.matches(operation + " .*× .*× .*"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSET", "LIST"})
    void aSaveUnderLoadIsOfTheMoment(SaveKind kind) throws Exception {
        String output =
                run("measure-save", "--kind", kind.toString(), "--keys", "2000", "--rounds", "2", "--warm-up", "0");
        assertThat(output.lines()).anyMatch(line -> line.matches("elements of the dump that are wrong +0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cairn", "redis"})
    void bothServersLoadTheSameDataWhoeverWroteIt(String writer) throws Exception {
        String output = run("measure-load", "--writer", writer, "--size", "3m", "--rounds", "1", "--cold");
        assertThat(output.lines()).anyMatch(line -> line.matches("dump.rdb +[0-9.]+ .*"));
        assertThat(output.lines()).anyMatch(line -> line.matches("appendonlydir +[0-9.]+ .*"));
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("..", "cairn").toRealPath().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
