package io.cairn.server.observe;

import io.cairn.engine.Clock;
import io.cairn.persistence.SystemClock;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * Where all lines of the log go, and which are left out.
 *
 * <p>The JVM has one log, so that this is all static. Each line is one write: what a kill leaves in the file is whole lines, and
 * several processes may share it. A line that cannot be written is lost; there is nowhere to say so.
 *
 * <p>Threads: any.
 */
final class LogLines {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private static final Clock CLOCK = new SystemClock();

    private static volatile Level least = Level.WARN;

    /** Whether the last line may have been written in part: a disk was full. */
    private static boolean torn;

    private static OutputStream target = new FileOutputStream(FileDescriptor.out);

    private LogLines() {}

    static void setLevel(Level level) {
        least = level;
    }

    static synchronized void writeTo(OutputStream stream) {
        target = stream;
    }

    static boolean isWanted(Level level) {
        return level.toInt() >= least.toInt();
    }

    /** Writes a line, and the trace of {@code cause} below it. */
    static void write(Level level, String pattern, @Nullable Object @Nullable [] arguments, @Nullable Throwable cause) {
        StringBuilder line = new StringBuilder(128);
        appendTime(CLOCK.millis(), line);
        line.append(" UTC ").append(level).append(level.name().length() < 5 ? "  " : " ");
        line.append(MessageFormatter.basicArrayFormat(pattern, arguments)).append('\n');
        if (cause != null) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        write(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static synchronized void write(byte[] line) {
        try {
            if (torn) {
                target.write('\n');
            }
            torn = true;
            target.write(line);
            torn = false;
        } catch (IOException ignored) {
            // As the class says.
        }
    }

    /** As in {@code 05 Nov 2026 08:01:59.007}. By hand: java.time's formatters load locales, a tenth of the start. */
    static void appendTime(long millis, StringBuilder line) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), 0, ZoneOffset.UTC);
        appendNumber(time.getDayOfMonth(), 2, line);
        line.append(' ').append(MONTHS[time.getMonthValue() - 1]);
        line.append(' ').append(time.getYear()).append(' ');
        appendNumber(time.getHour(), 2, line);
        appendNumber(time.getMinute(), 2, line.append(':'));
        appendNumber(time.getSecond(), 2, line.append(':'));
        appendNumber(Math.floorMod(millis, 1000), 3, line.append('.'));
    }

    private static void appendNumber(int number, int digits, StringBuilder line) {
        String text = Integer.toString(number);
        line.append("0".repeat(digits - text.length())).append(text);
    }
}
