package io.cairn.tools.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Grid.Row;
import io.cairn.tools.bench.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryModeTest {
    private static final List<Server> BOTH = List.of(new Server("cairn", "1"), new Server("redis-server", "7"));

    private static Row row(MemoryKind kind, Double... bytesEach) {
        return new Row(
                List.of(kind.toString(), 7, "key", ""),
                List.of(List.of(70.0, 12.0).subList(0, bytesEach.length), List.of(bytesEach)));
    }

    @Test
    void everyKindHasItsOwnPartOfTheOthersMemory() {
        List<MemoryKind> kinds = List.of(MemoryKind.STRINGS, MemoryKind.LIST);
        List<Row> rows = List.of(row(MemoryKind.STRINGS, 91.0, 150.0), row(MemoryKind.LIST, 40.0, 40.0));
        List<Verdict> verdicts = MemoryMode.section(kinds, rows, BOTH).verdicts();
        assertThat(verdicts).extracting(Verdict::subject).containsExactly("strings", "list");
        assertThat(verdicts).extracting(Verdict::budget).containsExactly(0.6, 1.05);
        assertThat(verdicts).extracting(Verdict::isKept).containsExactly(false, true);
    }

    @Test
    void aloneThereIsNothingToCompareWith() {
        List<Row> rows = List.of(row(MemoryKind.SET, 30.0));
        assertThat(MemoryMode.section(List.of(MemoryKind.SET), rows, BOTH.subList(0, 1))
                        .verdicts())
                .isEmpty();
    }
}
