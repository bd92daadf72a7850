package io.cairn.tools.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Json;
import io.cairn.testing.NeedsProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as people start it, with so few requests that its figures mean nothing. */
@NeedsProgram({"redis-server", "taskset"})
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BenchIntegrationTest {
    private static final List<String> SHORT =
            List.of("--keys", "1000", "--count", "600", "--clients", "4", "--pairs", "1", "--warm-up", "0");

    @TempDir
    private Path directory = Path.of("");

    private record Outcome(int code, String output) {}

    private static Outcome bench(List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(SHORT);
        all.addAll(arguments);
        return run(all);
    }

    private static Outcome run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Path.of("..", "cairn").toRealPath().toString(), "bench"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    /** A program that takes redis-server's arguments. */
    private String program(String body) throws IOException {
        Path path = directory.resolve("other-server");
        Files.writeString(path, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return path.toString();
    }

    @Test
    @SuppressWarnings("unchecked")
    void bothServersAnswerEveryWorkloadAlike() throws Exception {
        Path json = directory.resolve("figures.json");
        Path html = directory.resolve("page.html");
        Outcome outcome = bench(List.of("--json", json.toString(), "--html", html.toString()));
        assertThat(outcome.code()).as(outcome.output()).isZero();
        Map<String, Object> report = (Map<String, Object>) Json.parse(Files.readString(json));
        List<Map<String, Object>> results = (List<Map<String, Object>>) report.get("results");
        assertThat(results.stream().map(result -> result.get("workload")))
                .containsExactlyElementsOf(
                        Stream.of(Workload.values()).map(Workload::toString).toList());
        for (Map<String, Object> result : results) {
            assertThat(((Map<String, Map<String, Object>>) result.get("servers")).values())
                    .hasSize(2)
                    .allMatch(server -> ((List<Map<String, Object>>) server.get("runs"))
                            .get(0)
                            .get("requests")
                            .equals(600L));
            assertThat(outcome.output().lines()).anyMatch(line -> line.startsWith(result.get("workload") + " "));
        }
        assertThat((String) report.get("command")).startsWith("./cairn bench --keys 1000 ");
        assertThat(Files.readString(html)).contains("<svg", "xreadgroup-ack", "./cairn bench --keys 1000 ");
    }

    @Test
    void resp3AndOtherPipelinesAreMeasuredToo() throws Exception {
        Outcome outcome = bench(List.of(
                "--resp", "3", "--aof", "off", "--pipeline", "1,16", "--only", "hgetall-small,sinter,xreadgroup-ack"));
        assertThat(outcome.code()).as(outcome.output()).isZero();
        for (String workload : List.of("hgetall-small", "sinter", "xreadgroup-ack")) {
            assertThat(outcome.output().lines()).anyMatch(line -> line.matches(workload + " +1 .*"));
            assertThat(outcome.output().lines()).anyMatch(line -> line.matches(workload + " +16 .*"));
        }
    }

    @Test
    void cairnIsMeasuredAlone() throws Exception {
        Outcome outcome = bench(List.of("--vs", "none", "--aof", "always", "--only", "lpop"));
        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output()).doesNotContain("redis").contains("lpop ", "append-only log: always");
    }

    @Test
    void whatIsMissingOrNotUnderstoodIsOneSentence() throws Exception {
        assertFails(
                bench(List.of("--vs", "/no/such-server")),
                1,
                "cairn: /no/such-server, which --vs names, is no program");
        assertFails(bench(List.of("--json", "/no/such/file")), 1, "cairn: /no/such/file cannot be written");
        assertFails(bench(List.of("--only", "set,gett")), 2, "'gett' is no workload; --list names them");
        assertFails(bench(List.of("--resp", "4")), 2, "--resp is 2 or 3, not 4");
    }

    @Test
    void aServerThatAnswersWronglyHasNoFigures() throws Exception {
        String refuses = program("exec redis-server \"$@\" --rename-command INCR \"\"");
        assertFails(
                bench(List.of("--vs", refuses, "--only", "set,incr")),
                1,
                "other-server: INCR key:00000000",
                "the server answered -ERR unknown command 'INCR'");
        String answersElse =
                program("exec redis-server \"$@\" --rename-command ZRANK other --rename-command ZREVRANK ZRANK");
        assertFails(
                bench(List.of("--vs", answersElse, "--only", "zrank-tail")),
                1,
                "cairn: zrank-tail: different replies to ZRANK big:zset member:00",
                "cairn: :9",
                "other-server: :");
    }

    @Test
    void aServerThatDiesHasNoFigures() throws Exception {
        String dies = program("exec timeout -s KILL 2 redis-server \"$@\"");
        assertFails(
                run(List.of("--vs", dies, "--only", "set", "--duration", "1", "--pairs", "50", "--warm-up", "0")),
                1,
                "cairn: other-server ended with code 137; the end of its log:");
    }

    private static void assertFails(Outcome outcome, int code, String... texts) {
        assertThat(outcome.code()).as(outcome.output()).isEqualTo(code);
        assertThat(outcome.output()).contains(Arrays.asList(texts)).doesNotContain("k/s", "\tat ");
    }
}
