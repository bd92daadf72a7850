package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void installOneProgram() throws IOException {
        Path program = Files.createFile(directory.resolve("redis-server"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.createFile(directory.resolve("notes"));
    }

    @Test
    void skipsNothingWhenAllAreInstalled() {
        assertThat(atHome().reasonToSkip("redis-server")).isEmpty();
    }

    @Test
    void namesTheProgramAndItsPackage() {
        assertThat(atHome().reasonToSkip("redis-server", "lz4")).contains("lz4 is missing: apt-get install lz4");
        assertThat(atHome().reasonToSkip("redis-check-aof"))
                .contains("redis-check-aof is missing: apt-get install redis-tools");
    }

    @Test
    void doesNotTakeAFileForAProgram() {
        assertThat(atHome().reasonToSkip("notes")).isPresent();
    }

    @Test
    void failsInCiInsteadOfSkipping() {
        Programs inCi = new Programs(List.of(directory), true);
        assertThat(inCi.reasonToSkip("redis-server")).isEmpty();
        assertThatThrownBy(() -> inCi.reasonToSkip("redis-server", "lz4"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("lz4 is missing: apt-get install lz4");
    }

    private Programs atHome() {
        return new Programs(List.of(directory), false);
    }
}
