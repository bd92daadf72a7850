package io.cairn.server.config;

import java.util.List;

/** The addresses to listen on; {@code *} is every one, and an address with {@code -} in front may be missing. */
final class BindType extends SettingType<List<String>> {
    private static final int MAX_ADDRESSES = 16;

    @Override
    boolean takesSeveral() {
        return true;
    }

    @Override
    List<String> parse(List<String> arguments, List<String> current) throws RefusedValue {
        if (arguments.size() > MAX_ADDRESSES) {
            throw new RefusedValue("Too many bind addresses specified.");
        }
        return arguments.equals(List.of("")) ? List.of() : List.copyOf(arguments);
    }

    @Override
    String format(List<String> value) {
        return String.join(" ", value);
    }

    /** The default is said by leaving the line out. */
    @Override
    List<Line> lines(List<String> value, List<String> fallback) {
        if (value.equals(fallback)) {
            return List.of();
        }
        return List.of(new Line(value.isEmpty() ? "\"\"" : format(value), true));
    }
}
