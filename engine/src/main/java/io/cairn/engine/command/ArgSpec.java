package io.cairn.engine.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a command as its reference shows it. Immutable: the methods that add something return another one.
 *
 * @param name what the argument is called
 * @param type what it is
 * @param token the word in front of it, or that it is
 * @param keySpecIndex which {@link KeySpec} finds it, −1 if none
 * @param since the version that brought it, if later than its command
 * @param flags optional, repeated
 * @param arguments what a {@link Type#ONEOF} or {@link Type#BLOCK} is made of
 */
public record ArgSpec(
        String name,
        Type type,
        @Nullable String token,
        int keySpecIndex,
        @Nullable String since,
        Set<ArgFlag> flags,
        List<ArgSpec> arguments) {

    /** What an argument is. */
    public enum Type {
        STRING,
        INTEGER,
        DOUBLE,
        KEY,
        PATTERN,
        UNIX_TIME,
        PURE_TOKEN,
        ONEOF,
        BLOCK;

        /** The type's name on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How often an argument stands. */
    public enum ArgFlag {
        OPTIONAL,
        MULTIPLE,
        MULTIPLE_TOKEN;

        /** The flag's name on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ArgSpec {
        flags = Set.copyOf(flags);
        arguments = List.copyOf(arguments);
    }

    private ArgSpec(String name, Type type, List<ArgSpec> arguments) {
        this(name, type, null, -1, null, Set.of(), arguments);
    }

    public static ArgSpec string(String name) {
        return new ArgSpec(name, Type.STRING, List.of());
    }

    public static ArgSpec integer(String name) {
        return new ArgSpec(name, Type.INTEGER, List.of());
    }

    public static ArgSpec decimal(String name) {
        return new ArgSpec(name, Type.DOUBLE, List.of());
    }

    public static ArgSpec pattern(String name) {
        return new ArgSpec(name, Type.PATTERN, List.of());
    }

    public static ArgSpec unixTime(String name) {
        return new ArgSpec(name, Type.UNIX_TIME, List.of());
    }

    /** A key, found by the command's {@link KeySpec} number {@code keySpecIndex}. */
    public static ArgSpec key(String name, int keySpecIndex) {
        return new ArgSpec(name, Type.KEY, null, keySpecIndex, null, Set.of(), List.of());
    }

    /** A word that stands for itself, called by its own name in lower case. */
    public static ArgSpec token(String word) {
        return word(word.toLowerCase(Locale.ROOT), word);
    }

    /** A word that stands for itself, with another name. */
    public static ArgSpec word(String name, String word) {
        return new ArgSpec(name, Type.PURE_TOKEN, List.of()).after(word);
    }

    /** {@link #token} that may be left out. */
    public static ArgSpec optionalToken(String word) {
        return token(word).optional();
    }

    public static ArgSpec oneOf(String name, ArgSpec... alternatives) {
        return new ArgSpec(name, Type.ONEOF, List.of(alternatives));
    }

    public static ArgSpec block(String name, ArgSpec... arguments) {
        return new ArgSpec(name, Type.BLOCK, List.of(arguments));
    }

    /** This behind the word {@code token}. */
    public ArgSpec after(String token) {
        return new ArgSpec(name, type, token, keySpecIndex, since, flags, arguments);
    }

    /** This, since {@code version}. */
    public ArgSpec since(String version) {
        return new ArgSpec(name, type, token, keySpecIndex, version, flags, arguments);
    }

    public ArgSpec optional() {
        return with(ArgFlag.OPTIONAL);
    }

    public ArgSpec multiple() {
        return with(ArgFlag.MULTIPLE);
    }

    /** Repeated with its token each time. */
    public ArgSpec multipleToken() {
        return with(ArgFlag.MULTIPLE).with(ArgFlag.MULTIPLE_TOKEN);
    }

    /** This, made of other arguments. */
    public ArgSpec with(List<ArgSpec> others) {
        return new ArgSpec(name, type, token, keySpecIndex, since, flags, others);
    }

    public boolean is(ArgFlag flag) {
        return flags.contains(flag);
    }

    private ArgSpec with(ArgFlag flag) {
        Set<ArgFlag> more = EnumSet.of(flag);
        more.addAll(flags);
        return new ArgSpec(name, type, token, keySpecIndex, since, more, arguments);
    }

    /** The argument as a line of syntax, such as {@code [EX seconds]}. */
    public String syntax() {
        String inner = syntaxWithoutFlags();
        if (is(ArgFlag.MULTIPLE)) {
            String again = is(ArgFlag.MULTIPLE_TOKEN) || token == null ? inner : inner.substring(token.length() + 1);
            inner = inner + " [" + again + " ...]";
        }
        return is(ArgFlag.OPTIONAL) ? "[" + inner + "]" : inner;
    }

    private String syntaxWithoutFlags() {
        if (type == Type.PURE_TOKEN) {
            return String.valueOf(token);
        }
        List<String> parts = new ArrayList<>();
        for (ArgSpec argument : arguments) {
            parts.add(argument.syntax());
        }
        String body = switch (type) {
            case ONEOF -> is(ArgFlag.OPTIONAL) ? String.join(" | ", parts) : "<" + String.join(" | ", parts) + ">";
            case BLOCK -> String.join(" ", parts);
            default -> name;
        };
        return token == null ? body : (token.isEmpty() ? "\"\"" : token) + " " + body;
    }
}
