package io.cairn.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its names, its kind of value, its default and its rules; the key under which {@link ServerConfig} keeps the value.
 *
 * <p>Immutable; compared by identity.
 */
public final class Setting<T> {
    /** A rule of a setting. */
    enum Rule {
        /** CONFIG SET cannot change it. */
        IMMUTABLE,
        /** CONFIG SET can change it only where {@code enable-protected-configs} allows. */
        PROTECTED,
        /** CONFIG GET shows it under its exact name only. */
        HIDDEN,
        /** Its value must not come into logs. */
        SENSITIVE,
        /** CONFIG SET cannot change it while the data set is being loaded. */
        FIXED_WHILE_LOADING
    }

    /** Looks at a value of the right kind: null when it will do, or else Redis' text against it. */
    interface Check<T> {
        @Nullable
        String problem(T value);
    }

    private final int index;
    private final String name;
    private final @Nullable String alias;
    private final SettingType<T> type;
    private final T fallback;
    private final Set<Rule> rules;
    private final @Nullable Check<T> check;
    private final UnaryOperator<T> adjustment;
    private final Effect effect;
    private final String summary;

    Setting(Declaration<T> declaration, int index, Effect effect, String summary) {
        this.index = index;
        this.name = declaration.name;
        this.alias = declaration.alias;
        this.type = declaration.type;
        this.fallback = declaration.fallback;
        this.rules = Set.copyOf(declaration.rules);
        this.check = declaration.check;
        this.adjustment = declaration.adjustment;
        this.effect = effect;
        this.summary = summary;
    }

    /** The name, in small letters. */
    public String name() {
        return name;
    }

    /** Whether the value is a secret that must not come into logs. */
    public boolean isSensitive() {
        return rules.contains(Rule.SENSITIVE);
    }

    /** The value of a configuration file that does not mention the setting. */
    T fallback() {
        return fallback;
    }

    int index() {
        return index;
    }

    /** The older name, which remains valid. */
    @Nullable
    String alias() {
        return alias;
    }

    /** Every name under which CONFIG GET shows it. */
    List<String> names() {
        return alias == null ? List.of(name) : List.of(name, alias);
    }

    SettingType<T> type() {
        return type;
    }

    Effect effect() {
        return effect;
    }

    /** What it does, for an effective setting; why it does nothing, for an accepted one. */
    String summary() {
        return summary;
    }

    boolean has(Rule rule) {
        return rules.contains(rule);
    }

    /** The value from the words of a line of a file. Where several are fine, one word may hold them all: it is a line of its own then. */
    T parseLine(List<String> arguments, T current, boolean again) throws RefusedValue {
        boolean joined = type.takesSeveral()
                && arguments.size() == 1
                && !arguments.get(0).isEmpty();
        List<String> words = joined ? Quoting.split(arguments.get(0)) : arguments;
        if (words == null) {
            throw new RefusedValue(Quoting.UNBALANCED);
        }
        if (!type.takesSeveral() && words.size() != 1) {
            throw new RefusedValue("wrong number of arguments");
        }
        return admit(again ? type.parseAgain(words, current) : type.parse(words, current));
    }

    /** The value from the one argument of CONFIG SET: several are split at every single space, so that two in a row hold an empty one. */
    T parseArgument(String argument, T current) throws RefusedValue {
        if (!type.takesSeveral()) {
            return admit(type.parse(List.of(argument), current));
        }
        return admit(type.parse(argument.isEmpty() ? List.of() : Arrays.asList(argument.split(" ", -1)), current));
    }

    private T admit(T value) throws RefusedValue {
        String problem = check == null ? null : check.problem(value);
        if (problem != null) {
            throw new RefusedValue(problem);
        }
        return adjustment.apply(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
