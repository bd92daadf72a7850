package io.cairn.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One of a few names. Two names may mean the same value; the first of them is shown. */
final class ChoiceType<T> extends SettingType<T> {
    private final Map<String, T> byName;

    private ChoiceType(Map<String, T> byName) {
        this.byName = byName;
    }

    /** Names that stand for themselves. */
    static ChoiceType<String> ofNames(String... names) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String name : names) {
            byName.put(name, name);
        }
        return new ChoiceType<>(byName);
    }

    /** The constants of an enum, written as Redis would: in small letters, with dashes. */
    static <E extends Enum<E>> ChoiceType<E> ofConstants(E[] constants) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E constant : constants) {
            byName.put(nameOf(constant), constant);
        }
        return new ChoiceType<>(byName);
    }

    /** The same choice with one more name for a value. */
    ChoiceType<T> withName(String name, T value) {
        Map<String, T> more = new LinkedHashMap<>(byName);
        more.put(name, value);
        return new ChoiceType<>(more);
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RefusedValue refusal(Iterable<String> names) {
        return new RefusedValue("argument(s) must be one of the following: " + String.join(", ", names));
    }

    @Override
    T parse(List<String> arguments, T current) throws RefusedValue {
        T value = byName.get(arguments.get(0).toLowerCase(Locale.ROOT));
        if (value == null) {
            throw refusal(byName.keySet());
        }
        return value;
    }

    @Override
    String format(T value) {
        for (Map.Entry<String, T> entry : byName.entrySet()) {
            if (entry.getValue().equals(value)) {
                return entry.getKey();
            }
        }
        throw new IllegalArgumentException("value=" + value);
    }
}
