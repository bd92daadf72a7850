package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table(List.of("what", "cairn", "ratio"));

    @Test
    void alignsTheFirstColumnToTheLeftAndTheOthersToTheRight() {
        table.add(List.of("a long name", "1", "0.50"));
        table.add(List.of("b", "1000000", ""));
        assertThat(table.lines())
                .containsExactly(
                        "what           cairn  ratio", //
                        "a long name        1   0.50",
                        "b            1000000");
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.add(List.of("a", "1")))
                .withMessage("cells=2 heads=3");
    }

    @Test
    void showsThreeDigitsOfAFigureAndADashForNone() {
        assertThat(Table.figure(0.256)).isEqualTo("0.26");
        assertThat(Table.figure(12.34)).isEqualTo("12.3");
        assertThat(Table.figure(1234.5)).isEqualTo("1235");
        assertThat(Table.figure(0.0 / 0.0)).isEqualTo("–");
    }
}
