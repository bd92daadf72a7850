package io.cairn.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The programs that tests run beside Cairn, and whether a test may do without. {@code cairn test} reads the reason from the reports of skipped tests
 * to say, on its last line, what was not tested and how to change that.
 */
final class Programs {
    /** Debian's package of each program that is not called like its package. */
    private static final Map<String, String> PACKAGES = Map.of(
            "redis-cli", "redis-tools",
            "redis-benchmark", "redis-tools",
            "redis-check-aof", "redis-tools",
            "redis-check-rdb", "redis-tools");

    private final List<Path> directories;
    private final boolean ci;

    Programs(List<Path> directories, boolean ci) {
        this.directories = List.copyOf(directories);
        this.ci = ci;
    }

    static Programs ofThisMachine() {
        String path = System.getenv().getOrDefault("PATH", "");
        List<Path> directories = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
        return new Programs(directories, "true".equals(System.getenv("CI")));
    }

    /**
     * Why a test that needs these programs is skipped, or nothing when all are installed.
     *
     * @throws AssertionError in CI when one is missing: an oracle that was not asked there would look like one that agreed
     */
    Optional<String> reasonToSkip(String... names) {
        Optional<String> reason = Arrays.stream(names)
                .filter(name -> !isInstalled(name))
                .findFirst()
                .map(name -> name + " is missing: apt-get install " + PACKAGES.getOrDefault(name, name));
        if (ci && reason.isPresent()) {
            throw new AssertionError(reason.get());
        }
        return reason;
    }

    boolean ci() {
        return ci;
    }

    private boolean isInstalled(String name) {
        return directories.stream().map(directory -> directory.resolve(name)).anyMatch(Files::isExecutable);
    }
}
