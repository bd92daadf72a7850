package io.cairn.server.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.server.config.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loggers are those that SLF4J finds, as everywhere in the server. */
class LoggingTest {
    private static final Logger OWN = LoggerFactory.getLogger("io.cairn.Any");
    private static final Logger LIBRARY = LoggerFactory.getLogger("net.openhft.Any");

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(directory.resolve("log"), "from before\n");
    }

    @AfterEach
    void asIfNobodyHadBegun() {
        Logging.setLevel(LogLevel.WARNING);
        LogLines.writeTo(new FileOutputStream(FileDescriptor.out));
    }

    @Test
    void aLineHasTheTimeTheLevelAndTheMessage() throws IOException {
        Logging.begin(LogLevel.NOTICE, file);
        OWN.info("{} and {}", 1, "two");
        OWN.error("three {}", 3);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("from before");
        assertThat(lines.get(1))
                .matches("\\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} UTC INFO {2}1 and two");
        assertThat(lines.get(2)).endsWith(" UTC ERROR three 3");
    }

    @Test
    void levelsSayHowMuchIsSaid() throws IOException {
        Logging.begin(LogLevel.NOTICE, file);
        OWN.debug("left out");
        Logging.setLevel(LogLevel.VERBOSE);
        OWN.debug("a");
        Logging.setLevel(LogLevel.WARNING);
        OWN.info("left out");
        OWN.warn("b");
        assertThat(file).content().contains("DEBUG a\n", "WARN  b\n").doesNotContain("left out");
    }

    @Test
    void librariesSayNothingBelowAWarning() throws IOException {
        Logging.begin(LogLevel.DEBUG, file);
        LIBRARY.info("left out");
        LIBRARY.warn("heard");
        assertThat(file).content().contains("heard").doesNotContain("left out");
    }

    @Test
    void anExceptionComesWithItsTrace() throws IOException {
        Logging.begin(LogLevel.NOTICE, file);
        OWN.error("failed", new IllegalStateException("why"));
        assertThat(file).content().contains("ERROR failed\njava.lang.IllegalStateException: why\n\tat ", "LoggingTest");
    }

    @Test
    void aLineThatWasTornByAFullDiskIsNotContinuedByTheNext() {
        ByteArrayOutputStream disk = new ByteArrayOutputStream();
        LogLines.writeTo(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (disk.size() == 10) {
                    disk.write('|');
                    throw new IOException("full");
                }
                disk.write(b);
            }
        });
        OWN.warn("torn");
        OWN.warn("whole");
        assertThat(disk.toString(UTF_8)).matches("(?s).{10}\\|\n[^\n]* WARN {2}whole\n");
    }

    @Test
    void timesArePaddedAndBefore1970Too() {
        assertThat(time(1_762_329_719_007L)).isEqualTo("05 Nov 2025 08:01:59.007");
        assertThat(time(-1)).isEqualTo("31 Dec 1969 23:59:59.999");
        assertThat(time(951_782_400_000L)).isEqualTo("29 Feb 2000 00:00:00.000");
    }

    private static String time(long millis) {
        StringBuilder line = new StringBuilder();
        LogLines.appendTime(millis, line);
        return line.toString();
    }
}
