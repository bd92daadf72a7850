package io.cairn.server.config;

import java.util.List;

/**
 * A kind of value: how it is read, shown and written to a file.
 *
 * <p>Instances are immutable and shared. Values are immutable and compared with {@code equals}.
 */
abstract class SettingType<T> {
    /** A line of a rewritten file, without the setting's name; one that is not forced only replaces a line that is there already. */
    record Line(String arguments, boolean forced) {}

    /** Whether a line in the file may have any number of arguments; CONFIG SET then splits its one argument at spaces. */
    boolean takesSeveral() {
        return false;
    }

    /** Reads a value; {@code current} is the value so far, for kinds that change a part of it. */
    abstract T parse(List<String> arguments, T current) throws RefusedValue;

    /** Reads the second and later lines for the same setting in a file: the last one wins, unless the kind collects them. */
    T parseAgain(List<String> arguments, T current) throws RefusedValue {
        return parse(arguments, current);
    }

    /** What CONFIG GET shows. */
    abstract String format(T value);

    /** What follows the name in a file, quoted where needed. */
    String formatForFile(T value) {
        return format(value);
    }

    /** The lines that say {@code value} in a file; none takes the setting out of the file. */
    List<Line> lines(T value, T fallback) {
        return List.of(new Line(formatForFile(value), !value.equals(fallback)));
    }
}
