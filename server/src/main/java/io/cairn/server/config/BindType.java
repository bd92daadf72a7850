package io.cairn.server.config;

import java.util.List;
import java.util.stream.Collectors;

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
        return List.of(new Line(formatForFile(value), true));
    }

    /** A word that stands alone is split once more when it is read, so it is quoted twice if at all. */
    @Override
    String formatForFile(List<String> value) {
        if (value.isEmpty()) {
            return "\"\"";
        }
        String words = value.stream().map(Quoting::quoteWhereNeeded).collect(Collectors.joining(" "));
        return value.size() == 1 ? Quoting.quoteWhereNeeded(words) : words;
    }
}
