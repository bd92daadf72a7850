package io.cairn.tools.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes every force of a server to its disk take longer, with a library that stands between the server and the C library.
 *
 * <p>A tracer that delays the calls, such as strace, would stop a JVM's threads at every call of theirs and not only at these: reads beside
 * slow forces took forty times as long with it.
 */
final class SlowDisk {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <unistd.h>

            #define SLOW(NAME)                                                                                         \\
                int NAME(int file) {                                                                                   \\
                    usleep(DELAY_MICROS);                                                                              \\
                    return ((int (*)(int)) dlsym(RTLD_NEXT, #NAME))(file);                                             \\
                }

            SLOW(fdatasync)
            SLOW(fsync)
            """;

    private SlowDisk() {}

    /**
     * What to put before a server's command so that its forces take {@code delayMicros} longer.
     *
     * @param directory where the library is made
     */
    static List<String> of(int delayMicros, Path directory) throws IOException, InterruptedException {
        ServerProcess.requireProgram("gcc");
        Path source = directory.resolve("slow-disk.c");
        Path library = directory.resolve("slow-disk.so");
        Files.writeString(source, SOURCE);
        Process compiler = new ProcessBuilder(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-DDELAY_MICROS=" + delayMicros,
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl")
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IOException("gcc cannot make " + library + ": " + said.strip());
        }
        return List.of("env", "LD_PRELOAD=" + library);
    }
}
