package io.cairn.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started from.
 *
 * @param path a program that takes redis-server's arguments; null is Cairn
 * @param wrapper a program with its arguments under which it runs on one core, and which must not change the process; or nothing
 * @param settings what it is started with besides what is the same for all servers; these win
 */
public record Program(@Nullable String path, List<String> wrapper, List<String> settings) {
    /** Cairn, by the launcher that has started this tool. */
    public static final Program CAIRN = new Program(null, List.of(), List.of());

    /** What takes redis-server's arguments. */
    public Program(String path) {
        this(path, List.of(), List.of());
    }

    /** The same under a wrapper, given with its arguments. */
    Program under(List<String> program) {
        return new Program(path, program, settings);
    }

    /** The same with settings, each a name with two dashes and a value. */
    Program with(List<String> more) {
        return new Program(path, wrapper, more);
    }

    /** Starts it on the core that is the servers'. */
    public ServerProcess onOneCore(Path directory, List<String> options) throws IOException {
        return path == null
                ? ServerProcess.cairn(wrapper, directory, withSettings(options))
                : ServerProcess.redis(wrapper, path, directory, withSettings(options));
    }

    /**
     * Starts it as its users do.
     *
     * @param javaOptions further options, if it is a JVM
     */
    public ServerProcess onAllCores(Path directory, List<String> options, String javaOptions) throws IOException {
        return path == null
                ? ServerProcess.cairnOnAllCores(directory, withSettings(options), javaOptions)
                : ServerProcess.redisOnAllCores(path, directory, withSettings(options));
    }

    private List<String> withSettings(List<String> options) {
        return Stream.concat(options.stream(), settings.stream()).toList();
    }

    /** Whether it is Cairn. */
    public boolean isCairn() {
        return path == null;
    }

    /** The name without directories. */
    public String name() {
        return path == null ? "cairn" : Path.of(path).getFileName().toString();
    }
}
