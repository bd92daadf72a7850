package io.cairn.server.observe;

import io.cairn.server.config.LogLevel;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Sets up the server's log: one line per event on standard output or in a file. Who does not sees warnings on standard output. */
public final class Logging {
    private Logging() {}

    /**
     * Begins to log.
     *
     * @param file where to, behind what it holds; null for standard output
     * @throws IOException if the file cannot be opened
     */
    public static void begin(LogLevel level, @Nullable Path file) throws IOException {
        if (file != null) {
            LogLines.writeTo(new FileOutputStream(file.toFile(), true));
        }
        setLevel(level);
    }

    /** Changes how much is said. */
    public static void setLevel(LogLevel level) {
        LogLines.setLevel(
                switch (level) {
                    case DEBUG, VERBOSE -> Level.DEBUG;
                    case NOTICE -> Level.INFO;
                    case WARNING -> Level.WARN;
                });
    }
}
