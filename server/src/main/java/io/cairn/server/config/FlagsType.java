package io.cairn.server.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Any of the constants of an enum, or the word {@code default} for none of them. */
final class FlagsType<E extends Enum<E>> extends SettingType<Set<E>> {
    private static final String NONE = "default";

    private final Class<E> kind;

    FlagsType(Class<E> kind) {
        this.kind = kind;
    }

    @Override
    boolean takesSeveral() {
        return true;
    }

    @Override
    Set<E> parse(List<String> arguments, Set<E> current) throws RefusedValue {
        EnumSet<E> flags = EnumSet.noneOf(kind);
        if (arguments.isEmpty()) {
            throw refusal();
        }
        for (String argument : arguments) {
            addTo(flags, argument.toLowerCase(Locale.ROOT));
        }
        return Collections.unmodifiableSet(flags);
    }

    private void addTo(EnumSet<E> flags, String name) throws RefusedValue {
        if (name.equals(NONE)) {
            return;
        }
        for (E flag : EnumSet.allOf(kind)) {
            if (ChoiceType.nameOf(flag).equals(name)) {
                flags.add(flag);
                return;
            }
        }
        throw refusal();
    }

    private RefusedValue refusal() {
        List<String> names = new ArrayList<>(List.of(NONE));
        EnumSet.allOf(kind).forEach(flag -> names.add(ChoiceType.nameOf(flag)));
        return ChoiceType.refusal(names);
    }

    @Override
    String format(Set<E> value) {
        if (value.isEmpty()) {
            return NONE;
        }
        List<String> names = new ArrayList<>();
        value.forEach(flag -> names.add(ChoiceType.nameOf(flag)));
        return String.join(" ", names);
    }
}
