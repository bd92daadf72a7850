package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Json;
import io.cairn.testing.NeedsProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modes of the benchmark as people start them, with so few requests that the figures mean nothing. */
@NeedsProgram({"redis-server", "taskset"})
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ModesIntegrationTest {
    @TempDir
    private Path directory = Path.of("");

    private record Outcome(int code, String output) {}

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Path.of("..", "cairn").toRealPath().toString(), "bench"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    /** Runs a mode that must come to its end, and returns the section that it writes to a file. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> measure(String... arguments) throws IOException, InterruptedException {
        Path json = directory.resolve("figures.json");
        Path html = directory.resolve("page.html");
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--json", json.toString(), "--html", html.toString()));
        Outcome outcome = run(all.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.output()).isZero();
        Map<String, Object> report = (Map<String, Object>) Json.parse(Files.readString(json));
        assertThat((List<Object>) report.get("results")).isEmpty();
        assertThat((String) report.get("command")).startsWith("./cairn bench " + arguments[0]);
        List<Map<String, Object>> sections = (List<Map<String, Object>>) report.get("sections");
        assertThat(sections).hasSize(1);
        String title = (String) sections.get(0).get("title");
        assertThat(outcome.output()).contains("cairn ", title);
        assertThat(Files.readString(html)).contains("<h2>" + title + "</h2>");
        return sections.get(0);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> section) {
        return (List<Map<String, Object>>) section.get("rows");
    }

    @SuppressWarnings("unchecked")
    private static double figure(Map<String, Object> row, String server, String key) {
        Object figure = ((Map<String, Map<String, Object>>) row.get("servers"))
                .get(server)
                .get(key);
        return figure == null ? Double.NaN : ((Number) figure).doubleValue();
    }

    @Test
    void bothServersAnswerEveryOperationOfGrowthAlike() throws Exception {
        Map<String, Object> growth = measure("--growth", "--sizes", "1000,2000", "--count", "200", "--rounds", "1");
        assertThat(rows(growth)).extracting(row -> row.get("operation")).contains("get", "zrank", "linsert", "xrange");
        assertThat(rows(growth)).extracting(row -> row.get("elements")).contains(1000L, 2000L);
        assertThat(Files.readString(directory.resolve("page.html"))).contains("<polyline class=\"s1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cairn", "other"})
    void bothServersLoadWhatWasWrittenWhoeverWroteIt(String writer) throws Exception {
        Map<String, Object> restart =
                measure("--restart", "--writer", writer, "--sizes", "1m", "--rounds", "1", "--cold");
        assertThat(rows(restart)).extracting(row -> row.get("file")).containsExactly("dump.rdb", "appendonlydir");
        assertThat(rows(restart)).allSatisfy(row -> {
            assertThat(figure(row, "cairn", "megabytesPerSecond")).isPositive();
            assertThat(figure(row, "redis-server", "seconds")).isPositive();
        });
    }

    @ParameterizedTest
    @CsvSource({"zset, 2", "list, 1"})
    void aSaveUnderLoadIsOfTheMoment(String kind, String rounds) throws Exception {
        Map<String, Object> snapshot =
                measure("--snapshot", "--kind", kind, "--keys", "2000", "--rounds", rounds, "--warm-up", "0");
        assertThat(snapshot).containsEntry("title", "Saves under load: " + kind);
        assertThat(rows(snapshot))
                .filteredOn(row -> row.get("figure").toString().contains("wait"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(figure(row, "redis-server", "largest"))
                        .isGreaterThanOrEqualTo(figure(row, "redis-server", "median"))
                        .isPositive());
    }

    @Test
    void memoryIsOfEveryElement() throws Exception {
        Map<String, Object> memory =
                measure("--memory", "--only", "set", "--keys", "200000", "--settle", "0", "--aof", "everysec");
        Map<String, Object> row = rows(memory).get(0);
        assertThat(row).containsEntry("kind", "set").containsEntry("count", 200_000L);
        // Less than its names is impossible, a kilobyte is not of one member.
        assertThat(figure(row, "redis-server", "bytesEach")).isBetween(16.0, 1000.0);
    }

    @Test
    void cairnStartsAlone() throws Exception {
        Map<String, Object> start =
                measure("--start", "--vs", "none", "--rounds", "2", "--settle", "0", "--set", "io-threads=2");
        assertThat(rows(start)).hasSize(3);
        assertThat(figure(rows(start).get(0), "cairn", "median")).isPositive();
        assertThat(start.toString()).doesNotContain("redis");
        assertThat(Files.readString(directory.resolve("figures.json"))).contains("Cairn's io-threads");
    }

    @Test
    void keysAreOverwrittenInsertedAndExpireAtHalfOfThePeak() throws Exception {
        Map<String, Object> steady = measure("--steady", "--keys", "20000", "--duration", "1", "--warm-up", "0");
        assertThat(rows(steady))
                .filteredOn(row -> row.get("figure").toString().matches("p99.9, ms|thousand keys .*"))
                .hasSize(3)
                .allSatisfy(row -> {
                    assertThat(figure(row, "cairn", "median")).isPositive();
                    assertThat(figure(row, "redis-server", "median")).isPositive();
                });
        assertThat((List<?>) steady.get("verdicts")).hasSize(1);
    }

    @Test
    void whatMakesNoSenseIsOneSentence() throws Exception {
        assertThat(run("--growth", "--pipeline", "16"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "cairn bench --growth does not take --pipeline 16; ./cairn bench --growth --help says what it takes\n"));
        assertThat(run("--growth", "--rounds", "2", "--start"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "cairn: --growth and --start are measured one at a time; ./cairn bench --help says what it takes\n"));
        assertThat(run("--memory", "--vs", "/no/such-server"))
                .isEqualTo(new Outcome(1, "cairn: /no/such-server, which --vs names, is no program\n"));
        assertThat(run("--start", "--vs", "none", "--set", "io-threads=many").output())
                .contains("cairn ended with code 1", "io-threads");
        assertThat(run("--restart", "--json", "/no/such/file"))
                .isEqualTo(new Outcome(1, "cairn: /no/such/file cannot be written\n"));
    }
}
