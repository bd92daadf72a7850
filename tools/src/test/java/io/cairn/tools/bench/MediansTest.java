package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void takesTheOneInTheMiddle() {
        assertThat(Medians.median(3, 100, 1)).isEqualTo(3);
        assertThat(Medians.median(7)).isEqualTo(7);
    }

    @Test
    void takesWhatLiesBetweenTheTwoInTheMiddle() {
        assertThat(Medians.median(List.of(4.0, 100.0, 1.0, 2.0))).isEqualTo(3);
    }

    @Test
    void nothingHasNoMiddle() {
        assertThat(Medians.median(List.of())).isNaN();
    }
}
