package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.storage.SimulatedStorage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Clause by clause: what a log may hold besides batches, where it ends, what is refused. */
class LogReaderTest {
    private static final String NAME = "log";
    private static final byte[] SET = Resp.command("SET", "a", "1");
    private static final byte[] SELECT = Resp.command("SELECT", "0");
    private static final byte[] TORN_VALUE = Resp.bytes("*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$100\r\nxyz");

    private final SimulatedStorage storage = new SimulatedStorage();

    private Collector read(byte[]... parts) throws IOException {
        storage.place(NAME, Resp.join(parts));
        return Collector.read(storage, NAME);
    }

    /** A log of Cairn with one batch. */
    private byte[] ours(boolean closed) throws IOException {
        SimulatedStorage other = new SimulatedStorage();
        CommandLog log = CommandLog.create(new TestClock().ports(other), DurabilityPolicy.NO, NAME, 0xabcd, 0);
        log.append(SET, 0, SET.length, 0, 5);
        if (closed) {
            log.close();
        }
        return other.contents(NAME);
    }

    @Test
    void readsAnEmptyFileAsAnEmptyLog() throws IOException {
        Collector read = read();
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(read.end().notices()).singleElement().asString().contains("empty");
    }

    @Test
    void readsDatabaseAndTimeOfABatch() throws IOException {
        Collector read = read(ours(true));
        assertThat(read.pieces).containsExactly(new Collector.Piece(new String(SET, ISO_8859_1), 0, 5));
        assertThat(read.end().salt()).isEqualTo(0xabcd);
    }

    @Test
    void skipsCommentsOfRedis() throws IOException {
        Collector read =
                read(Resp.bytes("#TS:123\r\n"), SELECT, Resp.bytes("# hello\n#\n"), SET, Resp.bytes("#TS:124\r\n"));
        assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
        assertThat(read.text()).isEqualTo(text(SELECT, SET));
    }

    private static String text(byte[]... parts) {
        return new String(Resp.join(parts), ISO_8859_1);
    }

    @Test
    void cutsTheTornEndOfAFileOfRedis() throws IOException {
        for (int length = 1; length < TORN_VALUE.length; length++) {
            Collector read = read(SELECT, SET, Arrays.copyOf(TORN_VALUE, length));
            assertThat(read.end().kind()).as("%s bytes", length).isEqualTo(Kind.TORN);
            assertThat(read.end().cutBytes()).isEqualTo(length);
            assertThat(read.text()).isEqualTo(text(SELECT, SET));
        }
    }

    @Test
    void cutsATransactionOfRedisThatDidNotEnd() throws IOException {
        byte[] start = Resp.join(Resp.command("multi"), SET);
        Collector read = read(SELECT, SET, start);
        assertThat(read.end().kind()).isEqualTo(Kind.TORN);
        assertThat(read.end().cutBytes()).isEqualTo(start.length);
        assertThat(read.text()).isEqualTo(text(SELECT, SET));
    }

    @Test
    void refusesWhatRedisTakesForData() throws IOException {
        List<String> hostile = List.of(
                "*1\r\n$4\r\nPING\n\n*1\r\n",
                "*1\r\n$4\r\nPINGxx*1\r\n$4\r\nPING\r\n",
                "*0\r\n" + "x",
                "*-1\r\n",
                "*99999999999999999999\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$99999999999\r\n",
                "*1\r\n:4\r\nPING\r\n",
                "*1x\r\n",
                "*1\rx",
                "*\r\n",
                "PING\r\n",
                "\0",
                "#C 0 0 0 0 00000000 00000000\n",
                "#cairn-log 1 \n",
                "#" + "x".repeat(1100) + "\n");
        for (String bytes : hostile) {
            Collector read = read(SELECT, SET, Resp.bytes(bytes));
            assertThat(read.end().kind()).as(bytes).isEqualTo(Kind.CORRUPT);
            assertThat(read.pieces).as(bytes).isEmpty();
        }
    }

    @Test
    void refusesALogOfOursWhoseBeginningIsMissing() throws IOException {
        Collector read = read(Resp.bytes("*2\r\n$3\r\nGET\r\n$999999\r\n"), ours(false));
        assertThat(read.end().kind()).isEqualTo(Kind.CORRUPT);
        assertThat(read.end().reason()).contains("beginning");
    }

    @Test
    void refusesANewerFormatInOtherWordsThanDamage() throws IOException {
        byte[] file = ours(true);
        String line = "#cairn-log 2 0000000000000001 0000000000000000";
        byte[] bytes = Resp.bytes(line);
        String newer = line + String.format(Locale.ROOT, " %08x\n", LogFormat.headerCrc(bytes, bytes.length));
        assertThat(read(Resp.bytes(newer), file).end().reason()).contains("newer");
        file[11] = '2';
        assertThat(read(file).end().reason()).contains("damaged");
    }

    @Test
    void refusesFilesThatAreNoLogs() throws IOException {
        for (String bytes : List.of("REDIS0010", "hello", "\0\0\0\0", "#C 1", "#cairn-lo", "{")) {
            assertThat(read(Resp.bytes(bytes)).end().kind()).as(bytes).isEqualTo(Kind.CORRUPT);
        }
    }

    @Test
    void readsWhatRedisAppended() throws IOException {
        byte[] transaction = Resp.join(Resp.command("MULTI"), SELECT, SET, Resp.command("EXEC"));
        for (byte[] file : List.of(ours(true), ours(false))) {
            for (byte[] section : List.of(
                    Resp.join(SELECT, SET),
                    Resp.join(Resp.bytes("#TS:17\r\n"), SELECT, SET, Resp.bytes("#TS:18\r\n"), SET),
                    transaction)) {
                Collector read = read(file, section);
                assertThat(read.end().kind()).isEqualTo(Kind.CLOSED);
                assertThat(read.end().tail()).isNull();
                assertThat(read.text()).isEqualTo(text(SET, section).replaceAll("#TS:[0-9]+\r\n", ""));
            }
        }
    }

    @Test
    void cutsTheTornEndOfWhatRedisAppended() throws IOException {
        Collector read = read(ours(false), SELECT, SET, TORN_VALUE);
        assertThat(read.end().kind()).isEqualTo(Kind.TORN);
        assertThat(read.end().cutBytes()).isEqualTo(TORN_VALUE.length);
        assertThat(read.text()).isEqualTo(text(SET, SELECT, SET));
        LogReader.cut(storage, read.end());
        assertThat(Collector.read(storage, NAME).end().kind()).isEqualTo(Kind.CLOSED);
    }

    @Test
    void takesNoRubbleForWhatRedisAppended() throws IOException {
        byte[] padding = LogFormat.padding(1024);
        List<byte[]> rubble = List.of(
                Resp.join(Resp.command("select", "0"), SET),
                Resp.join(SET),
                Resp.join(SELECT, SET, padding),
                Resp.join(SELECT, Resp.bytes("*2\r\n$3\r\nGET\r\n$9999\r\n"), padding),
                Resp.join(SELECT, Resp.bytes("*2\r\n$3\r\nGET\r\n$9999\r\n"), new byte[1024]),
                Resp.join(SELECT, SET, Resp.bytes("# x\n"), SET));
        for (byte[] bytes : rubble) {
            Collector read = read(ours(false), bytes);
            assertThat(read.end().kind()).as(text(bytes)).isEqualTo(Kind.TORN);
            assertThat(read.text()).isEqualTo(text(SET));
            assertThat(read.end().cutBytes()).isPositive();
        }
    }

    @Test
    void refusesDamageInWhatRedisAppendedToAClosedFile() throws IOException {
        Collector read = read(ours(true), SELECT, Resp.bytes("*1\r\n$4\r\nPINGxx"), SET);
        assertThat(read.end().kind()).isEqualTo(Kind.CORRUPT);
        assertThat(read.pieces).hasSize(1);
    }

    @Test
    void believesNoLengthInAHeader() throws IOException {
        byte[] file = ours(true);
        int end = file.length;
        byte[] commands = new byte[0];
        BatchEncoder encoder = new BatchEncoder(0xabcd, 0);
        BatchFields fields = new BatchFields();
        fields.length = 0;
        int line = encoder.encode(end, fields, commands, 0);
        // A genuine line for a batch of two GB that is not there.
        byte[] buffer = encoder.buffer();
        String text = new String(buffer, LogFormat.LINE_AT, line, ISO_8859_1).replaceFirst("#C 0", "#C 7fffffff");
        byte[] seeded = new byte[LogFormat.LINE_AT + 200];
        System.arraycopy(buffer, 0, seeded, 0, LogFormat.LINE_AT);
        byte[] start = Resp.bytes(text.substring(0, text.lastIndexOf(' ', text.length() - 4)));
        System.arraycopy(start, 0, seeded, LogFormat.LINE_AT, start.length);
        int check = LogFormat.check(new CRC32C(), seeded, LogFormat.LINE_AT + start.length);
        String forged = new String(start, ISO_8859_1) + String.format(Locale.ROOT, " %08x", check);
        String padded = forged + ((forged.length() + 1 + 0x7fffffff & 1) != 0 ? " \n" : "\n");
        Collector read = read(file, Resp.bytes(padded), new byte[512]);
        assertThat(read.end().kind()).isEqualTo(Kind.TORN);
        assertThat(read.end().reason()).contains("beyond the end of the file");
    }

    @Test
    void readsCommandsOfRedisLargerThanTheWindow() throws IOException {
        byte[] large = Resp.command("SET", "k", "v".repeat(1_000_000));
        Collector read = read(SELECT, SET, large, SET, large, large);
        assertThat(read.text()).isEqualTo(text(SELECT, SET, large, SET, large, large));
    }

    @Test
    void cutsNothingOffADamagedFile() throws IOException {
        byte[] file = ours(true);
        file[70] ^= 1;
        LogEnd end = read(file).end();
        assertThatThrownBy(() -> LogReader.cut(storage, end))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(NAME);
        assertThat(storage.contents(NAME)).isEqualTo(file);
    }

    @Test
    void findsAFileClosedThatItHasCut() throws IOException {
        LogEnd end = read(ours(false), Resp.bytes("garbage!")).end();
        assertThat(end.kind()).isEqualTo(Kind.TORN);
        LogReader.cut(storage, end);
        assertThat(Collector.read(storage, NAME).end().kind()).isEqualTo(Kind.CLOSED);
        byte[] once = storage.contents(NAME);
        LogReader.cut(storage, Collector.read(storage, NAME).end());
        assertThat(storage.contents(NAME)).isEqualTo(once);
    }
}
