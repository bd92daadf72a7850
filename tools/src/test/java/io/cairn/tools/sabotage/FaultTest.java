package io.cairn.tools.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTest {
    private static final String LIST =
            "For people.\n\n= the force\n? engine SomeTest -Da=1\n@ a.txt\n-  two\n+  2\n@ a.txt\n-four\n";

    @TempDir
    private Path place = Path.of("");

    private Fault fault() throws IOException {
        return Fault.read(Files.writeString(place.resolve("faults.txt"), LIST)).get(0);
    }

    @Test
    void replacesLinesThatAreThereOnce() throws IOException {
        Path file = Files.writeString(place.resolve("a.txt"), "one\n  two\nthree\nfour\n");
        Fault fault = fault();
        assertThat(fault.module()).isEqualTo("engine");
        assertThat(fault.test()).containsExactly("SomeTest", "-Da=1");
        assertThat(fault.applyTo(place)).isEqualTo(Map.of(file, "one\n  2\nthree\n"));
        assertThat(file).content().contains("two");
    }

    @Test
    void doesNotFitWhereItsLinesAreMissingOrThereTwice() throws IOException {
        Files.writeString(place.resolve("a.txt"), "one\n  two\nthree\n");
        assertThatThrownBy(() -> fault().applyTo(place)).hasMessageContaining("a.txt does not have these lines: four");
        Files.writeString(place.resolve("a.txt"), "  two\nfour\n  two\n");
        assertThatThrownBy(() -> fault().applyTo(place)).hasMessageContaining("more than once: two");
    }

    /** The table says what the command does. */
    @Test
    void theTableInTheDocumentationIsThatOfTheList() throws IOException {
        List<Fault> faults = Fault.read(TestData.path("sabotage/faults.txt"));
        assertThat(faults).hasSizeGreaterThan(30);
        String document =
                Files.readString(TestData.path("sabotage/faults.txt").resolveSibling("../../docs/reliability.md"));
        List<String> table = document.substring(document.indexOf("| left out or changed |"))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(table).isEqualTo(faults.stream().map(Fault::row).toList());
    }
}
