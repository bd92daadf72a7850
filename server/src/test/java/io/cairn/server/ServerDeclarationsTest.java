package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandTable;
import io.cairn.testing.DeclarationOracle;
import io.cairn.testing.DeclarationOracle.Comparison;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerDeclarationsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyCommandOfAServerIsDeclaredAsInRedis8() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            CommandTable table = server.server().datastore().engine().executor().table();
            Comparison comparison = DeclarationOracle.redis8().compare(table, Set.of(), DeclarationOracle.MEANT);
            assertThat(comparison.differences())
                    .as(String.join("\n", comparison.differences()))
                    .isEmpty();
            long ownCommands = DeclarationOracle.MEANT.keySet().stream()
                    .filter(name -> !name.contains("."))
                    .count();
            assertThat(comparison.compared())
                    .hasSize(DeclarationOracle.declarations(table).size() - (int) ownCommands)
                    .contains("client|list", "config|get", "info", "debug", "waitaof");
        }
    }
}
