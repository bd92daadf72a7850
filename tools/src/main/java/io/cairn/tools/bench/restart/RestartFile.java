package io.cairn.tools.bench.restart;

import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a server starts with. */
enum RestartFile {
    DUMP("dump.rdb", "no") {
        @Override
        void fill(RespConnection connection, Path path, long size) throws IOException {
            RestartData.fill(connection, 0, TRIAL_UNITS);
            connection.call("SAVE");
            RestartData.fill(connection, TRIAL_UNITS, Math.toIntExact(TRIAL_UNITS * size / Files.size(path)));
            connection.call("SAVE");
        }
    },

    LOG("appendonlydir", "yes") {
        @Override
        void fill(RespConnection connection, Path path, long size) throws IOException {
            for (int unit = 0; bytes(path) < size; unit += UNITS_AT_ONCE) {
                RestartData.fill(connection, unit, unit + UNITS_AT_ONCE);
            }
        }
    };

    /** What a dump is tried with first, to see how much more makes the size asked for. */
    private static final int TRIAL_UNITS = 2000;

    /** What is written between two looks at the size of a log. */
    private static final int UNITS_AT_ONCE = 5000;

    private final String file;
    private final String appendOnly;

    RestartFile(String file, String appendOnly) {
        this.file = file;
        this.appendOnly = appendOnly;
    }

    /** Has a server write data until the file has this size, more or less. */
    abstract void fill(RespConnection connection, Path path, long size) throws IOException;

    /** What servers are started with for this. */
    List<String> options() {
        List<String> options = new ArrayList<>(List.of("--appendonly", appendOnly, "--appendfsync", "no"));
        options.addAll(List.of("--save", "", "--auto-aof-rewrite-percentage", "0"));
        options.addAll(List.of("--enable-debug-command", "local"));
        return options;
    }

    /** Where it lies in the directory of a server. */
    Path in(Path directory) {
        return directory.resolve(file);
    }

    /** Gives another directory a copy. */
    void copy(Path from, Path to) throws IOException {
        for (Path each : files(in(from))) {
            Path target = to.resolve(from.relativize(each));
            Files.createDirectories(target.getParent());
            Files.copy(each, target);
        }
    }

    /** How long it is, with all its parts. */
    static long bytes(Path path) throws IOException {
        long sum = 0;
        for (Path each : files(path)) {
            sum += Files.size(each);
        }
        return sum;
    }

    /** Has the kernel forget what it holds of it in memory, which Java cannot ask for. */
    void forget(Path directory) throws IOException, InterruptedException {
        for (Path each : files(in(directory))) {
            // What is not on the disk yet cannot be forgotten.
            run("sync", each.toString());
            run("dd", "if=" + each, "iflag=nocache", "count=0", "status=none");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " has failed");
        }
    }

    private static List<Path> files(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Its name in the directory. */
    @Override
    public String toString() {
        return file;
    }
}
