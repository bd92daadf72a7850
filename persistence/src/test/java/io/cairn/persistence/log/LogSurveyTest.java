package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.DamagedRange.Kind;
import io.cairn.persistence.storage.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A survey finds all damage, and goes on behind it.
 *
 * <p>Goal: every changed byte lies in a reported range; every batch that is not touched is handed on as it was written,
 * except one that cannot be verified, and that one is reported; nothing else is handed on.
 *
 * <p>Method: a closed log and one that a kill left; all flips of one bit, all cuts, and random blocks of rubbish.
 */
class LogSurveyTest {
    private static final String NAME = "log";
    private static final long SALT = 0x5eed_0123_4567_89abL;

    /** What was told of a file. */
    private static final class Told implements SurveyVisitor {
        final List<SurveyedBatch> batches = new ArrayList<>();
        final List<String> commands = new ArrayList<>();
        final List<DamagedRange> ranges = new ArrayList<>();
        final List<String> legible = new ArrayList<>();

        @Override
        public void batch(SurveyedBatch batch, byte[] bytes, int offset, int length) {
            if (length > 0) {
                batches.add(batch);
                commands.add(new String(bytes, offset, length, ISO_8859_1));
            }
        }

        @Override
        public void damage(DamagedRange range) {
            ranges.add(range);
        }

        @Override
        public void legible(byte[] bytes, int offset, int length) {
            legible.add(new String(bytes, offset, length, ISO_8859_1));
        }

        @Override
        public boolean isCommand(String name, long arguments) {
            return Set.of("SET", "SELECT", "DEL", "MULTI", "EXEC").contains(name);
        }
    }

    private final List<String> batches = new ArrayList<>();
    private final List<Integer> borders = new ArrayList<>();
    private final byte[] killed;
    private final byte[] closed;

    LogSurveyTest() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        CommandLog log = CommandLog.create(new TestClock().ports(storage), DurabilityPolicy.EVERYSEC, NAME, SALT, 0x77);
        Random random = new Random(7);
        for (int i = 0; i < 12; i++) {
            byte[] value = new byte[random.nextInt(120)];
            random.nextBytes(value);
            byte[] command = Resp.command("SET", "key:" + i, new String(value, ISO_8859_1));
            borders.add((int) log.fileBytes());
            log.append(command, 0, command.length, i % 3, 1_700_000_000_000L + i);
            batches.add(new String(command, ISO_8859_1));
        }
        borders.add((int) log.fileBytes());
        killed = storage.contents(NAME);
        log.close();
        closed = storage.contents(NAME);
    }

    private static Told survey(byte[] bytes, long saltHint) throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(NAME, bytes);
        Told told = new Told();
        SurveyEnd end = LogSurvey.survey(storage, NAME, saltHint, told);
        assertThat(end.length()).isEqualTo(bytes.length);
        assertThat(storage.openFiles()).isZero();
        return told;
    }

    private Told check(byte[] damaged, byte[] original) throws IOException {
        Told told = survey(damaged, SALT);
        checkRanges(told, damaged, original);
        for (int i = 0; i < batches.size(); i++) {
            int from = borders.get(i);
            int to = borders.get(i + 1);
            boolean whole = to <= damaged.length && Arrays.equals(damaged, from, to, original, from, to);
            boolean reported = told.ranges.stream()
                    .anyMatch(range -> range.kind() != Kind.UNVERIFIABLE && range.from() < to && range.to() > from);
            boolean unverifiable = told.ranges.stream()
                    .anyMatch(range -> range.kind() == Kind.UNVERIFIABLE && range.from() == from && range.to() == to);
            boolean handedOn = told.batches.stream().anyMatch(batch -> batch.from() == from && batch.to() == to);
            if (from >= damaged.length) {
                assertThat(handedOn).isFalse();
                continue;
            }
            assertThat(handedOn).as("batch %s at %s", i, from).isEqualTo(!reported && !unverifiable);
            if (!unverifiable) {
                assertThat(reported)
                        .as("batch %s at %s in %s", i, from, told.ranges)
                        .isEqualTo(!whole);
            }
        }
        assertThat(told.commands).isSubsetOf(batches);
        return told;
    }

    /** Every changed byte is in a range; ranges rise and do not overlap. */
    private static void checkRanges(Told told, byte[] damaged, byte[] original) {
        long end = 0;
        for (DamagedRange range : told.ranges) {
            assertThat(range.from()).isGreaterThanOrEqualTo(end);
            assertThat(range.to()).isBetween(range.from(), (long) damaged.length);
            end = range.to();
        }
        for (int i = 0; i < Math.min(damaged.length, original.length); i++) {
            int at = i;
            if (damaged[i] != original[i]) {
                assertThat(told.ranges)
                        .as("changed byte %s", i)
                        .anyMatch(range -> range.from() <= at && range.to() > at);
            }
        }
    }

    @Test
    void reportsNothingInSoundFiles() throws IOException {
        for (byte[] sound : List.of(closed, killed)) {
            Told told = survey(sound, 0);
            assertThat(told.ranges).isEmpty();
            assertThat(told.commands).isEqualTo(batches);
        }
    }

    @Test
    void everyFlippedBitIsFoundAndCostsAtMostTwoBatches() throws IOException {
        int unverifiable = 0;
        for (int bit = 0; bit < borders.get(batches.size()) * 8; bit++) {
            byte[] damaged = closed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Told told = check(damaged, closed);
            assertThat(told.ranges).as("bit %s", bit).hasSizeBetween(1, 2);
            unverifiable += (int) told.ranges.stream()
                    .filter(range -> range.kind() == Kind.UNVERIFIABLE)
                    .count();
        }
        // Only flips in the eight digits of a line that the next one, of a batch or the closing mark, is chained to.
        assertThat(unverifiable).isEqualTo(8 * 8 * batches.size());
    }

    @Test
    void everyCutIsFound() throws IOException {
        for (int length = LogFormat.HEADER_BYTES; length < closed.length; length++) {
            Told told = check(Arrays.copyOf(closed, length), closed);
            boolean atBorder = borders.contains(length);
            assertThat(told.ranges).as("cut at %s", length).hasSize(atBorder ? 0 : 1);
        }
    }

    @Test
    void rubbishAnywhereIsFoundAndWhatIsBehindItIsKept() throws IOException {
        Random random = new Random(3);
        int found = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] original = random.nextBoolean() ? closed : killed;
            byte[] damaged = original.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int from = random.nextInt(borders.get(batches.size()));
                int to = Math.min(borders.get(batches.size()), from + 1 + random.nextInt(300));
                byte[] rubbish = new byte[to - from];
                if (random.nextBoolean()) {
                    random.nextBytes(rubbish);
                }
                System.arraycopy(rubbish, 0, damaged, from, rubbish.length);
            }
            if (!Arrays.equals(damaged, original)) {
                found += check(damaged, original).commands.size();
            }
        }
        assertThat(found).isGreaterThan(10_000);
    }

    @Test
    void aFirstLineThatIsGoneIsNoLossIfTheNextFileKnowsTheSalt() throws IOException {
        byte[] damaged = closed.clone();
        Arrays.fill(damaged, 0, LogFormat.HEADER_BYTES, (byte) 0);
        Told told = survey(damaged, SALT);
        assertThat(told.ranges.get(0).kind()).isEqualTo(Kind.FIRST_LINE);
        assertThat(told.ranges.get(0).to()).isEqualTo(LogFormat.HEADER_BYTES);
        assertThat(told.commands).isEqualTo(batches.subList(1, batches.size()));
        assertThat(told.ranges.get(1).kind()).isEqualTo(Kind.UNVERIFIABLE);
        assertThat(told.legible).containsExactly(batches.get(0));
    }

    @Test
    void aFirstLineThatIsGoneCostsOneBatchIfNobodyKnowsTheSalt() throws IOException {
        for (int to : new int[] {LogFormat.HEADER_BYTES, borders.get(3) + 20}) {
            byte[] damaged = closed.clone();
            Arrays.fill(damaged, 0, to, (byte) 0);
            Told told = survey(damaged, 0);
            assertThat(told.ranges.get(0).kind()).isEqualTo(Kind.FIRST_LINE);
            // What is left of the fourth batch's line has the digits that verify the fifth.
            int lost = to == LogFormat.HEADER_BYTES ? 1 : 4;
            assertThat(told.commands).isEqualTo(batches.subList(lost, batches.size()));
        }
    }

    @Test
    void aNewerFileIsSaidToBeOne() throws IOException {
        byte[] header = LogFormat.header(SALT, 0);
        header[LogFormat.MAGIC.length()] = '2';
        LogFormat.putHex(
                header,
                LogFormat.HEADER_CRC_AT + 1,
                LogFormat.headerCrc(header, LogFormat.HEADER_CRC_AT),
                LogFormat.CRC_DIGITS);
        assertThat(survey(header, 0).ranges).singleElement().matches(range -> range.kind() == Kind.TOO_NEW);
    }

    // ---- what Redis wrote

    private static byte[] plain(String... parts) {
        return Resp.bytes(String.join("", parts));
    }

    private static String command(String... words) {
        return new String(Resp.command(words), ISO_8859_1);
    }

    private static final String A = command("SET", "a", "1");
    private static final String B = command("SET", "b", "2");
    private static final String C = command("SET", "c", "3");
    private static final String MULTI = command("MULTI");
    private static final String EXEC = command("EXEC");

    @Test
    void aPlainLogGoesOnAtTheNextCommand() throws IOException {
        Told told = survey(plain(A, "*3\r\n$3\r\nSXT\r\n$1\r\nb$1\r\n2\r\n", C), 0);
        assertThat(told.commands).containsExactly(A, C);
        DamagedRange range = told.ranges.get(0);
        assertThat(range.kind()).isEqualTo(Kind.NO_COMMAND);
        assertThat(range.guess()).isTrue();
        assertThat(range.from()).isEqualTo(A.length());
        assertThat(told.ranges).hasSize(1);
    }

    @Test
    void aPlainLogWhoseLengthReachesBeyondTheEndGoesOnToo() throws IOException {
        Told told = survey(plain(A, B.replace("$1\r\n2", "$91\r\n2"), C), 0);
        assertThat(told.commands).containsExactly(A, C);
        assertThat(told.ranges).hasSize(1);
        assertThat(told.ranges.get(0).to()).isEqualTo(A.length() + B.length() + 1);
    }

    @Test
    void anUnfinishedCommandAtTheEndIsNoGuess() throws IOException {
        Told told = survey(plain(A, B.substring(0, B.length() - 3)), 0);
        assertThat(told.commands).containsExactly(A);
        assertThat(told.ranges).singleElement().matches(range -> range.kind() == Kind.UNFINISHED && !range.guess());
    }

    @Test
    void nothingOfADamagedTransactionIsKept() throws IOException {
        String bad = "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n99\r\n";
        assertThat(survey(plain(A, MULTI, B, bad, B, EXEC, C), 0).commands).containsExactly(A, C);
        assertThat(survey(plain(A, MULTI, B, bad, B, MULTI, C, EXEC, C), 0).commands)
                .containsExactly(A, MULTI + C + EXEC + C);
        assertThat(survey(plain(A, MULTI, B, bad, B), 0).commands).containsExactly(A);
        assertThat(survey(plain(A, MULTI, B, C), 0).commands).containsExactly(A);
        String badMulti = "*1\r\n$5\r\nMULTX\r\n".replace("$5", "$6");
        assertThat(survey(plain(A, badMulti, B, EXEC, C), 0).commands).containsExactly(A, C);
    }

    @Test
    void aSectionOfRedisIsSurveyedBehindTheMark() throws IOException {
        byte[] section = plain(command("SELECT", "0"), A, B.replace("$1\r\n2", "$2\r\n2"), C);
        Told told = survey(Resp.join(closed, section), 0);
        assertThat(told.commands.subList(0, batches.size())).isEqualTo(batches);
        assertThat(told.commands.subList(batches.size(), told.commands.size()))
                .containsExactly(command("SELECT", "0") + A, C);
        assertThat(told.ranges).hasSize(1);
    }
}
