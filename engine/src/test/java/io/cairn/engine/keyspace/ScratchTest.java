package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.Element;
import io.cairn.engine.value.SetValue;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchTest {
    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SORT s ALPHA STORE d",
                "SUNIONSTORE d s",
                "SDIFF s",
                "ZRANGESTORE d z 0 -1",
                "ZUNIONSTORE d 1 s",
                "BITOP NOT d string",
                "SRANDMEMBER s 2",
                "HRANDFIELD h 2"
            })
    void holdsNothingOnceACommandHasEnded(String line) {
        engine.line("SADD s a b c d e f g");
        engine.line("ZADD z 1 a 2 b");
        engine.line("HSET h a 1 b 2 c 3 d 4 e 5 f 6 g 7");
        engine.line("SET string text");
        Databases databases = engine.engine().databases();
        Entry place = databases.scratch();

        engine.line(line);

        assertThat(place.exists()).isFalse();
    }

    @Test
    void isEmptyWhenItIsAskedForAgain() {
        Databases databases = engine.engine().databases();
        Element member = new Element();
        member.pointInteger(1);
        Objects.requireNonNull(databases.scratch().collection(SetValue.class)).add(member);

        assertThat(databases.scratch().exists()).isFalse();
    }
}
