package io.cairn.tools.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartModeTest {
    @Test
    void cairnsMedianAndItsMemoryAreJudged() {
        Section section = StartMode.section(
                List.of(List.of(390.0, 900.0, 380.0), List.of(12.0, 11.0, 13.0)),
                List.of(List.of(300.0, 300.0, 300.0), List.of(0.0, 0.0, 10.0)),
                List.of(61.0, 12.0));
        assertThat(section.verdicts()).extracting(Verdict::figure).containsExactly(390.0, 61.0);
        assertThat(section.verdicts()).extracting(Verdict::isKept).containsExactly(true, false);
        assertThat(section.grid().rows().get(0).figures()).containsExactly(List.of(390.0, 12.0), List.of(900.0, 13.0));
    }
}
