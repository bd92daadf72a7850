package io.cairn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files in the repository's {@code testdata}, from whichever module's directory a test runs. */
public final class TestData {
    private TestData() {}

    /** A file or directory, its path relative to {@code testdata}. */
    public static Path path(String relative) {
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            Path found = directory.resolve("testdata").resolve(relative);
            if (Files.exists(found)) {
                return found;
            }
        }
        throw new IllegalStateException("no testdata/" + relative + " above " + start);
    }

    /** A file's text. */
    public static String text(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
