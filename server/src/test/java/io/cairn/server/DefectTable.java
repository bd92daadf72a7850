package io.cairn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code ./cairn ten-defects} prints: a few lines for each defect, left in {@code target/ten-defects} once it has been shown. */
final class DefectTable {
    private DefectTable() {}

    /** Notes what both servers were seen to do. */
    static void add(int number, String defect, String redis, String cairn) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "ten-defects"));
        String text = String.format(
                Locale.ROOT, "%2d. %s%n    redis-server  %s%n    Cairn         %s%n", number, defect, redis, cairn);
        Files.writeString(directory.resolve(String.format(Locale.ROOT, "%02d.txt", number)), text);
    }
}
