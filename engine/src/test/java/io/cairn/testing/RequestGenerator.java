package io.cairn.testing;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.ArgSpec.ArgFlag;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes requests of commands from nothing but their declarations: keys from a handful of names so that commands meet,
 * values and numbers that have broken things before, what may be there several times once more now and then, options in any
 * combination and order. About one request in eight is spoilt on purpose: an argument too few or too many, an option where
 * a number should be, a command that does not exist.
 */
public final class RequestGenerator {
    /** Commands that empty the data or leave the database are drawn this much more seldom than reads, which a quarter of writes. */
    private static final int RARITY = 12;

    private static final List<String> RARE =
            List.of("flushall", "flushdb", "swapdb", "select", "del", "unlink", "move", "pfdebug");

    /** Commands without which others find nothing to work on are drawn so many times as often. */
    private static final Map<String, Integer> FREQUENT = Map.of("xadd", 3, "xgroup|create", 3);

    /** Arguments that are newer than 7.0, which their declarations do not say. */
    private static final Set<String> UNDATED_SINCE_7_0 = Set.of("novalues");

    private final List<CommandSpec> drawn = new ArrayList<>();
    private final List<ArgSpec> anyArgument = new ArrayList<>();
    private final ArgumentValues values;

    /** Draws from {@code commands}, which are no containers. */
    public RequestGenerator(List<CommandSpec> commands, ArgumentValues values) {
        this.values = values;
        for (CommandSpec command : commands) {
            int often = command.is(Flag.WRITE) ? 4 * RARITY : RARITY;
            int times = RARE.contains(command.name()) ? 1 : often * FREQUENT.getOrDefault(command.name(), 1);
            drawn.addAll(Collections.nCopies(times, command));
            anyArgument.addAll(command.arguments());
        }
    }

    /** The commands and subcommands that execute something, which are all but containers. */
    public static List<CommandSpec> executable(List<Command> commands) {
        List<CommandSpec> executable = new ArrayList<>();
        for (Command command : commands) {
            if (command.spec().subcommands().isEmpty()) {
                executable.add(command.spec());
            } else {
                executable.addAll(executable(command.spec().subcommands()));
            }
        }
        return executable;
    }

    /** Those commands, with those of their arguments, that Redis {@code version} has, such as 7.0. */
    public static List<CommandSpec> knownTo(String version, List<CommandSpec> commands) {
        return commands.stream()
                .filter(command -> isIn(version, command.since()))
                .map(command -> command.with(knownArguments(version, command.arguments())))
                .toList();
    }

    private static List<ArgSpec> knownArguments(String version, List<ArgSpec> arguments) {
        return arguments.stream()
                .filter(argument -> argument.since() == null || isIn(version, argument.since()))
                .filter(argument -> !UNDATED_SINCE_7_0.contains(argument.name()))
                .map(argument -> argument.with(knownArguments(version, argument.arguments())))
                .toList();
    }

    private static boolean isIn(String version, String since) {
        double part = Double.parseDouble(since.substring(0, since.lastIndexOf('.')));
        return part <= Double.parseDouble(version);
    }

    /** The next request. */
    public byte[][] next(Random random) {
        CommandSpec command = drawn.get(random.nextInt(drawn.size()));
        List<byte[]> words = new ArrayList<>();
        for (String word : command.name().split("\\|", -1)) {
            words.add(Requests.of(anyCase(word, random))[0]);
        }
        int nameWords = words.size();
        for (List<byte[]> part : parts(command, random)) {
            words.addAll(part);
        }
        if (random.nextInt(8) == 0) {
            spoil(words, nameWords, random);
        }
        limitCount(words);
        return words.toArray(byte[][]::new);
    }

    /** A negative count asks for as many picks at random, whatever there is: more than some hundred prove nothing. */
    private static void limitCount(List<byte[]> words) {
        String name = RespReplies.text(words.get(0)).toLowerCase(Locale.ROOT);
        boolean picking = name.endsWith("randmember") || name.endsWith("randfield");
        if (picking && words.size() > 2 && RespReplies.text(words.get(2)).matches("-[0-9]{4,}")) {
            words.set(2, Requests.of("-100")[0]);
        }
    }

    /** Arguments in declared order, but for options, which may change places. */
    private List<List<byte[]>> parts(CommandSpec command, Random random) {
        List<List<byte[]>> declared = declaredOrder(command, random);
        boolean optionsLast = command.arguments().stream()
                .dropWhile(argument -> !argument.is(ArgFlag.OPTIONAL))
                .allMatch(argument -> argument.is(ArgFlag.OPTIONAL));
        if (!optionsLast) {
            return declared;
        }
        List<List<byte[]>> required = new ArrayList<>();
        List<List<byte[]>> options = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            boolean option = command.arguments().get(i).is(ArgFlag.OPTIONAL) && required.size() > 0;
            (option ? options : required).add(declared.get(i));
        }
        if (random.nextInt(3) == 0) {
            Collections.shuffle(options, random);
        }
        required.addAll(options);
        return required;
    }

    private List<List<byte[]>> declaredOrder(CommandSpec command, Random random) {
        List<List<byte[]>> parts = new ArrayList<>();
        for (ArgSpec argument : command.arguments()) {
            List<byte[]> part = new ArrayList<>();
            add(argument, command.group(), part, random);
            int before = parts.size() - 1;
            if (before >= 0 && command.arguments().get(before).name().equals("numkeys") && random.nextInt(8) > 0) {
                parts.get(before).set(0, Requests.of(Integer.toString(part.size()))[0]);
            }
            parts.add(part);
        }
        return parts;
    }

    private void add(ArgSpec argument, Group group, List<byte[]> words, Random random) {
        if (argument.is(ArgFlag.OPTIONAL) && random.nextInt(3) > 0) {
            return;
        }
        int times = argument.is(ArgFlag.MULTIPLE) ? 1 + random.nextInt(1 + random.nextInt(4)) : 1;
        for (int i = 0; i < times; i++) {
            String token = argument.token();
            if (token != null && (i == 0 || argument.is(ArgFlag.MULTIPLE_TOKEN))) {
                words.add(Requests.of(anyCase(token, random))[0]);
            }
            int start = words.size();
            addValue(argument, group, words, random);
            if (argument.is(ArgFlag.MULTIPLE) && !argument.is(ArgFlag.MULTIPLE_TOKEN) && random.nextInt(8) == 0) {
                words.addAll(List.copyOf(words.subList(start, words.size())));
            }
        }
    }

    private void addValue(ArgSpec argument, Group group, List<byte[]> words, Random random) {
        if (argument.type() == ArgSpec.Type.BLOCK) {
            int start = words.size();
            argument.arguments().forEach(inner -> add(inner, group, words, random));
            if (argument.arguments().get(0).name().equals("numfields") && random.nextInt(8) > 0) {
                countFields(argument.arguments().get(1), words, start);
            }
        } else if (argument.type() == ArgSpec.Type.ONEOF) {
            List<ArgSpec> alternatives = argument.arguments();
            int count = random.nextInt(20) == 0 ? 2 : 1;
            for (int i = 0; i < count; i++) {
                add(alternatives.get(random.nextInt(alternatives.size())), group, words, random);
            }
        } else if (argument.type() != ArgSpec.Type.PURE_TOKEN) {
            words.add(values.value(argument, group, random));
        }
    }

    /** Makes the number in front of fields, or of fields and values, theirs. */
    private static void countFields(ArgSpec field, List<byte[]> words, int start) {
        int wordsEach = Math.max(1, field.arguments().size());
        int count = (words.size() - start - 1) / wordsEach;
        words.set(start, Requests.of(Integer.toString(count))[0]);
    }

    /** The name stays in front, for without it an argument could name a command that only the other side has. */
    private void spoil(List<byte[]> words, int nameWords, Random random) {
        int anyPlace = random.nextInt(words.size());
        switch (random.nextInt(6)) {
            case 0 -> words.subList(Math.max(anyPlace, 1), words.size()).clear();
            case 1 -> add(anyArgument.get(random.nextInt(anyArgument.size())), Group.GENERIC, words, random);
            case 2 -> words.add(values.anything(random));
            case 3 -> words.set(anyPlace, values.anything(random));
            case 4 -> words.add(words.get(anyPlace));
            default -> words.subList(nameWords, words.size()).clear();
        }
    }

    private static String anyCase(String word, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> word.toLowerCase(Locale.ROOT);
            case 1 ->
                word.substring(0, 1).toLowerCase(Locale.ROOT)
                        + word.substring(1).toUpperCase(Locale.ROOT);
            default -> word.toUpperCase(Locale.ROOT);
        };
    }
}
