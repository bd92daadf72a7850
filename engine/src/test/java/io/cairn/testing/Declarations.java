package io.cairn.testing;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.ArgSpec.ArgFlag;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.AtKeyword;
import io.cairn.engine.command.KeySpec.Begin;
import io.cairn.engine.command.KeySpec.Counted;
import io.cairn.engine.command.KeySpec.Find;
import io.cairn.engine.command.KeySpec.Range;
import io.cairn.engine.command.LegacyKeyRange;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Our declarations in the form in which {@code testdata/oracle} holds those of real servers: facts by name. */
final class Declarations {
    private Declarations() {}

    /** All that the oracle knows of a command, but for its subcommands. */
    static SortedMap<String, Object> facts(CommandSpec command) {
        LegacyKeyRange keys = LegacyKeyRange.of(command.keys());
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("arity", (long) command.arity());
        facts.put("flags", sorted(command.flags().stream().map(Flag::word)));
        facts.put(
                "acl_categories",
                sorted(command.categories().stream().map(AclCategory::word).map("@"::concat)));
        facts.put("first_key", (long) keys.first());
        facts.put("last_key", (long) keys.last());
        facts.put("step", (long) keys.step());
        facts.put(
                "key_specs", command.keys().stream().map(Declarations::keySpec).toList());
        facts.put("tips", command.tips());
        facts.put("group", command.group().word());
        facts.put("since", command.since());
        facts.put(
                "arguments",
                command.arguments().stream().map(Declarations::argument).toList());
        return facts;
    }

    private static SortedMap<String, Object> keySpec(KeySpec spec) {
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("begin_search", begin(spec.begin()));
        facts.put("find_keys", find(spec.find()));
        facts.put("flags", sorted(spec.flags().stream().map(KeyFlag::word)));
        return facts;
    }

    private static Map<String, Object> begin(Begin begin) {
        if (begin instanceof AtIndex at) {
            return typed("index", Map.of("index", (long) at.index()));
        } else if (begin instanceof AtKeyword at) {
            return typed("keyword", Map.of("keyword", at.keyword(), "startfrom", (long) at.startFrom()));
        }
        return typed("unknown", Map.of());
    }

    private static Map<String, Object> find(Find find) {
        if (find instanceof Range range) {
            return typed(
                    "range",
                    Map.of(
                            "lastkey", (long) range.lastKey(),
                            "keystep", (long) range.step(),
                            "limit", (long) range.limit()));
        } else if (find instanceof Counted counted) {
            return typed(
                    "keynum",
                    Map.of(
                            "keynumidx", (long) counted.countIndex(),
                            "firstkey", (long) counted.firstKey(),
                            "keystep", (long) counted.step()));
        }
        return typed("unknown", Map.of());
    }

    private static SortedMap<String, Object> typed(String type, Map<String, Object> spec) {
        return new TreeMap<>(Map.of("type", type, "spec", new TreeMap<>(spec)));
    }

    private static SortedMap<String, Object> argument(ArgSpec argument) {
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("name", argument.name());
        facts.put("type", argument.type().word());
        if (argument.token() != null) {
            facts.put("token", argument.token());
        }
        if (argument.keySpecIndex() >= 0) {
            facts.put("key_spec_index", (long) argument.keySpecIndex());
        }
        if (argument.since() != null) {
            facts.put("since", argument.since());
        }
        if (!argument.flags().isEmpty()) {
            facts.put("flags", sorted(argument.flags().stream().map(ArgFlag::word)));
        }
        if (!argument.arguments().isEmpty()) {
            facts.put(
                    "arguments",
                    argument.arguments().stream().map(Declarations::argument).toList());
        }
        return facts;
    }

    private static List<String> sorted(Stream<String> words) {
        return words.sorted().toList();
    }
}
