package io.cairn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.testing.EngineCommands;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementArgumentsTest {
    private final CommandTable table = CommandTable.of(EngineCommands.all());

    @ParameterizedTest
    @CsvSource({
        "HGET, 2, 2, 1",
        "HINCRBY, 2, 2, 1",
        "HMGET, 2, -1, 1",
        "HSET, 2, -2, 2",
        "HSETNX, 2, 2, 1",
        "SADD, 2, -1, 1",
        "SISMEMBER, 2, 2, 1",
        "SMOVE, 3, 3, 1",
        "ZADD, -1, -1, 2",
        "ZINCRBY, 3, 3, 1",
        "ZRANK, 2, 2, 1",
        "ZREM, 2, -1, 1",
        "GEOADD, -1, -1, 3",
        "GEODIST, 2, 3, 1",
        "GEOHASH, 2, -1, 1",
    })
    void elementsAreWhereDeclarationsSaySo(String name, int first, int last, int step) {
        assertThat(elementsOf(name)).isEqualTo(new ElementArguments(first, last, step));
    }

    @ParameterizedTest
    @CsvSource({
        "GET",
        "MSET",
        "LPUSH",
        "LINSERT",
        "XADD",
        "ZRANGE",
        "ZUNIONSTORE",
        "SORT",
        "HGETALL",
        "GEOSEARCH",
        "HEXPIRE"
    })
    void othersHaveNone(String name) {
        assertThat(elementsOf(name)).isEqualTo(ElementArguments.NONE);
    }

    private ElementArguments elementsOf(String name) {
        RegisteredCommand command = Objects.requireNonNull(table.find(name));
        return command.elements;
    }
}
