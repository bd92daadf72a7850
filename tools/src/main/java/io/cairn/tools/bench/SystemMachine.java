package io.cairn.tools.bench;

import io.cairn.tools.bench.report.BenchReport.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The machine that this runs on. */
final class SystemMachine {
    private SystemMachine() {}

    static Machine describe() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8);
        String processor = lines.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
        int cores = (int)
                lines.stream().filter(line -> line.startsWith("processor")).count();
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                processor,
                cores,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }
}
