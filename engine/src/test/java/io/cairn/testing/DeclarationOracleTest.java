package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.string.Get;
import io.cairn.engine.resp.Args;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DeclarationOracleTest {
    private final DeclarationOracle oracle = DeclarationOracle.redis8();

    @Test
    void findsNothingWrongWithARightDeclaration() {
        assertThat(differences(get -> get, Map.of())).isEmpty();
    }

    @Test
    void namesTheFactThatDiffers() {
        assertThat(differences(get -> get.arity(3), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.arity");
        assertThat(differences(get -> get.since("7.0.0"), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.since");
        assertThat(differences(get -> get.tips("x"), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.tips");
        assertThat(differences(get -> get.flags(Flag.STALE), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.flags");
        assertThat(differences(get -> get.categories(AclCategory.GEO), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.acl_categories");
        assertThat(differences(get -> get.arguments(ArgSpec.key("k", 0)), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.arguments");
        assertThat(differences(get -> get.keys(KeySpec.keyAt(1, KeyFlag.RO)), Map.of()))
                .singleElement()
                .asString()
                .startsWith("get.key_specs");
    }

    @Test
    void acceptsADifferenceWithAReason() {
        assertThat(differences(get -> get.arity(3), Map.of("get.arity", "a reason")))
                .isEmpty();
    }

    @Test
    void doesNotKeepReasonsThatExplainNothing() {
        assertThat(differences(get -> get, Map.of("get.arity", "a reason", "set.arity", "not in the table")))
                .singleElement()
                .asString()
                .startsWith("get.arity: is excused");
    }

    @Test
    void tellsACommandThatTheServerDoesNotHave() {
        CommandTable table =
                CommandTable.of(List.of(new Declared(declaration("FROBNICATE").build())));
        assertThat(oracle.compare(table, Set.of(), Map.of()).differences())
                .containsExactly("frobnicate: redis-8.0-m01 has no such command");
        assertThat(oracle.compare(table, Set.of(), Map.of("frobnicate", "ours")).differences())
                .isEmpty();
    }

    private List<String> differences(UnaryOperator<CommandSpec.Builder> change, Map<String, String> reasons) {
        CommandTable table = CommandTable.of(
                List.of(new Declared(change.apply(declaration("GET")).build())));
        return oracle.compare(table, Set.of(), reasons).differences();
    }

    private static CommandSpec.Builder declaration(String name) {
        CommandSpec get = new Get().spec();
        return CommandSpec.command(name)
                .summary(get.summary())
                .since(get.since())
                .group(Group.STRING)
                .arity(get.arity())
                .flags(get.flags().toArray(Flag[]::new))
                .categories(AclCategory.STRING)
                .keys(get.keys().toArray(KeySpec[]::new))
                .arguments(get.arguments().toArray(ArgSpec[]::new));
    }

    private record Declared(CommandSpec spec) implements Command {
        @Override
        public void execute(Args args, CommandContext context) {
            throw new UnsupportedOperationException("only declared");
        }
    }
}
