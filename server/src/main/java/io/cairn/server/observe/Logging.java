package io.cairn.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import io.cairn.server.config.LogLevel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sets up the server's log: one line per event on standard output or in a file. */
public final class Logging {
    private static final String PATTERN = "%d{dd MMM yyyy HH:mm:ss.SSS, UTC} UTC %-5level %msg%n";

    private Logging() {}

    /**
     * Begins to log.
     *
     * @param file where to; null for standard output
     */
    public static void begin(LogLevel level, @Nullable Path file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = appender(file);
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger("net.openhft").setLevel(Level.WARN);
        setLevel(level);
    }

    private static OutputStreamAppender<ILoggingEvent> appender(@Nullable Path file) {
        if (file == null) {
            return new ConsoleAppender<>();
        }
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        return appender;
    }

    /** Changes how much is said. */
    public static void setLevel(LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(of(level));
    }

    private static Level of(LogLevel level) {
        return switch (level) {
            case DEBUG, VERBOSE -> Level.DEBUG;
            case NOTICE -> Level.INFO;
            case WARNING -> Level.WARN;
        };
    }
}
