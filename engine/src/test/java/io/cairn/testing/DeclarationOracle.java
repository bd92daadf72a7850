package io.cairn.testing;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a real server says of its commands, and how ours differ from that. Every command and subcommand of a table is
 * compared fact by fact.
 *
 * <p>A fact that differs on purpose is given with its reason as {@code command.fact}, one that has no counterpart at all
 * as {@code command}. A reason that explains nothing is an error too: what became the same again must not stay excused.
 */
public final class DeclarationOracle {
    private final String server;
    private final SortedMap<String, SortedMap<String, Object>> commands = new TreeMap<>();

    private DeclarationOracle(String server) {
        this.server = server;
        Object all = Json.parse(TestData.text("oracle/commands-" + server + ".json"));
        map(all).forEach((name, facts) -> add(name, map(facts), map(map(facts).get("docs"))));
    }

    /** The server whose declarations ours follow. */
    public static DeclarationOracle redis8() {
        return new DeclarationOracle("redis-8.0-m01");
    }

    /** The server that is asked when replies are compared. */
    public static DeclarationOracle redis7() {
        return new DeclarationOracle("redis-7.0.15");
    }

    /** Differences of our declarations from {@link #redis8} that are meant, with the reason for each. */
    public static final Map<String, String> MEANT = Map.of(
            "hgetdel", "came with the final 8.0, after this one",
            "hgetex", "came with the final 8.0, after this one",
            "hsetex", "came with the final 8.0, after this one");

    /** Differences of {@link #redis8}'s declarations from {@link #redis7} in the facts that decide how requests are read. */
    public static final Map<String, String> CHANGED_SINCE_7 = Map.of(
            "sinterstore.key_specs", "7.0 says that it changes its destination, later versions that it overwrites it",
            "command|getkeys.arity", "7.0 demands an argument behind the command's name; later versions do not",
            "command|getkeysandflags.arity", "7.0 demands an argument behind the command's name; later versions do not",
            "zrank.arity", "7.2 added WITHSCORE",
            "zrevrank.arity", "7.2 added WITHSCORE");

    /**
     * What was compared and what differs.
     *
     * @param compared names of commands and subcommands compared
     * @param differences a line for each
     */
    public record Comparison(List<String> compared, List<String> differences) {}

    /** What the server says of all its commands and subcommands, by name: facts by name. */
    public SortedMap<String, SortedMap<String, Object>> commands() {
        return commands;
    }

    /** All commands and subcommands of a table. */
    public static List<CommandSpec> declarations(CommandTable table) {
        List<CommandSpec> all = new ArrayList<>();
        for (RegisteredCommand command : table.all()) {
            all.add(command.spec());
            CommandTable subcommands = command.subcommands();
            if (subcommands != null) {
                all.addAll(declarations(subcommands));
            }
        }
        return all;
    }

    /**
     * Compares every command and subcommand of a table.
     *
     * @param facts which facts to compare, and only of commands that the server has too; all of them if empty
     * @param reasons the differences that are meant; those of commands that the table lacks count for nothing
     */
    public Comparison compare(CommandTable table, Set<String> facts, Map<String, String> reasons) {
        List<String> compared = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        Set<String> unused = new TreeSet<>(reasons.keySet());
        unused.removeIf(name -> table.find(name.replaceFirst("\\..*", "")) == null);
        for (CommandSpec command : declarations(table)) {
            SortedMap<String, Object> theirs = commands.get(command.name());
            if (theirs != null) {
                compared.add(command.name());
                SortedMap<String, Object> ours = Declarations.facts(command);
                if (!facts.isEmpty()) {
                    ours.keySet().retainAll(facts);
                }
                compareFacts(command.name(), ours, theirs, unused, differences);
            } else if (facts.isEmpty() && !unused.remove(command.name())) {
                differences.add(command.name() + ": " + server + " has no such command");
            }
        }
        unused.forEach(name -> differences.add(name + ": is excused and does not differ from " + server));
        return new Comparison(compared, differences);
    }

    private void compareFacts(
            String command,
            SortedMap<String, Object> ours,
            SortedMap<String, Object> theirs,
            Set<String> excused,
            List<String> differences) {
        ours.forEach((fact, value) -> {
            Object expected = theirs.get(fact);
            if (!value.equals(expected) && !excused.remove(command + "." + fact)) {
                differences.add(command + "." + fact + ": ours " + value + "\n    " + server + " " + expected);
            }
        });
    }

    private void add(String name, Map<String, Object> facts, Map<String, Object> docs) {
        SortedMap<String, Object> flat = new TreeMap<>(facts);
        flat.keySet().removeAll(Set.of("docs", "subcommands"));
        flat.put("group", Objects.requireNonNull(docs.get("group"), name));
        flat.put("since", Objects.requireNonNull(docs.get("since"), name));
        flat.put("arguments", docs.getOrDefault("arguments", List.of()));
        commands.put(name, flat);
        Map<String, Object> subcommandDocs = map(docs.getOrDefault("subcommands", Map.of()));
        map(facts.get("subcommands"))
                .forEach((subcommand, more) -> add(subcommand, map(more), map(subcommandDocs.get(subcommand))));
    }

    @SuppressWarnings("unchecked") // The files are ours: objects where objects are expected, and no nulls.
    private static Map<String, Object> map(@Nullable Object json) {
        return (Map<String, Object>) Objects.requireNonNull(json);
    }
}
