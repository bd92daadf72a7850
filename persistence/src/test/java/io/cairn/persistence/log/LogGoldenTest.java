package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.storage.SimulatedStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The file kept in {@code testdata/log} still means what it meant, and is what the documentation shows. */
class LogGoldenTest {
    private static final String NAME = "closed-v1.aof";

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("testdata"))) {
            directory = Objects.requireNonNull(directory.getParent(), "no testdata above here");
        }
        return directory;
    }

    private static byte[] golden() throws IOException {
        return Files.readAllBytes(root().resolve("testdata/log").resolve(NAME));
    }

    /** The same steps as when the file was made. */
    private static byte[] written() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        TestClock clock = new TestClock();
        CommandLog log = CommandLog.create(
                clock.ports(storage), DurabilityPolicy.EVERYSEC, NAME, 0x0123_4567_89ab_cdefL, 0xfedc_ba98_7654_3210L);
        append(log, 0, clock, Resp.command("select", "0"), Resp.command("SET", "greeting", "hello"));
        clock.advanceMs(1);
        log.sync().force();
        append(log, 0, clock, Resp.command("INCR", "counter"));
        clock.advanceMs(2);
        append(log, 3, clock, Resp.command("select", "3"), Resp.command("DEL", "greeting"));
        clock.advanceMs(4);
        log.close();
        return storage.contents(NAME);
    }

    private static void append(CommandLog log, int database, TestClock clock, byte[]... commands) {
        byte[] batch = Resp.join(commands);
        log.append(batch, 0, batch.length, database, clock.ms());
    }

    @Test
    void isWrittenTheSameToTheByte() throws IOException {
        assertThat(written()).isEqualTo(golden());
    }

    @Test
    void isReadAsItWasMeant() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(NAME, golden());
        Collector read = Collector.read(storage, NAME);
        assertThat(read.pieces)
                .containsExactly(
                        new Collector.Piece(
                                text(Resp.command("select", "0"), Resp.command("SET", "greeting", "hello")),
                                0,
                                1_700_000_000_000L),
                        new Collector.Piece(text(Resp.command("INCR", "counter")), 0, 1_700_000_000_001L),
                        new Collector.Piece(
                                text(Resp.command("select", "3"), Resp.command("DEL", "greeting")),
                                3,
                                1_700_000_000_003L));
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(read.end().offset()).isEqualTo(golden().length);
        assertThat(read.end().salt()).isEqualTo(0x0123_4567_89ab_cdefL);
        assertThat(read.end().follows()).isEqualTo(0xfedc_ba98_7654_3210L);
    }

    private static String text(byte[]... commands) {
        return new String(Resp.join(commands), ISO_8859_1);
    }

    @Test
    void headersStayShort() throws IOException {
        assertThat(new String(golden(), ISO_8859_1).lines().filter(line -> line.startsWith("#C ")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.length() + 1).isLessThanOrEqualTo(48));
    }

    @Test
    void isShownInTheDocumentation() throws IOException {
        String shown = Files.readString(root().resolve("docs/formats/log.md"), UTF_8);
        new String(golden(), ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("#"))
                .forEach(line -> assertThat(shown).contains(line.strip()));
    }
}
