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
        "HGET, 2, 2, 1, false",
        "HINCRBY, 2, 2, 1, false",
        "HMGET, 2, -1, 1, false",
        "HSET, 2, -2, 2, false",
        "HSETNX, 2, 2, 1, false",
        "SADD, 2, -1, 1, false",
        "SISMEMBER, 2, 2, 1, false",
        "SMOVE, 3, 3, 1, false",
        "ZADD, -1, -1, 2, true",
        "ZINCRBY, 3, 3, 1, false",
        "ZRANK, 2, 2, 1, false",
        "ZREM, 2, -1, 1, false",
        "GEOADD, -1, -1, 3, false",
        "GEODIST, 2, 3, 1, false",
        "GEOHASH, 2, -1, 1, false",
    })
    void elementsAreWhereDeclarationsSaySo(String name, int first, int last, int step, boolean scored) {
        assertThat(elementsOf(name)).isEqualTo(new ElementArguments(first, last, step, scored));
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
