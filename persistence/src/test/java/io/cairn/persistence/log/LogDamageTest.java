package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.storage.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Damage to a log never becomes other data.
 *
 * <p>Goal: whatever happens to the bytes, what is handed on are the first batches as they were written; and if any are
 * missing, the reader says so: it refuses the file or reports how much it would cut. Where a later line proves that the
 * damaged bytes had been on the disk, it refuses.
 *
 * <p>Method: small logs, one closed and one as a kill leaves it, and all cuts, all flips of one bit, and many moves of
 * blocks.
 */
class LogDamageTest {
    private static final String NAME = "log";
    private static final int BLOCK_BYTES = 512;

    private final List<String> batches = new ArrayList<>();
    private final byte[] killed;
    private final byte[] closed;
    private final int forcedTo;
    private final Map<Kind, Integer> outcomes = new EnumMap<>(Kind.class);

    LogDamageTest() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        CommandLog log = CommandLog.create(
                new TestClock().ports(storage), DurabilityPolicy.EVERYSEC, NAME, 0x5eed_0123_4567_89abL, 0);
        forcedTo = fill(log, batches);
        killed = storage.contents(NAME);
        log.close();
        closed = storage.contents(NAME);
    }

    /** Appends the same batches to every log; returns the offset up to which it was forced. */
    private static int fill(CommandLog log, List<String> batches) {
        Random random = new Random(7);
        long forced = 0;
        for (int i = 0; i < 20; i++) {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            byte[] command = Resp.command("SET", "key:" + i, new String(value, ISO_8859_1));
            if (i % 7 == 3) {
                log.sync().force();
                forced = log.fileBytes();
            }
            log.append(command, 0, command.length, i % 3, 1_700_000_000_000L + i);
            batches.add(new String(command, ISO_8859_1));
        }
        return (int) forced;
    }

    /** Reads damaged bytes and checks the goal; returns the end. */
    private LogEnd check(byte[] damaged) throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(NAME, damaged);
        Collector read = Collector.read(storage, NAME);
        LogEnd end = read.end();
        List<String> found = read.pieces.stream().map(Collector.Piece::commands).toList();
        assertThat(found).isEqualTo(batches.subList(0, found.size()));
        boolean atBorder = end.kind() == Kind.OPEN && end.offset() == damaged.length;
        if (found.size() < batches.size() && end.kind() != Kind.CORRUPT && !atBorder) {
            assertThat(end.kind()).isEqualTo(Kind.TORN);
            assertThat(end.cutBytes()).isPositive();
        }
        outcomes.merge(end.kind(), 1, Integer::sum);
        return end;
    }

    @Test
    void readsTheUndamagedOnes() throws IOException {
        assertThat(check(closed).kind()).isEqualTo(Kind.CLOSED);
        assertThat(check(killed).kind()).isEqualTo(Kind.OPEN);
        assertThat(check(killed).cutBytes()).isZero();
    }

    @Test
    void everyCutIsReportedOrRefused() throws IOException {
        for (int length = 1; length < closed.length; length++) {
            LogEnd end = check(Arrays.copyOf(closed, length));
            if (end.kind() == Kind.OPEN) {
                assertThat(end.notices()).as("cut at %s", length).isNotEmpty();
            }
        }
        assertThat(outcomes.get(Kind.OPEN)).isEqualTo(batches.size() + 1);
        assertThat(outcomes.get(Kind.CORRUPT)).as("within the first line").isEqualTo(LogFormat.HEADER_BYTES - 1);
        assertThat(outcomes.get(Kind.TORN)).isGreaterThan(1_000);
    }

    @Test
    void everyCutThatReadsAsZerosBehindIsReportedOrRefused() throws IOException {
        for (int length = 1; length < closed.length; length++) {
            check(Arrays.copyOf(Arrays.copyOf(closed, length), killed.length));
        }
        assertThat(outcomes.get(Kind.TORN)).isGreaterThan(1_000);
    }

    @Test
    void everyFlippedBitOfAClosedLogIsRefused() throws IOException {
        int mark = closed.length - 48;
        for (int bit = 0; bit < closed.length * 8; bit++) {
            LogEnd end = check(flip(closed, bit));
            if (bit / 8 < mark) {
                assertThat(end.kind()).as("bit %s", bit).isEqualTo(Kind.CORRUPT);
            } else {
                assertThat(end.kind()).as("bit %s", bit).isNotEqualTo(Kind.CLOSED);
            }
        }
        assertThat(outcomes.get(Kind.CORRUPT)).isGreaterThan(20_000);
    }

    @Test
    void everyFlippedBitOfAKilledLogIsRefusedWhereItWasForcedAndCutWhereItWasNot() throws IOException {
        int end = (int) check(killed).offset();
        for (int bit = 0; bit < end * 8; bit++) {
            LogEnd found = check(flip(killed, bit));
            assertThat(found.kind())
                    .as("bit %s, forced to %s", bit, forcedTo)
                    .isEqualTo(bit / 8 < forcedTo ? Kind.CORRUPT : Kind.TORN);
        }
        assertThat(outcomes.get(Kind.CORRUPT)).isGreaterThan(10_000);
        assertThat(outcomes.get(Kind.TORN)).isGreaterThan(1_000);
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] = (byte) (flipped[bit / 8] ^ 1 << bit % 8);
        return flipped;
    }

    @Test
    void swappedDuplicatedAndZeroedBlocksAreReportedOrRefused() throws IOException {
        int blocks = closed.length / BLOCK_BYTES;
        for (byte[] original : List.of(closed, killed)) {
            for (int a = 0; a < blocks; a++) {
                for (int b = 0; b < blocks; b++) {
                    if (a != b) {
                        int first = a * BLOCK_BYTES;
                        int second = b * BLOCK_BYTES;
                        checkChanged(original, bytes -> swap(bytes, first, second));
                        checkChanged(original, bytes -> copy(bytes, first, second));
                    }
                }
                int start = a * BLOCK_BYTES;
                checkChanged(original, bytes -> zero(bytes, start));
            }
        }
        assertThat(outcomes.get(Kind.CORRUPT)).isGreaterThan(100);
    }

    private void checkChanged(byte[] original, UnaryOperator<byte[]> damage) throws IOException {
        byte[] damaged = damage.apply(original.clone());
        if (!Arrays.equals(damaged, original)) {
            check(damaged);
        }
    }

    private static byte[] swap(byte[] bytes, int first, int second) {
        byte[] held = Arrays.copyOfRange(bytes, first, first + BLOCK_BYTES);
        System.arraycopy(bytes, second, bytes, first, BLOCK_BYTES);
        System.arraycopy(held, 0, bytes, second, BLOCK_BYTES);
        return bytes;
    }

    private static byte[] copy(byte[] bytes, int from, int to) {
        System.arraycopy(bytes, from, bytes, to, BLOCK_BYTES);
        return bytes;
    }

    private static byte[] zero(byte[] bytes, int from) {
        Arrays.fill(bytes, from, from + BLOCK_BYTES, (byte) 0);
        return bytes;
    }

    @Test
    void aWholeBatchRemovedDuplicatedOrSwappedIsRefused() throws IOException {
        List<byte[]> parts = new ArrayList<>();
        int at = LogFormat.HEADER_BYTES;
        BatchDecoder decoder = new BatchDecoder(0x5eed_0123_4567_89abL);
        parts.add(Arrays.copyOf(closed, at));
        while (at < closed.length) {
            int length = decoder.decode(closed, at, closed.length - at, at) + decoder.fields().length;
            parts.add(Arrays.copyOfRange(closed, at, at + length));
            at += length;
        }
        assertThat(parts).hasSize(batches.size() + 2);
        for (int i = 1; i < parts.size() - 2; i++) {
            List<byte[]> removed = new ArrayList<>(parts);
            removed.remove(i);
            check(Resp.join(removed.toArray(byte[][]::new)));
            List<byte[]> twice = new ArrayList<>(parts);
            twice.add(i, parts.get(i));
            check(Resp.join(twice.toArray(byte[][]::new)));
            List<byte[]> swapped = new ArrayList<>(parts);
            swapped.set(i, parts.get(i + 1));
            swapped.set(i + 1, parts.get(i));
            assertThat(check(Resp.join(swapped.toArray(byte[][]::new))).kind()).isEqualTo(Kind.CORRUPT);
        }
    }

    /** Where each batch begins, and where the closing mark does. */
    private List<Integer> borders() {
        List<Integer> borders = new ArrayList<>();
        BatchDecoder decoder = new BatchDecoder(0x5eed_0123_4567_89abL);
        for (int at = LogFormat.HEADER_BYTES; at < closed.length; ) {
            borders.add(at);
            at += decoder.decode(closed, at, closed.length - at, at) + decoder.fields().length;
        }
        return borders;
    }

    @Test
    void aLineOfAnotherFileIsNeitherABatchNorAProof() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        CommandLog other = CommandLog.create(
                new TestClock().ports(storage), DurabilityPolicy.EVERYSEC, NAME, 0x5eed_0123_4567_89acL, 0);
        fill(other, new ArrayList<>());
        other.close();
        byte[] foreign = storage.contents(NAME);
        assertThat(foreign).hasSameSizeAs(closed);
        for (int border : borders()) {
            // The same batches at the same offsets, chained as they should be, of a file with another salt.
            byte[] joined = foreign.clone();
            System.arraycopy(closed, 0, joined, 0, border);
            LogEnd end = check(joined);
            assertThat(end.kind()).as("at %s", border).isEqualTo(Kind.TORN);
            assertThat(end.offset()).isEqualTo(border);
        }
    }

    @Test
    void aBatchThatFollowedAnotherOneBreaksTheChain() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        CommandLog other = CommandLog.create(
                new TestClock().ports(storage), DurabilityPolicy.EVERYSEC, NAME, 0x5eed_0123_4567_89abL, 0);
        byte[] first = batches.get(0).replace("key:0", "kez:0").getBytes(ISO_8859_1);
        other.append(first, 0, first.length, 0, 1_700_000_000_000L);
        byte[] second = batches.get(1).getBytes(ISO_8859_1);
        other.append(second, 0, second.length, 1, 1_700_000_000_001L);
        byte[] earlier = storage.contents(NAME);
        int border = borders().get(1);
        int end = borders().get(2);
        assertThat(earlier).isNotEqualTo(killed);
        // The second batch is the same in both, at the same place, with a line that is genuine here too.
        byte[] mixed = killed.clone();
        System.arraycopy(earlier, border, mixed, border, end - border);
        assertThat(check(mixed).kind()).isEqualTo(Kind.CORRUPT);
        assertThat(check(mixed).offset()).isEqualTo(border);
    }

    @Test
    void aLineOfAnotherPlaceIsNeitherABatchNorAProof() throws IOException {
        List<Integer> borders = borders();
        int mark = borders.get(borders.size() - 1);
        byte[] proof = Arrays.copyOfRange(closed, mark, closed.length);
        for (int border : borders.subList(0, borders.size() - 1)) {
            // The mark says that everything was forced; here it says so of bytes that were never written.
            byte[] moved = Resp.join(Arrays.copyOf(closed, border), Resp.bytes("x".repeat(60)), proof);
            assertThat(check(moved).kind()).as("at %s", border).isEqualTo(Kind.TORN);
            byte[] next = Resp.join(Arrays.copyOf(closed, border), proof);
            assertThat(check(next).offset()).as("at %s", border).isEqualTo(border);
        }
    }

    @Test
    void garbageBehindTheEndIsReported() throws IOException {
        for (String garbage :
                List.of("x", "\0", "#", "#\n\0", "*1\r\n", "#C 1 2 3\n", "*2\r\n$6\r\nselect\r\n$1\r\n0\r\n")) {
            LogEnd end = check(Resp.join(closed, Resp.bytes(garbage)));
            assertThat(end.kind()).as(garbage).isEqualTo(Kind.TORN);
            assertThat(end.cutBytes()).as(garbage).isPositive();
            assertThat(end.offset()).as(garbage).isEqualTo(closed.length);
        }
    }
}
