package io.cairn.server.config;

import io.cairn.server.config.NumberType.Notation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All settings, in the order in which they were declared, and by name. Filled while classes are initialised, read-only afterwards. */
final class Catalog {
    private static final BooleanType YES_NO = new BooleanType();
    private static final TextType TEXT = new TextType(false);
    private static final TextType OPTIONAL_TEXT = new TextType(true);

    private final List<Setting<?>> settings = new ArrayList<>();
    private final Map<String, Setting<?>> byName = new HashMap<>();

    Declaration<Boolean> yesNo(String name, boolean fallback) {
        return of(name, YES_NO, fallback);
    }

    Declaration<Integer> integer(String name, int fallback, int lower, int upper) {
        return of(name, new NumberType<>(Notation.DECIMAL, lower, upper, value -> (int) value), fallback);
    }

    /** An integer that may be anything but negative. */
    Declaration<Integer> count(String name, int fallback) {
        return integer(name, fallback, 0, Integer.MAX_VALUE);
    }

    Declaration<Long> large(String name, long fallback, long lower, long upper) {
        return of(name, new NumberType<>(Notation.DECIMAL, lower, upper, value -> value), fallback);
    }

    Declaration<Long> memory(String name, long fallback, long lower) {
        return of(name, new NumberType<>(Notation.MEMORY, lower, Long.MAX_VALUE, value -> value), fallback);
    }

    Declaration<Long> memoryOrPercent(String name, long fallback) {
        return of(name, new NumberType<>(Notation.MEMORY_OR_PERCENT, 0, Long.MAX_VALUE, value -> value), fallback);
    }

    Declaration<Integer> octal(String name, int fallback, int upper) {
        return of(name, new NumberType<>(Notation.OCTAL, 0, upper, value -> (int) value), fallback);
    }

    /** A text that is there by default, or may be empty. */
    Declaration<String> text(String name, String fallback) {
        return of(name, TEXT, fallback);
    }

    /** A text that is not set by default; setting it to the empty text takes it away. */
    Declaration<String> optionalText(String name) {
        return of(name, OPTIONAL_TEXT, "");
    }

    /** One of some names; the first argument after the name is the default, which is one of them. */
    Declaration<String> choice(String name, String fallback, String... names) {
        return of(name, ChoiceType.ofNames(names), fallback);
    }

    <E extends Enum<E>> Declaration<E> choice(String name, E fallback) {
        return of(name, ChoiceType.ofConstants(fallback.getDeclaringClass().getEnumConstants()), fallback);
    }

    <T> Declaration<T> of(String name, SettingType<T> type, T fallback) {
        return new Declaration<>(this, name, type, fallback);
    }

    <T> Setting<T> add(Declaration<T> declaration, Effect effect, String summary) {
        Setting<T> setting = new Setting<>(declaration, settings.size(), effect, summary);
        settings.add(setting);
        name(setting, setting.name());
        if (setting.alias() != null) {
            name(setting, setting.alias());
        }
        return setting;
    }

    private void name(Setting<?> setting, String name) {
        if (byName.put(name, setting) != null) {
            throw new IllegalStateException("name=" + name + " is declared twice");
        }
    }

    /** The setting of that name or older name, in letters of any size. */
    @Nullable
    Setting<?> find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    List<Setting<?>> settings() {
        return settings;
    }
}
