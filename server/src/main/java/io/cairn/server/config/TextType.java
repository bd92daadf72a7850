package io.cairn.server.config;

import java.util.List;

/** Any bytes. The empty text of an {@code optional} one means "not set": such a setting is not in the file at all. */
final class TextType extends SettingType<String> {
    private final boolean optional;

    TextType(boolean optional) {
        this.optional = optional;
    }

    @Override
    String parse(List<String> arguments, String current) {
        return arguments.get(0);
    }

    @Override
    String format(String value) {
        return value;
    }

    @Override
    String formatForFile(String value) {
        return Quoting.quote(value);
    }

    @Override
    List<Line> lines(String value, String fallback) {
        return optional && value.isEmpty() ? List.of() : super.lines(value, fallback);
    }
}
