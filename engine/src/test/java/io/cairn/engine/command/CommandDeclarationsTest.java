package io.cairn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.DeclarationOracle;
import io.cairn.testing.DeclarationOracle.Comparison;
import io.cairn.testing.EngineCommands;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CommandDeclarationsTest {
    private final CommandTable table = CommandTable.of(EngineCommands.all());

    @Test
    void everyDeclarationSaysWhatRedis8Says() {
        Comparison comparison = DeclarationOracle.redis8().compare(table, Set.of(), DeclarationOracle.MEANT);
        assertThat(comparison.differences())
                .as(String.join("\n", comparison.differences()))
                .isEmpty();
        List<CommandSpec> all = DeclarationOracle.declarations(table);
        System.out.println(comparison.compared().size() + " of " + all.size() + " declarations compared with Redis 8");
        long ownCommands = DeclarationOracle.MEANT.keySet().stream()
                .filter(name -> !name.contains("."))
                .count();
        assertThat(comparison.compared()).hasSize(all.size() - (int) ownCommands);
    }

    @Test
    void requestsAreReadAsInRedis7() {
        Comparison comparison = DeclarationOracle.redis7()
                .compare(table, Set.of("arity", "key_specs"), DeclarationOracle.CHANGED_SINCE_7);
        assertThat(comparison.differences())
                .as(String.join("\n", comparison.differences()))
                .isEmpty();
        System.out.println(comparison.compared().size() + " declarations compared with Redis 7");
        assertThat(comparison.compared()).isNotEmpty();
    }

    /** The derivation is general: it must hold for every command of a real server, not only for those that we have. */
    @Test
    void keyRangesOfOldClientsFollowFromKeySpecs() {
        for (DeclarationOracle oracle : List.of(DeclarationOracle.redis7(), DeclarationOracle.redis8())) {
            oracle.commands().forEach((name, facts) -> {
                List<KeySpec> specs = ((List<?>) Objects.requireNonNull(facts.get("key_specs")))
                        .stream().map(CommandDeclarationsTest::keySpec).toList();
                LegacyKeyRange expected = new LegacyKeyRange(
                        number(facts, "first_key"), number(facts, "last_key"), number(facts, "step"));
                assertThat(LegacyKeyRange.of(specs)).as(name).isEqualTo(expected);
            });
            assertThat(oracle.commands()).hasSizeGreaterThan(300);
        }
    }

    @Test
    void namesAreDeclaredOnce() {
        Set<String> names = new TreeSet<>();
        for (CommandSpec spec : DeclarationOracle.declarations(table)) {
            assertThat(names.add(spec.name())).as(spec.name()).isTrue();
        }
    }

    private static KeySpec keySpec(Object json) {
        Map<?, ?> begin = map((Map<?, ?>) json, "begin_search");
        Map<?, ?> find = map((Map<?, ?>) json, "find_keys");
        return new KeySpec(begin(begin), find(find), Set.of());
    }

    private static KeySpec.Begin begin(Map<?, ?> json) {
        Map<?, ?> spec = map(json, "spec");
        if ("index".equals(json.get("type"))) {
            return new KeySpec.AtIndex(number(spec, "index"));
        }
        return "keyword".equals(json.get("type"))
                ? new KeySpec.AtKeyword(String.valueOf(spec.get("keyword")), number(spec, "startfrom"))
                : new KeySpec.UnknownBegin();
    }

    private static KeySpec.Find find(Map<?, ?> json) {
        Map<?, ?> spec = map(json, "spec");
        if ("range".equals(json.get("type"))) {
            return new KeySpec.Range(number(spec, "lastkey"), number(spec, "keystep"), number(spec, "limit"));
        }
        return "keynum".equals(json.get("type"))
                ? new KeySpec.Counted(number(spec, "keynumidx"), number(spec, "firstkey"), number(spec, "keystep"))
                : new KeySpec.UnknownFind();
    }

    private static int number(Map<?, ?> json, String name) {
        return Math.toIntExact((Long) Objects.requireNonNull(json.get(name)));
    }

    private static Map<?, ?> map(Map<?, ?> json, String name) {
        return (Map<?, ?>) Objects.requireNonNull(json.get(name));
    }
}
