package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void allHaveTheSameLengthAndTheirNumber() {
        String name = Names.numbered("key:", 4711, 16);
        assertThat(name).isEqualTo("key:000000004711");
        assertThat(Names.number(name, "key:")).isEqualTo(4711);
    }

    @Test
    void refusesANumberThatHasNoRoom() {
        assertThat(Names.numbered("k", 999, 4)).isEqualTo("k999");
        assertThatIllegalArgumentException().isThrownBy(() -> Names.numbered("k", 1000, 4));
    }

    @Test
    void findsNoNumberInAnythingElse() {
        assertThat(Names.number("other:1", "key:")).isEqualTo(-1);
        assertThat(Names.number("key:", "key:")).isEqualTo(-1);
        assertThat(Names.number("key:1x", "key:")).isEqualTo(-1);
    }
}
